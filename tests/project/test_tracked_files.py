"""What is under version control says nothing about the machine on which it was made."""

import re
import subprocess
from pathlib import Path

import pytest

# Written so that this file does not contain what it looks for.
MACHINE_PATH = re.compile(rb"(?<![\w.:/~-])/(?:home|Users|root|work)/[\w.]")
REGISTRY = re.compile(
    rb"(?:pypi|pythonhosted|npmjs|anaconda|debian)\.(?:org|com)|--(?:extra-)?index-" + rb"url|regis" + rb"try="
)
# These test the very rule with made-up paths.
EXEMPT = {"tests/project/test_hygiene.py"}


@pytest.fixture(scope="module")
def tracked(root):
    if not (root / ".git").exists():
        pytest.skip("not a git clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
    return {name: (root / name).read_bytes() for name in listed.split("\0") if name and (root / name).is_file()}


def test_no_machine_paths(tracked):
    found = {
        name: match[0]
        for name, content in tracked.items()
        if name not in EXEMPT and (match := MACHINE_PATH.search(content))
    }
    assert found == {}


def test_no_registry_addresses(tracked):
    found = {name: match[0] for name, content in tracked.items() if (match := REGISTRY.search(content))}
    assert found == {}


def test_nothing_that_tools_make_is_tracked(tracked):
    files = {"uv.lock", "gradebook.db", ".nbgrader.log"}
    folders = {"work", "submitted", "autograded", "feedback", ".ipynb_checkpoints", "__pycache__"}
    made = {name for name in tracked if Path(name).name in files or folders.intersection(Path(name).parts[:-1])}
    assert made == set()


def test_text_is_utf8_with_unix_lines_and_a_final_newline(tracked):
    for name, content in tracked.items():
        if not name.endswith((".png", ".gz", ".ico", ".woff2")):
            content.decode("utf-8")
            assert b"\r\n" not in content, name
            assert not content or content.endswith(b"\n"), f"{name} has no final newline"
