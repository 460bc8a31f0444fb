"""`import kubelite` stays light; heavy packages stay behind their doors until they are asked for."""

import subprocess
import sys

HEAVY = (
    "IPython",
    "anywidget",
    "asyncio",
    "http",
    "ipywidgets",
    "kubernetes",
    "matplotlib",
    "numpy",
    "socket",
    "tornado",
    "traitlets",
)


def test_import_kubelite_imports_nothing_heavy():
    # Compared with a bare interpreter: what Python itself loads at its start is not kubelite's doing.
    code = "import sys; before = set(sys.modules); import kubelite; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "kubelite" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert done.stderr == ""
