"""The graders are tested with wrong answers: each exercise has a gallery, and mutants of its reference solution."""

from pathlib import Path

import pytest

from kubelite.grading import gallery
from kubelite.grading.mutants import mutants
from tests.conftest import ROOT

GALLERIES = sorted(folder for folder in (ROOT / "tests" / "gallery").iterdir() if folder.is_dir())
SOLUTION_CELLS = {
    "01_containers": "can-run",
    "02_pods": "pod-phase",
    "03_nodes": "fits",
    "04_filters": "tolerates",
    "05_scores": "least-allocated",
    "06_control_plane": "reconcile",
    "07_networking": "endpoints",
    "08_scaling": "desired-replicas",
    "09_rollouts": "fenceposts",
    "10_node_failure": "evictions",
    "11_online_shop": "shop",
}
EQUIVALENT: dict[str, dict[str, str]] = {  # exercise → change → why it changes nothing that matters
    "05_scores": {"line 9: `0` → `1`": "one millicore, or one byte, is no whole percent of any node"},
}
SLOW = [pytest.mark.slow]
MANIFESTS = ("11_online_shop",)  # their mutants are those of manifests: tests/grading/shop; each plays whole game days
CASES = [
    pytest.param(folder.name, variant, marks=SLOW if folder.name in MANIFESTS else ())
    for folder in GALLERIES
    for variant in gallery.read_gallery(folder)
]


def name(value):
    return getattr(value, "name", value)


def cells_of(exercise):
    return gallery.read_cells(ROOT / "solutions" / exercise / f"{exercise}.ipynb")


def score(exercise, source):
    return gallery.score(cells_of(exercise), {SOLUTION_CELLS[exercise]: source})


@pytest.mark.parametrize("exercise", SOLUTION_CELLS)
def test_the_stub_scores_nothing(exercise):
    cells = cells_of(exercise)
    score = gallery.score(cells, gallery.stubs(cells))
    assert score.points == 0
    assert all("is not written yet" in message for message in score.failures.values())


@pytest.mark.parametrize("exercise", SOLUTION_CELLS)
def test_the_reference_scores_everything(exercise):
    score = gallery.score(cells_of(exercise), {})
    assert score.failures == {}
    assert score.points == score.most > 0


@pytest.mark.parametrize(("exercise", "variant"), CASES, ids=name)
def test_each_variant_gets_what_it_deserves(exercise, variant):
    got = score(exercise, variant.source)
    if not variant.is_wrong:
        assert got.failures == {}
        return
    assert variant.caught_by in got.failures, "the check made for this mistake let it pass"
    assert variant.saying in got.failures[variant.caught_by]


@pytest.mark.parametrize("exercise", SOLUTION_CELLS)
def test_a_gallery_has_two_right_ones_and_a_wrong_one_for_each_visible_check(exercise):
    variants = gallery.read_gallery(ROOT / "tests" / "gallery" / exercise)
    assert sum(not variant.is_wrong for variant in variants) >= 2
    visible = {cell.id for cell in cells_of(exercise) if cell.points and "BEGIN HIDDEN TESTS" not in cell.source}
    assert {variant.caught_by for variant in variants if variant.is_wrong} >= visible
    assert len(visible) <= 6


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [name for name in SOLUTION_CELLS if name not in MANIFESTS])
def test_mutants_of_the_reference_are_rejected(exercise):
    cells = cells_of(exercise)
    source = next(cell.source for cell in cells if cell.id == SOLUTION_CELLS[exercise])
    every = list(mutants(source))
    equivalent = EQUIVALENT.get(exercise, {})
    survived = [mutant.change for mutant in every if not score(exercise, mutant.source).failures]
    unknown = [change for change in survived if change not in equivalent]
    assert len(every) >= 10
    assert len(unknown) <= 0.05 * len(every), unknown
    assert len(equivalent) <= 0.05 * len(every)
    assert set(equivalent) <= set(survived), "called equivalent, but rejected"


def test_a_table_names_the_check_and_its_message(tmp_path):
    folder = tmp_path / "gallery"
    folder.mkdir()
    (folder / "wrong_yes.py").write_text(
        "# caught by: fits-memory\n# saying: x\ndef fits(pod, node):\n    return True\n"
    )
    notebook = ROOT / "solutions" / "03_nodes" / "03_nodes.ipynb"
    lines = list(gallery.table(notebook, folder, "fits"))
    assert lines[0].split()[:2] == ["stub", "0"]
    assert any(line.startswith("    fits-memory: Memory counts as well as CPU") for line in lines)


def test_mutants_change_one_thing_each_and_leave_docstrings_alone():
    source = 'def f(a, b):\n    "Says whether."\n    if a < b and b != 3:\n        return True\n    return a + 1 > b'
    found = {mutant.change for mutant in mutants(source)}
    assert "line 3: `a < b` → `a <= b`" in found
    assert "line 3: `a < b and b != 3` → `a < b or b != 3`" in found
    assert "line 5: `a + 1` → `a - 1`" in found
    assert not any("Says" in change for change in found)
    assert all(mutant.source.count("Says whether.") == 1 for mutant in mutants(source))
    assert len({mutant.source for mutant in mutants(source)}) == len(list(mutants(source)))


def test_the_solution_is_cut_out_as_nbgrader_does_it():
    source = "def f():\n    # Step 1\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n    # the end"
    assert gallery.stub(source) == "def f():\n    # Step 1\n    raise NotImplementedError()\n    # the end"


def test_a_gallery_lies_outside_of_solutions():
    """nbgrader hands every file of an assignment to the learners."""
    assert not list(Path(ROOT / "solutions").rglob("wrong_*.py"))
