"""Broken submissions: each gives the score of its answers, or a reason; what is beside the answers does not matter."""

import json
import os

import nbformat
import pytest

from kubelite.grading.rebuild import rebuild
from kubelite.grading.submission import LARGEST
from tests.grading.notebook import POINTS, RIGHT, graded, of_file, with_tests

NAME = "03_nodes.ipynb"


def submission(source=RIGHT):
    """A notebook as a student hands it in, as plain data."""
    notebook = nbformat.from_dict(with_tests())
    cell = next(cell for cell in notebook.cells if cell.id == "fits")
    cell.source = source
    return json.loads(nbformat.writes(notebook))


def cell_of(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


@pytest.fixture
def hand_in(tmp_path):
    """Write something as the notebook of a student, and read it as the grader does."""

    def write(content, name=NAME):
        folder = tmp_path / "ada" / "03_nodes"
        folder.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / name).write_bytes(data)
        return of_file(folder)

    return write


def answer_in(read, name="fits"):
    """The source that is graded in the place of the solution."""
    notebook = rebuild(with_tests(), read).notebook
    return next(cell["source"] for cell in notebook["cells"] if cell["id"] == name)


def edited_tests(notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["source"] = "pass"
            cell["metadata"]["nbgrader"]["points"] = 100


def deleted_tests(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("fits-")]


def checks_as_markdown(notebook):
    for cell in notebook["cells"]:
        if cell["id"].startswith("fits-"):
            cell["cell_type"] = "markdown"


def without_metadata(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    notebook["metadata"] = {}


def with_new_ids(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"new-{number}"


def without_ids(notebook):
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]


def with_pasted_tests(notebook):
    copies = [dict(cell, id=cell["id"] + "-copy") for cell in notebook["cells"] if cell["id"].startswith("fits-")]
    notebook["cells"] += copies


def with_a_pasted_solution(notebook):
    stub = next(cell for cell in json.loads(nbformat.writes(with_tests()))["cells"] if cell["id"] == "fits")
    notebook["cells"].insert(0, dict(stub, id="pasted"))


def answered_in_the_copy(notebook):
    answered = cell_of(notebook, "fits")
    stub = next(cell for cell in json.loads(nbformat.writes(with_tests()))["cells"] if cell["id"] == "fits")
    notebook["cells"].append(dict(answered, id="copy"))
    answered["source"] = stub["source"]


def not_graded(notebook):
    cell_of(notebook, "fits")["metadata"]["nbgrader"] |= {"grade": False, "solution": False, "locked": True}


def as_raw_text(notebook):
    cell_of(notebook, "fits")["cell_type"] = "raw"


def shuffled(notebook):
    notebook["cells"].reverse()


def with_strange_cells(notebook):
    notebook["cells"] += [None, 3, "x", [], {}, {"cell_type": "code"}, {"source": 7, "metadata": [], "id": {}}]


def with_attacking_cells(notebook):
    attack = {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(0, attack | {"source": "import os; os._exit(0)"})
    notebook["cells"].append(attack | {"source": "def fits(pod, node): return None"})


def with_huge_output(notebook):
    stream = {"output_type": "stream", "name": "stdout", "text": "x" * 24_000_000}
    cell_of(notebook, "fits")["outputs"] = [stream]


def with_false_outputs(notebook):
    for cell in notebook["cells"]:
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "1000"}}]


def of_another_version(notebook):
    notebook["nbformat"], notebook["nbformat_minor"] = 5, 99


def with_another_schema(notebook):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1


def with_another_kernel(notebook):
    notebook["metadata"] = {"kernelspec": {"name": "bash", "language": "bash"}}


EDITS = (
    *(edited_tests, deleted_tests, checks_as_markdown, without_metadata, with_new_ids, without_ids, with_pasted_tests),
    *(with_a_pasted_solution, answered_in_the_copy, not_graded, as_raw_text, shuffled, with_strange_cells),
    *(with_attacking_cells, with_huge_output, with_false_outputs, of_another_version, with_another_schema),
    *(with_another_kernel,),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_answer_is_found_whatever_is_around_it(edit, hand_in):
    notebook = submission()
    edit(notebook)
    read = hand_in(notebook)
    assert read.refused == ""
    assert answer_in(read) == RIGHT


def test_nothing_but_the_answers_is_taken_over(hand_in):
    notebook = submission()
    for edit in (edited_tests, with_attacking_cells, with_false_outputs, shuffled):
        edit(notebook)
    rebuilt = rebuild(with_tests(), hand_in(notebook)).notebook
    expected = with_tests()
    next(cell for cell in expected.cells if cell.id == "fits").source = RIGHT
    assert rebuilt == expected


@pytest.mark.slow
def test_a_rebuilt_notebook_has_all_points(hand_in, tmp_path):
    notebook = submission()
    for edit in (edited_tests, with_attacking_cells, with_pasted_tests, with_new_ids):
        edit(notebook)
    assert graded(hand_in(notebook), tmp_path).points == POINTS


def test_an_answer_in_words_is_taken_over(hand_in):
    notebook = submission()
    cell_of(notebook, "question")["source"] = ["It is **not** ", "right."]
    assert answer_in(hand_in(notebook), "question") == "It is **not** right."


def test_a_missing_cell_is_told(hand_in):
    notebook = submission()
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "fits"]
    rebuilt = rebuild(with_tests(), hand_in(notebook))
    assert rebuilt.notes == ("The cell “fits” is missing from the notebook that was handed in.",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The notebook is an empty file."),
        (b" \n", "The notebook is an empty file."),
        (b'{"cells": [', "The notebook is damaged: it cannot be read from line 1 on."),
        (b"PK\x03\x04" + bytes(range(256)), "The notebook is damaged"),
        (b"[" * 100_000, "The notebook is damaged"),
        (b"[]", "What was handed in is not a notebook."),
        (b"{}", "it has no cells"),
        (b'{"cells": {}}', "it has no cells"),
        (b'{"worksheets": []}', "it has no cells"),
        (b"<html>not found</html>", "The notebook is damaged"),
    ],
)
def test_what_is_no_notebook_has_a_reason(content, reason, hand_in):
    assert reason in hand_in(content).refused


def test_other_encodings_are_read_and_told(hand_in):
    notebook = submission(RIGHT + "# für Käthe")
    text = json.dumps(notebook, ensure_ascii=False)
    for encoding, name in (("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8-sig", "")):
        read = hand_in(text.encode(encoding))
        assert answer_in(read) == RIGHT + "# für Käthe"
        assert (name in read.notes[0]) if name else not read.notes


def test_half_a_character_can_be_stored(hand_in):
    read = hand_in(submission("x = '\ud800'"))
    assert answer_in(read) == "x = '?'"


def test_a_renamed_notebook_is_found_if_it_is_the_only_one(hand_in):
    read = hand_in(submission(), name="03_nodes (1).ipynb")
    assert answer_in(read) == RIGHT
    assert "03_nodes (1).ipynb" in read.notes[0]
    assert "None of the 2 notebooks" in hand_in(submission(), name="other.ipynb").refused
    assert hand_in(submission("x = 1")).notes == (), "the right name wins"


def test_a_missing_notebook_and_a_missing_folder_have_a_reason(tmp_path):
    folder = tmp_path / "ada" / "03_nodes"
    assert "No folder was handed in" in of_file(folder).refused
    folder.mkdir(parents=True)
    assert "There is no notebook in this submission" in of_file(folder).refused
    (folder / NAME).mkdir()
    assert "is no file" in of_file(folder).refused


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")
def test_links_and_pipes_are_not_followed(tmp_path):
    folder = tmp_path / "submitted" / "ada" / "03_nodes"
    folder.mkdir(parents=True)
    (tmp_path / "solution.ipynb").write_text(json.dumps(submission()))
    (folder / NAME).symlink_to(tmp_path / "solution.ipynb")
    assert "is a link to another file" in of_file(folder).refused
    (folder / NAME).unlink()
    os.mkfifo(folder / NAME)
    assert "is no file" in of_file(folder).refused
    other = tmp_path / "submitted" / "eve"
    other.mkdir()
    (other / "03_nodes").symlink_to(folder)
    assert "a link to another place" in of_file(other / "03_nodes").refused
    (tmp_path / "submitted" / "max").symlink_to(tmp_path / "submitted" / "ada")
    assert "a link to another place" in of_file(tmp_path / "submitted" / "max" / "03_nodes").refused


def test_a_giant_file_is_not_read(tmp_path):
    folder = tmp_path / "ada" / "03_nodes"
    folder.mkdir(parents=True)
    with (folder / NAME).open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "too large" in of_file(folder).refused


@pytest.mark.slow
def test_a_refused_submission_scores_nothing_and_says_why_at_each_test(tmp_path, hand_in):
    result = graded(hand_in(b"{"), tmp_path)
    assert result.points == 0
    assert len(result.failures) == 8
    assert all("The notebook is damaged" in message for message in result.failures.values())
