"""How quickly kubelite starts: the import, the command, and the Online Boutique from nothing to ready."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench.timing import line, seconds

BOUTIQUE = Path(__file__).parents[3] / "shared/manifests/online-boutique/kubernetes-manifests.yaml"


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, capture_output=True)


def main(unit: float) -> None:
    """Print the times of whole processes."""
    bare = seconds(lambda: _run("-c", "pass"), 5)
    line("python -c pass", bare, unit)
    line("import kubelite, beyond that", seconds(lambda: _run("-c", "import kubelite"), 5) - bare, unit, "under 0.1 s")
    whole = seconds(lambda: _run("-c", "from kubelite import Cluster; Cluster()"), 5)
    line("from kubelite import Cluster; Cluster()", whole, unit)
    if BOUTIQUE.exists():
        took = seconds(lambda: _run("-c", f"from kubelite.cli import main; main(['run', {str(BOUTIQUE)!r}])"))
        line("kubelite run online-boutique, start-up included", took, unit, "under 3 s")
