"""Begin a lesson and its exercise: notebooks that run, with every step of the rhythm, to be filled in.

    python -m tools.newlesson 13_jobs is_done     course/13_jobs.ipynb, solutions/13_jobs/, hints and a gallery

What is in them is a tiny example that passes its own checks. Replace it step by step, and it never stops working.
The cells stand in tools/skeleton/. Each begins with ``--- markdown`` or ``--- code ID``; a word after the id says what
nbgrader is told about it, and a number how many points it gives.
"""

import argparse
import re
import sys
from pathlib import Path
from string import Template
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.notebooks import ROOT, normalise, to_bytes

SKELETON = ROOT / "tools" / "skeleton"
FLAGS = {  # what nbgrader is told about a cell: grade, solution, locked
    "locked": (False, False, True),
    "solution": (False, True, False),
    "test": (True, False, True),
    "essay": (True, True, False),
}
HINTS = """# Three hints for each part: where to look; what to think of; the plan in words.
$number.$function:
  - Where to look.
  - What to think of.
  - The plan, in words and not in code.
"""
GALLERY = {
    "right_last.py": 'def $function(pod):\n    return pod.status.phase in {"Failed", "Succeeded"}\n',
    "right_not_first.py": 'def $function(pod):\n    return pod.status.phase not in ("Pending", "Running")\n',
    "wrong_only_success.py": "# caught by: $cell-failed\n# saying: will not run again\n"
    'def $function(pod):\n    return pod.status.phase == "Succeeded"\n',
}


def begin(root: Path, name: str, function: str) -> list[Path]:
    """Write the files of lesson ``name`` (``13_jobs``) and return them; ``FileExistsError`` when one is there."""
    number, words = name.split("_", 1)
    known = {"number": number, "name": name, "title": words.replace("_", " ").capitalize()}
    known |= {"function": function, "cell": function.replace("_", "-")}
    texts = {
        f"course/{name}.ipynb": _notebook("lesson", known),
        f"solutions/{name}/{name}.ipynb": _notebook("exercise", known),
        f"kubelite/learning/hints/{number}.yaml": _filled(HINTS, known).encode(),
        **{f"tests/gallery/{name}/{file}": _filled(source, known).encode() for file, source in GALLERY.items()},
    }
    files = {root / place: content for place, content in texts.items()}
    for file in files:
        if file.exists():
            raise FileExistsError(f"there is {file.relative_to(root)} already")
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return list(files)


def _filled(text: str, known: dict[str, str]) -> str:
    return Template(text).substitute(known)


def _notebook(skeleton: str, known: dict[str, str]) -> bytes:
    text = _filled((SKELETON / f"{skeleton}.txt").read_text(encoding="utf-8"), known)
    found = re.findall(r"(?ms)^--- (\w+) ?(.*?)\n(.*?)(?=^--- |\Z)", text)
    cells = [_cell(number, *cell) for number, cell in enumerate(found)]
    return to_bytes(normalise(nbformat.v4.new_notebook(cells=cells)))


def _cell(number: int, kind: str, about: str, source: str) -> NotebookNode:
    name, *sort = about.split() or [str(number)]  # such an id is replaced by one that is made of the first words
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    made = make(source.strip(), id=name)
    if sort:
        made.metadata["nbgrader"] = _told(name, *sort)
    return made


def _told(name: str, sort: str, points: str = "") -> dict[str, Any]:
    """What nbgrader writes into the metadata of a cell."""
    grade, solution, locked = FLAGS[sort]
    told = {"grade": grade, "grade_id": name, "locked": locked, "schema_version": 3, "solution": solution}
    return told | {"task": False} | ({"points": int(points)} if points else {})


def main(arguments: list[str] | None = None) -> int:
    """Begin the lesson that is named, and say what to do next."""
    parser = argparse.ArgumentParser(prog="python -m tools.newlesson", description="Begin a lesson and its exercise.")
    parser.add_argument("name", help="two digits and a short name, such as 13_jobs")
    parser.add_argument("function", help="the function that learners write, such as is_done")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", options.name) or not options.function.isidentifier():
        parser.error("try: python -m tools.newlesson 13_jobs is_done")
    try:
        print("\n".join(f"written    {file.relative_to(ROOT)}" for file in begin(ROOT, options.name, options.function)))
    except FileExistsError as error:
        parser.error(str(error))
    print("Now fill them in. CONTRIBUTING.md says under “From an empty file” in which order.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
