"""kubelite/view/widget/cells.py: a picture goes when its cell runs again, and no other one does."""

from types import SimpleNamespace

import pytest

from kubelite.view.widget import cells


class Picture:
    def __init__(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def run(monkeypatch):
    """``run("a")``: a picture, made by a cell of this id that runs now; ``same=True``: by the run that goes on."""
    shell = SimpleNamespace(execution_count=0, request={})
    shell.get_parent = lambda: shell.request
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)

    def made(cell: str | None, same: bool = False, deleted: tuple[str, ...] = ()) -> Picture:
        shell.execution_count += not same
        shell.request = {"metadata": {"cellId": cell, "deletedCells": list(deleted)} if cell else {}}
        picture = Picture()
        cells.belongs_to_this_one(picture)
        return picture

    return made


def test_a_cell_that_runs_again_closes_its_old_pictures_and_no_others(run) -> None:
    first, second, other = run("a"), run("a", same=True), run("b")
    again = run("a")
    assert (first.is_open, second.is_open, other.is_open, again.is_open) == (False, False, True, True)


def test_a_deleted_cell_takes_its_picture_along(run) -> None:
    first = run("a")
    run("b", deleted=("a",))
    assert not first.is_open


def test_where_cells_have_no_names_all_pictures_stay(run) -> None:
    first = run(None)
    run(None)
    assert first.is_open


def test_outside_of_a_notebook_nothing_happens() -> None:
    picture = Picture()
    cells.belongs_to_this_one(picture)
    assert picture.is_open
