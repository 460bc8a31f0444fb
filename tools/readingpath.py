"""Count the lines that lessons ask a learner to read: code only, without blank lines, comments and docstrings.

python -m tools.readingpath     print one line a file and the total; fail above the limit
"""

import ast
import io
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 4000

# Patterns below kubelite/. The plugins and controllers of later lessons join when they are written.
READING_PATH = (
    "clock.py",
    "client.py",
    "rules/**/*.py",
    "objects/**/*.py",
    "controlplane/scheduler/*.py",
    "controlplane/scheduler/plugins/node*.py",
    "controlplane/scheduler/plugins/tainttoleration.py",
    "controlplane/controllers/**/*.py",
)
# Machinery, and rules that no lesson treats: no lesson sends a learner there.
NOT_READ = (
    "objects/frozen.py",
    "objects/kinds.py",
    "objects/schema.py",
    "objects/validation.py",
    "objects/autoscaling.py",
    "objects/batch.py",
    "objects/policy.py",
    "objects/core/volume.py",
    "objects/storage.py",
    "objects/scheduling.py",
    "objects/core/replication.py",
    "objects/coordination.py",
    "objects/told.py",
    "rules/functions.py",
    "rules/qos.py",
    "rules/revisions.py",
    "rules/selectortext.py",
    "controlplane/controllers/conditions.py",
    "controlplane/controllers/controllerrevisions.py",
    "controlplane/controllers/daemonpods.py",
    "controlplane/controllers/daemonset.py",
    "controlplane/controllers/daemonupdate.py",
    "controlplane/controllers/deploymentstatus.py",
    "controlplane/controllers/disruption.py",
    "controlplane/controllers/garbagecollector.py",
    "controlplane/controllers/horizontal.py",
    "controlplane/controllers/job.py",
    "controlplane/controllers/jobfailures.py",
    "controlplane/controllers/jobindexes.py",
    "controlplane/controllers/jobprogress.py",
    "controlplane/controllers/legacyendpoints.py",
    "controlplane/controllers/namespace.py",
    "controlplane/controllers/newreplicaset.py",
    "controlplane/controllers/ownendpoints.py",
    "controlplane/controllers/persistentvolume.py",
    "controlplane/controllers/podgc.py",
    "controlplane/controllers/podtally.py",
    "controlplane/controllers/slices.py",
    "controlplane/controllers/statefulpods.py",
    "controlplane/controllers/statefulset.py",
    "controlplane/controllers/ttlafterfinished.py",
    "controlplane/scheduler/cache.py",
    "controlplane/scheduler/census.py",
    "controlplane/scheduler/explanation.py",
    "controlplane/scheduler/gates.py",
    "controlplane/scheduler/memory.py",
    "controlplane/scheduler/podchanges.py",
    "controlplane/scheduler/remedies.py",
    "controlplane/scheduler/ranking.py",
    "controlplane/scheduler/reports.py",
    "controlplane/scheduler/running.py",
    "controlplane/scheduler/runningscores.py",
    "controlplane/scheduler/sheet.py",
    "controlplane/scheduler/snapshot.py",
    "controlplane/scheduler/surroundings.py",
    "controlplane/scheduler/plugins/nodeports.py",
    "controlplane/scheduler/plugins/noderesourcesbalancedallocation.py",
)

_NOT_CODE = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)


def code_lines(source: str) -> set[int]:
    """Return the numbers of the lines that hold code; a blank line within a long string counts as code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NOT_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        lines -= _docstring(node)
    return lines


def _docstring(node: ast.AST) -> set[int]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        first = node.body[0]
        return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return set()


def reading_path(package: Path = ROOT / "kubelite") -> list[Path]:
    """Return the files of the reading path, each once."""
    skipped = {package / name for name in NOT_READ}
    return sorted({path for pattern in READING_PATH for path in package.glob(pattern)} - skipped)


def main() -> int:
    total = 0
    for path in reading_path():
        count = len(code_lines(path.read_text(encoding="utf-8")))
        total += count
        print(f"{count:6}  {path.relative_to(ROOT).as_posix()}")
    print(f"{total:6}  lines of code on the reading path, of at most {LIMIT}")
    return 0 if total <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
