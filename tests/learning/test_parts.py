"""kubelite/learning/parts.py: a function that passed is kept for later lessons, with all that it needs."""

import linecache

import pytest

from kubelite.grading import CheckFailed, Exercise, a_node, a_pod
from kubelite.learning import NoPart, load_part, save_part
from kubelite.learning.parts import part_source

NOTEBOOK = '''
import math
from kubelite import memory as size, request
from kubelite.objects import Pod

SPARE = 100


def room(node, resource):
    return node.allocatable[resource] - SPARE


def unused():
    return 0


def fits(pod: Pod, node) -> bool:
    """My filter."""
    asked = [request(each, "cpu") for each in (*node.pods, pod)]
    return math.fsum(asked) <= room(node, "cpu") and size("1Ki") == 1024
'''


def defined(source=NOTEBOOK):
    """The names that a notebook with this one cell has."""
    names = {"__name__": "__main__"}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    return names


def passed():
    exercise = Exercise("03.fits", checks=1)
    exercise.check("It runs").call(lambda: True).expect(True, story="")
    return exercise


def test_a_part_holds_helpers_constants_and_imports_and_nothing_else():
    source = part_source(defined()["fits"])
    assert source.splitlines()[:5] == [
        "from __future__ import annotations",
        "",
        "from kubelite.objects.quantity import memory as size",
        "from kubelite.rules.requests import request",
        "import math",
    ]
    assert "SPARE = 100" in source
    assert "def room" in source
    assert "unused" not in source
    assert source.index("SPARE = 100") < source.index("def room") < source.index("def fits")


def test_a_passed_exercise_is_saved_and_comes_back(work, capsys):
    save_part(passed(), defined()["fits"])
    assert "Saved as work/parts/03_fits.py. Later lessons can use it." in capsys.readouterr().out
    fits = load_part("03.fits")
    assert fits(a_pod("web", cpu="1900m"), a_node("n", cpu="2", memory="1Gi")) is True
    assert fits(a_pod("web", cpu="1901m"), a_node("n", cpu="2", memory="1Gi")) is False


def test_saving_again_replaces_the_part(work):
    save_part(passed(), defined()["fits"])
    save_part(passed(), defined("def fits(pod, node):\n    return True\n")["fits"])
    assert load_part("03.fits")(None, None) is True


def test_an_exercise_that_has_not_passed_is_not_saved(work, capsys):
    exercise = Exercise("03.fits", checks=2)
    with pytest.raises(CheckFailed):
        exercise.check("It is true").call(lambda: False).expect(True, story="")
    save_part(exercise, defined()["fits"])
    assert not (work / "parts").exists()
    assert "03.fits is not saved yet: it is saved when all checks pass." in capsys.readouterr().out


def test_nothing_is_saved_when_the_memory_is_off(work, monkeypatch, capsys):
    monkeypatch.setenv("KUBELITE_MEMORY", "off")
    save_part(passed(), defined()["fits"])
    assert not (work / "parts").exists()
    assert "Saved" not in capsys.readouterr().out


def test_nothing_is_saved_outside_of_a_prepared_clone(tmp_path, monkeypatch):
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    monkeypatch.chdir(tmp_path)
    save_part(passed(), defined()["fits"])
    assert list(tmp_path.iterdir()) == []


def test_without_a_saved_part_there_is_the_default_or_a_clear_error(work):
    assert load_part("03.fits", default=len) is len
    with pytest.raises(NoPart, match=r"no saved part 03.fits yet. Solve the exercise of lesson 03 first"):
        load_part("03.fits")


def test_a_recursive_helper_is_saved_once():
    source = part_source(defined("def fits(n, m=0):\n    return n == 0 or fits(n - 1)\n")["fits"])
    assert source.count("def fits") == 1
