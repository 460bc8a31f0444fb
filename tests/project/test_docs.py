"""The documents: their links lead somewhere, and the commands that they show are there."""

import re
from urllib.parse import urlsplit

import nbformat
import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp

from kubelite.cli import COMMANDS, workspace
from tests.conftest import ROOT
from tools.notebooks import stored_notebooks

DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/*.md", "course/*.md") for path in ROOT.glob(pattern) if path.is_file()
)
HOSTS = {
    "docs.astral.sh",
    "docs.docker.com",
    "kind.sigs.k8s.io",
    "kubernetes.io",
    "nbgrader.readthedocs.io",
    "semver.org",
}
LINK = re.compile(r"\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"https?://[^\s)>\]\"'`,]+")
OF_THIS_MACHINE = ("localhost", "127.0.0.1")


def text_of(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")


def name(path):
    return path.relative_to(ROOT).as_posix()


def reachable(path):
    """The folders that lie beside a document: learners get course/ and exercises/ alone, under work/."""
    course = path.is_relative_to(ROOT / "course")
    return [ROOT / folder for folder in workspace.SOURCES] if course else [ROOT]


def heading_ids(path):
    """The names under which a page of a forge offers its headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", text_of(path))
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", [*DOCUMENTS, *stored_notebooks()], ids=name)
def test_links_inside_of_the_project_lead_somewhere(path):
    for link in LINK.findall(text_of(path)):
        if not link.startswith(("http:", "https:")):
            file, _, heading = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), link
            assert any(target.is_relative_to(folder) for folder in reachable(path)), link
            assert not heading or heading in heading_ids(target), link


@pytest.mark.parametrize("path", [*DOCUMENTS, *stored_notebooks()], ids=name)
def test_addresses_are_well_formed_and_lead_to_places_that_we_know(path):
    for found in ADDRESS.findall(text_of(path)):
        address = urlsplit(found.rstrip(".:;"))
        if address.hostname not in OF_THIS_MACHINE:
            assert address.scheme == "https", found
            assert address.hostname in HOSTS, f"{found}: add its host to the table here, if it is meant"
            assert not address.username, found
            assert address.hostname != "kubernetes.io" or address.path.endswith("/"), f"{found} would be redirected"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_commands_that_are_shown_are_there(path):
    shown = "\n".join(re.findall(r"```console\n(.*?)```", text_of(path), re.DOTALL))
    commands = {command.__name__.rpartition(".")[2] for command in COMMANDS}
    targets = re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"^\s*kubelite (\w+)", shown, re.MULTILINE)) <= commands
    assert set(re.findall(r"^\s*make (\w+)", shown, re.MULTILINE)) <= set(targets)
    for module in re.findall(r"python -m ((?:tools|tests|kubelite)[\w.]*)", text_of(path)):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


def test_nbgrader_has_the_commands_that_instructors_are_told_to_use():
    shown = set(re.findall(r"^\s*nbgrader (\w+)", text_of(ROOT / "docs" / "instructors.md"), re.MULTILINE))
    assert len(shown) >= 6
    assert shown <= set(NbGraderApp.subcommands)
