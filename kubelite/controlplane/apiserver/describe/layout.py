"""The layout of ``kubectl describe``: labelled lines, indented, their values aligned.

A line is text whose cells end with a tab; ``align`` gives every run of lines with a cell in the same place one width.

Source of the rules: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go``; alignment as Go's ``text/tabwriter``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from kubelite.controlplane.apiserver.tables.duration import age
from kubelite.controlplane.apiserver.tables.layout import Manifest, part

Lines = Iterator[str]
NONE = "<none>"


def line(label: str, value: object = "", level: int = 0) -> str:
    """``label`` and ``value``, two blanks deeper for every level."""
    return f"{'  ' * level}{label}:\t{value}"


def title(label: str, level: int = 0) -> str:
    """The head of what follows further in."""
    return f"{'  ' * level}{label}:"


def several(label: str, values: Sequence[str], level: int = 0) -> Lines:
    """One value a line, the label before the first; ``<none>`` when there is none."""
    yield line(label, values[0] if values else NONE, level)
    for value in values[1:]:
        yield f"{'  ' * level}\t{value}"


def pairs(label: str, values: Mapping[str, str] | None, level: int = 0, between: str = "=") -> Lines:
    """A map, sorted: ``app=web``, one entry a line."""
    return several(label, [f"{key}{between}{value}" for key, value in sorted((values or {}).items())], level)


def quantities(label: str, values: Mapping[str, str] | None, level: int = 0) -> Lines:
    """Amounts of resources below their title; nothing when there are none."""
    if values:
        yield title(label, level)
        yield from (line(key, values[key], level + 1) for key in sorted(values))


def rows(head: str, lines: Iterable[Sequence[object]], level: int = 1) -> Lines:
    """A small table: ``head`` has its column names divided by blanks (``_`` is a blank inside a name)."""
    names = [name.replace("_", " ") for name in head.split()]
    for cells in (names, ["-" * len(name) for name in names], *lines):
        yield "  " * level + "\t".join(str(cell) for cell in cells)


def annotation_lines(obj: Manifest) -> Lines:
    """The annotations, without the copy that ``kubectl apply`` keeps."""
    kept = dict(part(obj, "metadata", "annotations"))
    kept.pop("kubectl.kubernetes.io/last-applied-configuration", None)
    return pairs("Annotations", kept, between=": ")


def controlled_by(obj: Manifest) -> Lines:
    """Who manages the object, if anybody does."""
    for owner in part(obj, "metadata").get("ownerReferences") or ():
        if owner.get("controller"):
            yield line("Controlled By", f"{owner['kind']}/{owner['name']}")


def when(timestamp: str | None) -> str:
    """``Thu, 01 Jan 2026 09:00:00 +0000``; ``<unset>`` when there is no time."""
    if not timestamp:
        return "<unset>"
    moment = datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
    days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{days[moment.weekday()]}, {moment:%d} {months[moment.month - 1]} {moment:%Y %H:%M:%S} +0000"


def event_lines(events: Sequence[Manifest], now: datetime) -> Lines:
    """What was said about the object, the oldest first."""
    if not events:
        yield line("Events", NONE)
        return
    yield title("Events")
    yield "  Type\tReason\tAge\tFrom\tMessage"
    yield "  ----\t------\t----\t----\t-------"
    yield from ("  " + "\t".join(_event(event, now)) for event in sorted(events, key=_last_seen))


def _last_seen(event: Manifest) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or "")


def _event(event: Manifest, now: datetime) -> list[str]:
    seen, count = age(_last_seen(event), now), event.get("count") or 1
    if count > 1:
        seen += f" (x{count} over {age(event.get('firstTimestamp') or _last_seen(event), now)})"
    speaker = part(event, "source").get("component") or event.get("reportingComponent", "")
    return [event.get("type", ""), event.get("reason", ""), seen, speaker, str(event.get("message", "")).strip()]


def align(lines: Iterable[str], gap: int = 2) -> str:
    """The text of ``lines``: in every run of lines with a cell in the same column, that column has one width."""
    table = [text.split("\t") for text in lines]
    for column in range(max((len(cells) - 1 for cells in table), default=0)):
        run: list[list[str]] = []
        for cells in [*table, []]:
            if len(cells) > column + 1:
                run.append(cells)
                continue
            width = max((len(member[column]) for member in run), default=0) + gap
            for member in run:
                member[column] = member[column].ljust(width)
            run = []
    return "\n".join("".join(cells).rstrip() for cells in table)
