"""What README shows works."""

import re

import pytest

from kubelite import Cluster
from kubelite.cli import main


@pytest.fixture
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs(readme, root, monkeypatch):
    pytest.importorskip("anywidget")
    monkeypatch.chdir(root)
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    names = {}
    exec(code, names)
    assert [part.name for part in names["cluster"].parts() if part.owner == "you"] == ["fits"]
    assert len(names["cluster"].get("pods")) >= 5


def test_its_picture_is_of_today(readme, root, tmp_path):
    """Made by the lines below; where the picture of a cluster has changed on purpose, copy the new file."""
    cluster = Cluster(workers=3, cpu="2", memory="4Gi")
    cluster.apply(root / "course" / "manifests" / "shop.yaml")
    cluster.run(until=cluster.ready)
    cluster.scale("deployment/frontend", replicas=9)
    cluster.run(seconds=2.5)
    cluster.save(tmp_path / "shop.svg")
    assert "](docs/shop.svg)" in readme
    assert (tmp_path / "shop.svg").read_bytes() == (root / "docs" / "shop.svg").read_bytes()


def test_every_command_that_it_names_is_there(readme, capsys):
    main([])
    known = re.findall(r"^    (\w+)\b", capsys.readouterr().out, re.MULTILINE)
    named = set(re.findall(r"^kubelite (\w+)", readme, re.MULTILINE))
    assert named
    assert named <= set(known)


def test_every_make_target_that_it_names_is_there(readme, root):
    targets = re.findall(r"^(\w+):.*##", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`?make (\w+)`?", readme)) - {"is"} <= {*targets, "make"}
