"""A learner's mistake is shown in a notebook without the inside of kubelite."""

from __future__ import annotations

from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")


def shown(code: str) -> str:
    """What a notebook shows when a cell of this code fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    (error,) = [output for output in notebook.cells[0].outputs if output.output_type == "error"]
    return "\n".join(error.traceback)


@pytest.mark.slow
def test_a_mistake_shows_the_line_of_the_cell_and_the_message() -> None:
    text = shown("from kubelite import Cluster\ncluster = Cluster(workers=0)\ncluster.get('podz')")
    assert text.startswith("Line 3 of the cell: cluster.get('podz')")
    assert "the server doesn't have a resource type" in text
    assert "kubelite/" not in text


@pytest.mark.slow
def test_so_do_yaml_that_cannot_be_read_and_a_wait_in_vain() -> None:
    text = shown("from kubelite import Cluster\nCluster(workers=0).apply('a: b: c\\n')")
    assert "ManifestError: the text is not YAML" in text
    assert "kubelite/" not in text
    text = shown("from kubelite import Cluster\nCluster(workers=0).run(until=lambda: False, timeout=5)")
    assert "NotInTime: After 5 simulated seconds" in text
