"""tools/notebooks.py: executes notebooks and writes them byte-stably."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.project import sample
from tools import notebooks

pytestmark = pytest.mark.slow

SLIDER = "import ipywidgets\nipywidgets.IntSlider(value=7)"


def test_two_runs_give_identical_bytes(tmp_path):
    path = sample.write(
        tmp_path / "01_small.ipynb",
        sample.said("# A small lesson"),
        "for n in range(3):\n    print(n, flush=True)",
        SLIDER,
        "1 / 0  # shows an error",
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, path)

    assert notebooks.main([str(path)]) == 0
    first = path.read_bytes()
    assert notebooks.main([str(path)]) == 0
    assert path.read_bytes() == first
    assert notebooks.main(["--check", str(path)]) == 0


def test_outputs_keep_what_readers_see(tmp_path):
    path = sample.write(tmp_path / "01_small.ipynb", "print('a')\nprint('b')", SLIDER, "6 * 7")
    notebooks.main([str(path)])
    printed, widget, value = nbformat.read(path, as_version=4).cells
    assert printed.outputs == [{"name": "stdout", "output_type": "stream", "text": "a\nb\n"}]
    assert list(widget.outputs[0].data) == ["text/plain"]
    assert value.outputs[0].data["text/plain"] == "42"
    assert [printed.execution_count, widget.execution_count, value.execution_count] == [1, 2, 3]


def test_check_names_a_stale_notebook_and_writes_nothing(tmp_path, capsys):
    path = sample.write(tmp_path / "01_small.ipynb", "print('fresh')")
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    message = capsys.readouterr().err
    assert "01_small.ipynb" in message
    assert "fresh" in message


def test_a_failing_cell_is_reported_and_nothing_is_written(tmp_path, capsys):
    path = sample.write(tmp_path / "01_small.ipynb", "undefined_name")
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "undefined_name" in capsys.readouterr().err


def test_a_notebook_runs_in_its_own_folder_without_memory(tmp_path):
    (tmp_path / "course").mkdir()
    path = sample.write(
        tmp_path / "course" / "01_small.ipynb",
        "import os\nfrom pathlib import Path\nPath.cwd().name, os.environ['KUBELITE_MEMORY']",
    )
    notebooks.main([str(path)])
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].data["text/plain"] == "('course', 'off')"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("first-pod", "first-pod"),
        ("decade", "decade"),
        ("3f2a9c1e", "print-hello"),
        ("0a1b2c3d-1111-2222-3333-444455556666", "print-hello"),
    ],
)
def test_ids_are_words_and_stay(before, after):
    cell = new_code_cell("print('hello')", id=before)
    assert notebooks.normalise(new_notebook(cells=[cell])).cells[0].id == after


def test_made_up_ids_of_equal_cells_become_different_words():
    cells = [new_code_cell("print('hello')", id=name) for name in ("3f2a9c1e", "4f2a9c1e", "5f2a9c1e")]
    ids = [cell.id for cell in notebooks.normalise(new_notebook(cells=cells)).cells]
    assert ids == ["print-hello", "print-hello-2", "print-hello-3"]


def test_the_id_of_a_graded_cell_is_its_grade_id():
    cell = sample.graded("def fits(pod, node): ...", "fits")
    assert notebooks.normalise(new_notebook(cells=[cell])).cells[0].id == "fits"


def test_no_notebooks_is_no_error(tmp_path):
    assert notebooks.stored_notebooks(tmp_path) == []
