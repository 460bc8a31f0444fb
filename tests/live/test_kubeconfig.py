"""Which cluster may be used: one that kind made, nearby, and no other."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from kubelite.live import NoCluster, connect
from kubelite.live.kubeconfig import Missing, choose, find, refuse_distant
from tests.live.server import Server

NOTHING = "There is no real cluster to use: no context named kind-… was found. This cell is skipped."


@pytest.mark.parametrize(
    ("names", "current", "wanted", "chosen"),
    [
        (["kind-a"], "kind-a", "", "kind-a"),
        (["kind-a", "kind-b"], "kind-b", "", "kind-b"),
        (["work", "kind-a", "kind-b"], "work", "", "kind-a"),
        (["kind-a"], "", "", "kind-a"),
        (["kind-a", "kind-b"], "kind-a", "kind-b", "kind-b"),
    ],
)
def test_a_context_of_kind_is_chosen(names: list[str], current: str, wanted: str, chosen: str) -> None:
    assert choose(names, current, wanted) == chosen


@pytest.mark.parametrize(
    ("names", "current", "wanted"),
    [([], "", ""), (["work", "my-kind-a", "kindly"], "work", ""), (["work", "kind-a"], "work", "work")],
)
def test_no_other_context_is_ever_chosen(names: list[str], current: str, wanted: str) -> None:
    with pytest.raises(Missing):
        choose(names, current, wanted)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:6443",
        "https://[::1]:6443",
        "https://localhost:6443",
        "https://10.1.2.3",
        "https://172.18.0.2:6443",
        "https://192.168.1.7:6443",
        "https://0.0.0.0:41111",
        "https://[::ffff:127.0.0.1]:1",
        "http://127.0.0.1:6443/prefix",
    ],
)
def test_this_machine_and_private_networks_are_near(address: str) -> None:
    refuse_distant("kind-a", address)


@pytest.mark.parametrize(
    "address",
    [
        "https://8.8.8.8:6443",
        "https://172.32.0.1:6443",
        "https://169.254.169.254",
        "https://100.64.0.1",
        "https://[2001:4860:4860::8888]:443",
        "https://127.0.0.1.example.invalid:6443",
        "https://127.0.0.1@8.8.8.8:6443",
        "https://",
        "",
    ],
)
def test_all_others_are_far(address: str) -> None:
    with pytest.raises(Missing, match="not this machine"):
        refuse_distant("kind-a", address)


def said(monkeypatch: pytest.MonkeyPatch, path: Path, switch: str = "") -> str:
    monkeypatch.setenv("KUBECONFIG", str(path))
    monkeypatch.setenv("KUBELITE_LIVE", switch)
    cluster = connect()
    assert isinstance(cluster, NoCluster)
    return repr(cluster)


def test_without_a_kubeconfig_there_is_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, tmp_path / "nowhere") == NOTHING


def test_the_switch_hides_a_cluster_as_if_there_were_none(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(monkeypatch, server.kubeconfig(tmp_path), "off") == NOTHING
    assert server.requests == []


def test_a_context_of_another_name_is_left_alone(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(monkeypatch, server.kubeconfig(tmp_path, context="work")) == NOTHING
    assert "asks for the context work" in said(monkeypatch, server.kubeconfig(tmp_path, context="work"), "work")
    assert server.requests == []


def test_a_distant_address_is_never_asked(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = server.kubeconfig(tmp_path, address="https://198.51.100.7:6443")
    assert "leads to 198.51.100.7, which is not this machine" in said(monkeypatch, path)


def test_a_cluster_that_is_switched_off_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    path = server.kubeconfig(tmp_path, address="http://127.0.0.1:9")  # nobody listens at this port
    assert "The API server at http://127.0.0.1:9 does not answer" in said(monkeypatch, path)


@pytest.mark.parametrize(
    "text", ["", "- 1", "a: [", "just words", "contexts: 7", "contexts: [{}]", "kind: Config", "\0"]
)
def test_a_file_that_is_no_kubeconfig_is_told(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(text)
    assert said(monkeypatch, tmp_path / "config").startswith("There is no real cluster to use: ")


def test_a_kubeconfig_without_a_current_context_will_do(server: Server, tmp_path: Path) -> None:
    path = server.kubeconfig(tmp_path)
    document = json.loads(path.read_text())
    del document["current-context"]
    path.write_text(json.dumps(document))
    for switch in ("", "on", "kind-test"):
        assert find({"KUBECONFIG": str(path), "KUBELITE_LIVE": switch})[0] == "kind-test"


def test_several_files_are_merged(server: Server, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = server.kubeconfig(tmp_path / "other", context="work", address="https://198.51.100.7")
    other.write_text(other.read_text().replace('"here"', '"there"'))
    both = f"{other}{os.pathsep}{server.kubeconfig(tmp_path)}"
    context, api_client = find({"KUBECONFIG": both})
    assert (context, api_client.configuration.host) == ("kind-test", server.address)


def test_without_the_official_client_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes", None)
    assert "the package kubernetes is not installed" in said(monkeypatch, tmp_path)


def test_a_proxy_is_not_asked(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://198.51.100.7:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://198.51.100.7:3128")
    assert find({"KUBECONFIG": str(server.kubeconfig(tmp_path))})[1].configuration.proxy is None
