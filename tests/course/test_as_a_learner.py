"""An exercise in a learner's own copy: first as it is, then wrong, then right; the part is saved and comes back."""

import os
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from kubelite.learning import load_part, progress
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

GALLERY = ROOT / "tests" / "gallery" / "03_nodes"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """work/exercises/03_nodes of a prepared clone; the memory is on."""
    folder = tmp_path / "work" / "exercises" / "03_nodes"
    folder.mkdir(parents=True)
    (tmp_path / "work" / ".delivered.json").write_text("{}")
    for place in ("course", "exercises"):
        shutil.copytree(ROOT / place, tmp_path / place)
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    return folder


def run(folder, fits=None):
    """Run all cells of the exercise, going on after failures, with this source in the place of the stub."""
    notebook = nbformat.read(ROOT / "exercises" / "03_nodes" / "03_nodes.ipynb", as_version=4)
    if fits is not None:
        next(cell for cell in notebook.cells if cell.id == "fits").source = fits
    client = NotebookClient(notebook, allow_errors=True, timeout=60, resources={"metadata": {"path": str(folder)}})
    client.execute(env={name: value for name, value in os.environ.items() if name != "KUBELITE_MEMORY"})
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def test_the_stub_fails_in_friendly_words_only(folder):
    outputs = run(folder)
    errors = [output for each in outputs.values() for output in each if output.output_type == "error"]
    assert {error.ename for error in errors} == {"CheckFailed"}
    assert all("is not written yet" in "\n".join(error.traceback) for error in errors)
    assert not any("most recent call last" in line for error in errors for line in error.traceback)
    assert "0 of 6 visible checks pass." in outputs["save"][0].text
    assert "fits is not written yet: it is left out." in outputs["after"][0].text


def test_a_wrong_one_is_told_and_not_saved_and_a_right_one_is_saved(folder, monkeypatch):
    outputs = run(folder, (GALLERY / "wrong_less_than.py").read_text())
    failed = [
        name for name, each in outputs.items() if any(o.output_type == "error" for o in each) and name != "faded-check"
    ]
    assert failed == ["fits-exactly", "stretch-check"]
    assert "exactly what is left" in "\n".join(outputs["fits-exactly"][0].traceback)
    assert "5 of 6 visible checks pass." in outputs["save"][0].text
    part = folder.parents[1] / "parts" / "03_fits.py"
    assert not part.exists()
    monkeypatch.chdir(folder)
    assert "✗ A node may be exactly full" in progress("03")

    outputs = run(folder, (GALLERY / "right_sum.py").read_text())
    assert "Saved as work/parts/03_fits.py" in outputs["save"][0].text
    assert "6 of 6 pods are ready" in outputs["after"][-1].data["text/plain"]
    assert progress("03").count("✓") == 6
    assert load_part("03.fits").__name__ == "fits"
    assert "def asks" in part.read_text()
