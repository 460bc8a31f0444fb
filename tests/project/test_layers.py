"""The contracts in pyproject.toml bite: a toy house with the rooms of the real one may not break them."""

import subprocess
import sys
import tomllib

import pytest

ROOMS = (
    "clock",
    "objects",
    "rules",
    "client",
    "controlplane.etcd",
    "controlplane.apiserver.api",
    "controlplane.apiserver.http",
    "controlplane.scheduler.framework",
    "controlplane.controllers.framework",
    "node.kubelet",
    "view.snapshot",
    "view.text",
    "view.svg",
    "view.plot",
    "view.widget",
    "kubectl",
    "cluster.site",
    "cluster.faults",
    "cluster.history",
    "cluster.cluster",
    "live",
    "grading",
    "learning",
    "cli",
)


def lint(folder):
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True
    )
    return done.returncode, done.stdout


@pytest.fixture
def house(root, tmp_path):
    """Return a function that builds the toy house with the imports given and lints it."""

    def build(**imports):
        for room in ROOMS:
            path = tmp_path.joinpath("kubelite", *room.split(".")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"import {imports[key]}\n" if (key := room.replace(".", "_")) in imports else "")
            for folder in path.relative_to(tmp_path).parents[:-1]:
                (tmp_path / folder / "__init__.py").touch()
        (tmp_path / "kubelite" / "__init__.py").write_text("import kubelite.cluster\n")  # the front door
        (tmp_path / "pyproject.toml").write_text(
            (root / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8"
        )
        return lint(tmp_path)

    return build


def test_imports_downwards_are_allowed(house):
    code, output = house(
        cli="kubelite.learning",
        cluster="kubelite.controlplane.etcd",
        controlplane_apiserver_api="kubelite.controlplane.etcd",
        controlplane_apiserver_http="socket",
        controlplane_scheduler_framework="kubelite.client",
        live="kubernetes",
        view_plot="matplotlib",
        view_widget="ipywidgets",
    )
    assert code == 0, output


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("objects", "kubelite.client"),  # upwards
        ("node_kubelet", "kubelite.controlplane.scheduler.framework"),  # sideways
        ("live", "kubelite.grading"),
        ("objects", "kubelite"),  # through the front door
        ("controlplane_scheduler_framework", "kubelite.controlplane.apiserver.api"),
        ("controlplane_controllers_framework", "kubelite.controlplane.scheduler.framework"),
        ("controlplane_controllers_framework", "kubelite.controlplane.etcd"),
        ("view_widget", "kubelite.controlplane.etcd"),
        ("objects", "kubernetes"),
        ("view_plot", "ipywidgets"),
        ("clock", "threading"),
    ],
)
def test_a_forbidden_import_is_refused(house, room, forbidden):
    code, output = house(**{room: forbidden})
    assert code == 1, output
    assert "BROKEN" in output


def test_every_module_has_its_layer(root):
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = {name.strip(" ()").split(".")[0] for line in contracts[0]["layers"] for name in line.split("|")}
    modules = {
        path.stem for path in (root / "kubelite").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert modules - {"__init__"} <= layers
