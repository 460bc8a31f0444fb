"""``kubelite run``: what it prints, and its exit codes."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kubelite.cli import main
from kubelite.cli.run import duration
from tests.cluster.test_cluster import WEB


@pytest.fixture
def web(tmp_path: Path) -> str:
    path = tmp_path / "web.yaml"
    path.write_text(WEB)
    return str(path)


def test_it_says_what_became_of_the_manifests(web: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", web]) == 0
    out = capsys.readouterr().out
    assert out.startswith("deployment.apps/web created\nservice/web created\n")
    assert "web    3/3     3            3           60s" in out
    assert "Everything has been ready since" in out
    assert "NAMESPACE" not in out


def test_what_is_not_ready_is_told_with_the_reason(
    web: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "big.yaml").write_text(WEB.replace("cpu: 500m", "cpu: 40"))
    assert main(["run", str(tmp_path / "big.yaml"), "--for", "30s", "--workers", "2"]) == 1
    out = capsys.readouterr().out
    assert "Not ready after 30 s of simulated time" in out
    assert "deployment web has 0 of 3 pods available: 0/3 nodes are available:" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c\n", "is not YAML"),
        (WEB.replace("replicas: 3", "replicas: -3"), "must be greater than or equal to 0"),
        ("kind: Pod\n", "apiVersion"),
    ],
)
def test_a_manifest_that_cannot_be_applied_gives_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    assert main(["run", str(tmp_path / "bad.yaml")]) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_is_not_there_gives_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nowhere.yaml"]) == 2
    assert "There is no file 'nowhere.yaml'" in capsys.readouterr().err


def test_a_namespace_that_a_manifest_names_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.yaml").write_text(WEB.replace("metadata: {name: web}", "metadata: {name: web, namespace: shop}"))
    assert main(["run", str(tmp_path / "shop.yaml")]) == 0
    out = capsys.readouterr().out
    assert "namespace/shop created, because a manifest names it" in out
    assert "shop        web    3/3" in out


def test_the_online_boutique_comes_up(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(shared / "manifests/online-boutique/kubernetes-manifests.yaml")]) == 0
    deployments = [line for line in capsys.readouterr().out.splitlines() if " 1/1 " in line and line.endswith(" 60s")]
    assert len(deployments) == 2 * 12, "twelve Deployments and their twelve Pods"


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60), ("5m", 300), ("1m30s", 90), ("90", 90), ("1h", 3600)])
def test_times_can_be_written_as_people_write_them(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "5 m", "-5s", "1m30"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not a time"):
        duration(text)
