"""What is installed: dependencies, one version, and a wheel with all that kubelite needs."""

import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
import yaml

import kubelite


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements):
    return {re.match(r"[\w-]+", requirement)[0].lower() for requirement in requirements}


def test_the_core_needs_only_msgspec_and_pyyaml(project):
    assert names(project["dependencies"]) == {"msgspec", "pyyaml"}


def test_environment_and_pyproject_agree(root, project):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    python, pip, from_pip = environment["dependencies"]
    assert environment["name"] == project["name"]
    assert python == f"python{project['requires-python']}"
    assert pip == "pip"
    *packages, itself = from_pip["pip"]
    extras = project["optional-dependencies"]
    checking = [requirement for requirement in extras["test"] if names([requirement]) <= {"nbval", "pytest"}]
    assert itself == "-e ."
    assert packages == [*project["dependencies"], *sorted([*extras["course"], *checking])]


def test_no_package_is_listed_twice(project):
    course, test = (names(project["optional-dependencies"][extra]) for extra in ("course", "test"))
    assert not course & test
    assert not names(project["dependencies"]) & (course | test)


def test_the_version_stands_in_one_place(root, project):
    assert project["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", kubelite.__version__)
    assert f"## {kubelite.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_contains_every_file_of_the_package(root, tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("kubelite/")}
    written = {path.relative_to(root).as_posix() for path in (root / "kubelite").rglob("*") if path.is_file()}
    assert packed == {name for name in written if "__pycache__" not in name}
    assert {"kubelite/__init__.py", "kubelite/py.typed"} <= packed
