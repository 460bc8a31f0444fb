"""Parts: the functions that a learner has written and that passed, kept in ``work/parts/`` for later lessons."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from kubelite.grading.exercise import Exercise
from kubelite.logbook import work_folder

Function = Callable[..., Any]
CONSTANTS = (bool, int, float, str)


class NoPart(LookupError):
    """There is no saved part of this name."""


def save_part(exercise: Exercise, function: Function) -> None:
    """Keep ``function`` as the part of ``exercise``, if all of its visible checks have passed; say what was done."""
    print(exercise.summary())
    if not exercise.passed:
        print(f"{exercise.part} is not saved yet: it is saved when all checks pass.")
        return
    work = work_folder()
    if work is None:
        return
    file = _file(work, exercise.part)
    file.parent.mkdir(exist_ok=True)
    file.write_text(part_source(function), encoding="utf-8")
    print(f"Saved as {file.relative_to(work.parent).as_posix()}. Later lessons can use it.")


def load_part(part: str, default: Function | None = None) -> Function:
    """The learner's function for ``part`` (``"03.fits"``); without one ``default``, or else ``NoPart``."""
    work = work_folder()
    file = _file(work, part) if work else None
    if file is not None and file.is_file():
        names: dict[str, Any] = {"__name__": f"parts.{file.stem}"}
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
        function: Function = names[part.partition(".")[2]]
        return function
    if default is not None:
        return default
    raise NoPart(f"There is no saved part {part} yet. Solve the exercise of lesson {part[:2]} first.")


def part_source(function: Function) -> str:
    """A module that holds ``function``, and what it uses of the notebook: its helpers, constants and imports."""
    imports: list[str] = []
    pieces: list[str] = []
    _gather(function, imports, pieces, set())
    head = "\n".join(["from __future__ import annotations", "", *sorted(set(imports))]).strip()
    return "\n\n\n".join(filter(None, [head, *pieces])) + "\n"


def _gather(function: Function, imports: list[str], pieces: list[str], seen: set[str]) -> None:
    """Add ``function`` after everything that it uses."""
    seen.add(function.__name__)
    namespace: dict[str, Any] = function.__globals__
    for name in sorted(_names(function.__code__)):
        if name in seen or name not in namespace:
            continue
        value = namespace[name]
        if inspect.isfunction(value) and value.__module__ == function.__module__:
            _gather(value, imports, pieces, seen)
        elif isinstance(value, ModuleType):
            imports.append(f"import {value.__name__} as {name}" if value.__name__ != name else f"import {name}")
        elif (home := _home(value)) is not None:
            imports.append(f"from {home} import {value.__name__}" + (f" as {name}" if value.__name__ != name else ""))
        elif isinstance(value, CONSTANTS):
            pieces.append(f"{name} = {value!r}")
        seen.add(name)
    pieces.append(_source(function))


def _names(code: CodeType) -> set[str]:
    """The global names in a function and in the functions within it."""
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _home(value: Any) -> str | None:
    """The module from which ``value`` can be imported by its own name."""
    home, name = getattr(value, "__module__", None), getattr(value, "__name__", "")
    return home if home and getattr(sys.modules.get(home), name, None) is value and home != "__main__" else None


def _source(function: Function) -> str:
    """The text of the definition alone, from its first line to its last."""
    text = inspect.getsource(function)
    return ast.unparse(ast.parse(text)) if text[0].isspace() else text.rstrip()


def _file(work: Path, part: str) -> Path:
    return work / "parts" / f"{part.replace('.', '_')}.py"
