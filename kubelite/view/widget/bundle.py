"""The page's modules as one: what anywidget wants, without a build step.

The modules import each other only by name, and no two of them define the same name, so one file is the same as all.
"""

from __future__ import annotations

import re
from importlib.resources import files

MODULES = (
    "dom",
    "store",
    "tiles",
    "nodes",
    "trays",
    "crowd",
    "panel",
    "table",
    "time",
    "dots",
    "plots",
    "view",
    "main",
)
"""Each after those that it imports."""

_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def script() -> str:
    """One ES module; its default export has ``initialize`` and ``render``."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"{name}.js"))) for name in MODULES)


def style() -> str:
    """The style sheet; each of its rules concerns only what is inside ``.kubelite``."""
    return _read("cluster.css")


def _read(name: str) -> str:
    return files("kubelite.view.widget").joinpath("page", name).read_text(encoding="utf-8")
