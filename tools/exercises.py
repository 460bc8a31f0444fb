"""Generate the learners' exercises/ from the instructor's solutions/ with nbgrader.

    python -m tools.exercises           write exercises/
    python -m tools.exercises --check   write nothing, fail when exercises/ is not what solutions/ generate

nbgrader works on a copy in a temporary folder, so that no gradebook changes and nothing stale is left behind.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parent.parent


def generate(root: Path, target: Path) -> Path:
    """Generate the exercises of all assignments under `root`/solutions and return the folder that holds them.

    `target` is an empty folder to work in. Raises RuntimeError with nbgrader's log when an assignment is refused.
    """
    shutil.copytree(root / "solutions", target / "solutions", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    config.CourseDirectory.root = str(target)
    config.Exchange.root = str(target)  # otherwise nbgrader complains that it cannot write to the machine's own
    config.CourseDirectory.db_url = f"sqlite:///{target / 'gradebook.db'}"
    nbgrader = NbGraderAPI(config=config)
    for assignment in sorted({notebook.parent.name for notebook in (target / "solutions").glob("*/*.ipynb")}):
        result = nbgrader.generate_assignment(assignment)
        if not result["success"]:
            log = result.get("log", "") + result.get("error", "")
            raise RuntimeError(f"nbgrader refuses solutions/{assignment}:\n{log}")
    (target / "exercises").mkdir(exist_ok=True)
    return target / "exercises"


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file under `folder` by its relative path."""
    found = (path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def stale(root: Path = ROOT) -> list[str]:
    """Return the paths under exercises/ that are not what solutions/ generate: missing, changed or superfluous."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = files(generate(root, Path(folder)))
    stored = files(root / "exercises")
    return sorted(name for name in fresh.keys() | stored.keys() if fresh.get(name) != stored.get(name))


def write(root: Path = ROOT) -> list[str]:
    """Replace exercises/ by what solutions/ generate and return the paths written."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = files(generate(root, Path(folder)))
    shutil.rmtree(root / "exercises", ignore_errors=True)
    for name, content in fresh.items():
        path = root / "exercises" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(fresh)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.exercises", description="Generate exercises/ from solutions/."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when exercises/ would change")
    # nbgrader starts `alembic` by name: find it also when .venv is not activated.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    if not parser.parse_args(arguments).check:
        print("\n".join(f"written    exercises/{name}" for name in write()))
        return 0
    for name in (names := stale()):
        print(f"differs    exercises/{name}: `make exercises` writes it anew", file=sys.stderr)
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
