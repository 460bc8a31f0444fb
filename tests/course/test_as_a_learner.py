"""Each exercise in a learner's own copy: first as it is, then right; the part is saved and comes back in a lesson."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from kubelite.learning import load_part, my_parts
from kubelite.learning.ownparts import PLUGS
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

EXERCISES = sorted(path.stem for path in ROOT.glob("exercises/*/*.ipynb"))
GALLERY = ROOT / "tests" / "gallery" / "03_nodes"


class Learner:
    """Works on the copy of one exercise in ``work``, with one kernel, going on after failures."""

    def __init__(self, work, exercise):
        self.folder = work / "exercises" / exercise
        self.folder.mkdir(parents=True)
        self.notebook = stored("exercises", exercise)
        self.client = NotebookClient(
            self.notebook, allow_errors=True, timeout=60, resources={"metadata": {"path": str(self.folder)}}
        )

    def run(self):
        """Run all cells from top to bottom; the outputs of each code cell, by its name."""
        for number, cell in enumerate(self.notebook.cells):
            self.client.execute_cell(cell, number)
        return {cell.id: cell.outputs for cell in self.notebook.cells if cell.cell_type == "code"}

    def write(self, sources):
        """Put other lines into the cells with these names."""
        for cell in self.notebook.cells:
            cell.source = sources.get(cell.id, cell.source)


def stored(kind, exercise):
    return nbformat.read(ROOT / kind / exercise / f"{exercise}.ipynb", as_version=4)


def solutions_of(exercise):
    cells = [cell for cell in stored("solutions", exercise).cells if cell.cell_type == "code"]
    return {cell.id: cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")}


def errors_in(outputs):
    return {name: each for name, found in outputs.items() for each in found if each.output_type == "error"}


def said(outputs, name):
    return "".join(output.get("text", "") for output in outputs[name])


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A prepared folder work/, with the memory on."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".delivered.json").write_text("{}")
    monkeypatch.delenv("KUBELITE_MEMORY", raising=False)
    return tmp_path / "work"


@pytest.fixture
def learner(work, request):
    learner = Learner(work, request.param)
    with learner.client.setup_kernel(
        env={name: value for name, value in os.environ.items() if name != "KUBELITE_MEMORY"}
    ):
        yield learner


@pytest.mark.parametrize("learner", EXERCISES, indirect=True)
def test_a_stub_fails_in_friendly_words_and_a_solution_becomes_a_part(learner, work, monkeypatch):
    outputs = learner.run()
    errors = errors_in(outputs)
    assert {error.ename for error in errors.values()} == {"CheckFailed"}
    assert all("is not written yet" in "\n".join(error.traceback) for error in errors.values())
    assert not any("most recent call last" in line for error in errors.values() for line in error.traceback)
    assert said(outputs, "save").startswith("0 of ")
    assert not (work / "parts").exists()

    learner.write(solutions_of(learner.folder.name))
    outputs = learner.run()
    assert errors_in(outputs) == {}
    assert "Saved as work/parts/" in said(outputs, "save")

    (work / "course").mkdir()
    monkeypatch.chdir(work / "course")
    (saved,) = (path.stem for path in (work / "parts").iterdir())
    number, name = saved.split("_", 1)
    assert load_part(f"{number}.{name}").__name__ == name
    assert set(my_parts()) == {f"{number}.{name}"} & set(PLUGS)


@pytest.mark.parametrize("learner", ["03_nodes"], indirect=True)
def test_a_wrong_one_is_told_and_not_saved(learner, work):
    learner.write({"fits": (GALLERY / "wrong_less_than.py").read_text()})
    outputs = learner.run()
    assert set(errors_in(outputs)) == {"faded-check", "fits-exactly", "stretch-check"}
    assert "exactly what is left" in "\n".join(errors_in(outputs)["fits-exactly"].traceback)
    assert "5 of 6 visible checks pass." in said(outputs, "save")
    assert not (work / "parts").exists()

    learner.write({"fits": (GALLERY / "right_sum.py").read_text()})
    outputs = learner.run()
    assert "6 of 6 pods are ready" in outputs["after"][-1].data["text/plain"]
    assert "def asks" in (work / "parts" / "03_fits.py").read_text(), "helpers are saved with it"
