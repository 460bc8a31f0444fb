"""tools/hygiene.py: each rule for notebooks finds what breaks it."""

import nbformat
import pytest

from tests.project import sample
from tools import hygiene
from tools.notebooks import to_bytes


def problems(tmp_path, *cells):
    return hygiene.problems(sample.tidy(tmp_path / "03_nodes.ipynb", *cells))


def test_a_tidy_notebook_has_no_problems(tmp_path):
    assert (
        problems(tmp_path, sample.said("# Nodes"), sample.printed("print(1)", "1\n"), sample.graded("x = 1", "fits"))
        == []
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x = 1\n" * 16, "16 lines; a code cell has at most 15"),
        (f"x = {'1' * 89}", "a line of 93 characters; a line of code has at most 92"),
        (sample.said("word  \n" * 9), "9 lines; a markdown cell has at most 8"),
        ("import time\ntime.sleep(1)", "calls sleep()"),
        ("answer = input('how many?')", "calls input()"),
        ("import urllib.request", "imports urllib"),
        ("open('/home/somebody/cluster.yaml')", "one machine: /home/s…"),
        (sample.printed("print(here)", "/root/kubelite\n"), "its output names a place on one machine"),
        (sample.printed("print(thing)", "<Thing at 0x7f0011223344>\n"), "memory address"),
        (sample.printed("warn()", "careful\n", name="stderr"), "writes to stderr"),
        ("# NBVAL_IGNORE_OUTPUT\nprint(1)", "without its reason"),
        ("# NBVAL_SKIP\nprint(1)", "NBVAL_SKIP hides an output"),
        ("def fits(:", "not Python"),
        ("", "it is empty"),
    ],
)
def test_a_rule_finds_what_breaks_it(tmp_path, cell, words):
    found = problems(tmp_path, "x = 1", cell)
    assert len(found) == 1
    assert words in found[0]


def test_allowed_neighbours_of_the_rules(tmp_path):
    fine = [
        "x = 1\n" * 15,
        "# Kubernetes puts the token at /var/run/secrets/kubernetes.io/serviceaccount\nlater.sleeping = 'input'",
        "# The time on this machine differs from run to run.\n# NBVAL_IGNORE_OUTPUT\nprint(1)",
        "%matplotlib inline\ncluster?",
    ]
    assert problems(tmp_path, *fine) == []


def test_the_lesson_on_a_real_cluster_may_use_the_network(tmp_path):
    assert hygiene.problems(sample.tidy(tmp_path / "12_real_cluster.ipynb", "import urllib.request")) == []


def test_a_name_begins_with_two_digits(tmp_path):
    assert "two digits" in hygiene.problems(sample.tidy(tmp_path / "nodes.ipynb", "x = 1"))[0]


def test_at_most_40_cells(tmp_path):
    assert problems(tmp_path, *["x = 1"] * 40) == []
    assert problems(tmp_path, *["x = 1"] * 41) == ["41 cells; a notebook has at most 40"]


def change(tmp_path, edit):
    path = sample.tidy(tmp_path / "03_nodes.ipynb", "x = 1", "y = 2", sample.graded("z = 3", "fits"))
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    path.write_bytes(to_bytes(notebook))
    return hygiene.problems(path)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda nb: nb.metadata.update(widgets={}), "the notebook's metadata differ"),
        (lambda nb: nb.cells[0].metadata.update(execution={}), "metadata that do not belong there: execution"),
        (lambda nb: nb.cells[0].update(id="3f2a9c1e"), "an id is made of a few short words"),
        (lambda nb: nb.cells[0].update(execution_count=7), "not executed once each from top to bottom"),
        (lambda nb: nb.cells[2].update(id="elsewhere"), "differs from its grade_id 'fits'"),
    ],
)
def test_a_changed_form_is_found(tmp_path, edit, words):
    found = change(tmp_path, edit)
    assert len(found) == 1
    assert words in found[0]


def test_bytes_written_by_another_program_are_found(tmp_path):
    path = sample.tidy(tmp_path / "03_nodes.ipynb", "x = 1")
    path.write_bytes(path.read_bytes().replace(b"\n ", b"\n  "))
    assert hygiene.problems(path) == ["the file is not written as `make notebooks` writes it"]


def test_a_lesson_shows_five_outputs_that_nbval_compares(tmp_path):
    shown = [sample.printed(f"print({n})", f"{n}\n") for n in range(5)]
    ignored = sample.printed("# It differs.\n# NBVAL_IGNORE_OUTPUT\nprint(5)", "5\n")
    assert hygiene.lesson_problems(sample.tidy(tmp_path / "03_nodes.ipynb", *shown)) == []
    found = hygiene.lesson_problems(sample.tidy(tmp_path / "04_labels.ipynb", *shown[:4], ignored))
    assert len(found) == 1
    assert found[0].startswith("only 4 cells")
