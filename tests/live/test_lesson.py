"""Lesson 12, all its cells: with a cluster, with an API server alone, after an error, and skipped."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from kubelite.controlplane.apiserver.local import LocalClient
from tests.conftest import ROOT
from tests.live.scenes import node
from tests.live.server import Server
from tools import notebooks

pytestmark = pytest.mark.slow

LESSON = ROOT / "course" / "12_real_cluster.ipynb"
SKIPPED = "This cell is skipped."


def run(
    server: Server, folder: Path, *, quick: bool = False, fail_after: str = "", where: Path = LESSON.parent, **more: str
) -> dict[str, str]:
    """Run the lesson in a kernel of its own; what each cell printed and showed. ``quick`` waits take a second."""
    notebook = nbformat.read(LESSON, as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"\bseconds=\d+", "seconds=1", cell.source)
        if quick:
            cell.source = re.sub(r"timeout=\d+", "timeout=1", cell.source).replace("clean_up()", "clean_up(timeout=1)")
        if cell.id == fail_after:
            cell.source += "\n1 / 0"
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(where)}})
    environment = {"KUBECONFIG": str(server.kubeconfig(folder)), "KUBELITE_LIVE": "kind-test", "KUBELITE_MEMORY": "off"}
    client.execute(env={**os.environ, **environment, **more})
    return {cell.id: shown(cell) for cell in notebook.cells if cell.cell_type == "code"}


def shown(cell: Any) -> str:
    assert not any(output.get("name") == "stderr" for output in cell.outputs)
    return "\n".join(output.get("text") or output.data["text/plain"] for output in cell.outputs)


def namespaces(server: Server) -> list[Any]:
    """The namespaces that the lesson has made."""
    with server.lock:
        found = LocalClient(server.api, server.clock).list("Namespace")
    return [each for each in found if each.metadata.name.startswith("kubelite-")]


def test_every_cell_does_its_work(server: Server, tmp_path: Path) -> None:
    cells = run(server, tmp_path)
    assert not any(SKIPPED in text for text in cells.values())
    assert "worker-1" in cells["nodes"]
    assert "namespace/kubelite-" in cells["make-namespace"]
    assert "deployment.apps/backend created" in cells["apply-the-shop"]
    assert "5 of 5 pods are ready on 2 nodes" in cells["wait-for-it"]
    assert re.search(r"\n5 of 5 pods are ready on 2 nodes; nothing is pending\.\n\nNODE ", cells["wait-for-it"])
    assert re.match(r"default-scheduler +Scheduled +Successfully assigned", cells["events-of-one-pod"])
    assert re.search(r'pod "backend-\S+" deleted', cells["delete-a-backend"])
    assert "5 of 8 pods are ready; 3 are pending." in cells["they-wait"]
    for number in (1, 2, 3):
        assert f"parcel-{number} → worker-" in cells["place-them"]
    assert "8 of 8 pods are ready" in cells["place-them"]
    assert "← chosen" in cells["why-there"]
    assert "parcel-giant gets no node: 0/3 nodes are available" in cells["giant-parcel"]
    assert "is gone, with all that was in it" in cells["clean-up"]
    assert namespaces(server) == []
    written = [path for method, path, _ in server.requests if method != "GET"]
    assert all(
        re.match(r"/api/v1/namespaces(\?|$|/kubelite-)|/apis/apps/v1/namespaces/kubelite-", path) for path in written
    )


def test_an_api_server_alone_is_enough_to_come_to_the_end(lonely: Server, tmp_path: Path) -> None:
    cells = run(lonely, tmp_path, quick=True)
    assert "frontend has 0 of 2 pods available" in cells["wait-for-it"]
    assert "no nodes available" in cells["place-them"]
    assert "is still there, and marked as deleted" in cells["clean-up"]
    assert all(each.metadata.deletion_timestamp for each in namespaces(lonely))


def test_bindings_are_right_where_there_are_only_nodes(lonely: Server, tmp_path: Path) -> None:
    with lonely.lock:
        inside: Any = LocalClient(lonely.api, lonely.clock)
        for name in ("n1", "n2"):
            inside.update_status(inside.create(node(name)), node(name, ready="True")["status"])
    cells = run(lonely, tmp_path, quick=True)
    with lonely.lock:
        pods = {each.metadata.name: each.spec.node_name for each in inside.list("Pod")}
    assert sorted(pods) == ["parcel-1", "parcel-2", "parcel-3", "parcel-giant"]
    assert {pods["parcel-1"], pods["parcel-2"]} == {"n1", "n2"}
    assert pods["parcel-giant"] == ""
    assert "parcel-1 is not ready" in cells["place-them"]


def test_a_learners_own_functions_decide(server: Server, tmp_path: Path) -> None:
    """As saved by the exercises of lessons 03 and 05: here a strange filter, which shows who has decided."""
    work = tmp_path / "work"
    shutil.copytree(LESSON.parent / "manifests", work / "course" / "manifests")
    (work / ".delivered.json").write_text("{}")
    (work / "parts").mkdir()
    (work / "parts" / "03_fits.py").write_text("def fits(pod, node):\n    return node.name == 'worker-2'\n")
    (work / "parts" / "05_least_allocated.py").write_text("def least_allocated(pod, node):\n    return 7\n")
    cells = run(server, tmp_path, quick=True, where=work / "course", KUBELITE_MEMORY="")
    assert cells["your-parts"].count("yours") == 2
    for number in (1, 2, 3):
        assert f"parcel-{number} → worker-2\n" in cells["place-them"]
    assert "no: fits" in cells["why-there"]


def test_after_an_error_the_namespace_goes_with_the_kernel(server: Server, tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(server, tmp_path, quick=True, fail_after="apply-the-shop")
    server.advance(60)
    assert namespaces(server) == []


def test_switched_off_it_is_what_is_stored_also_where_there_is_a_cluster(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(server.kubeconfig(tmp_path)))
    monkeypatch.setenv("KUBELITE_LIVE", "off")
    fresh = notebooks.refreshed(LESSON)
    assert fresh == LESSON.read_bytes(), notebooks.difference(LESSON.read_bytes(), fresh)
    assert server.requests == []
