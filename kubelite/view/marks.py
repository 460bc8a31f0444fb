"""What happened, as marks on a timeline: one mark for all that is alike at one moment, in a whole sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kubelite.objects import Node, Pod
from kubelite.objects.core.container import ContainerStatus
from kubelite.rules.podstate import condition, is_ready, is_terminating
from kubelite.view.recording import Change


class Kind(NamedTuple):
    """``tone`` is good, plain, warn or bad; ``one`` is said of one object (``{}``), ``many`` of a number."""

    tone: str
    one: str
    many: str


KINDS = {
    "created": Kind("plain", "Pod {} was created.", "{} pods were created."),
    "placed": Kind("plain", "Pod {} was placed on a node.", "{} pods were placed on nodes."),
    "refused": Kind("warn", "Pod {} finds no node.", "{} pods find no node."),
    "ready": Kind("good", "Pod {} is ready.", "{} pods are ready."),
    "not-ready": Kind("warn", "Pod {} is no longer ready.", "{} pods are no longer ready."),
    "crashed": Kind("bad", "A container of pod {} ended.", "Containers of {} pods ended."),
    "failed": Kind("bad", "Pod {} failed.", "{} pods failed."),
    "evicted": Kind("bad", "Pod {} is evicted.", "{} pods are evicted."),
    "deleted": Kind("warn", "Pod {} is terminating.", "{} pods are terminating."),
    "gone": Kind("plain", "Pod {} is gone.", "{} pods are gone."),
    "node-down": Kind("bad", "Node {} is not ready.", "{} nodes are not ready."),
    "node-up": Kind("good", "Node {} is ready.", "{} nodes are ready."),
    "cordoned": Kind("warn", "Node {} takes no new pods.", "{} nodes take no new pods."),
    "uncordoned": Kind("good", "Node {} takes pods again.", "{} nodes take pods again."),
    "node-gone": Kind("bad", "Node {} was removed.", "{} nodes were removed."),
    "scaled": Kind("plain", "{} has another number of replicas.", "{} workloads have other numbers of replicas."),
    "released": Kind("plain", "{} has another template.", "{} workloads have other templates."),
}


class Mark(NamedTuple):
    """At ``moment``, ``number`` objects did what ``kind`` says; ``first`` is the name of one of them."""

    moment: float
    kind: str
    first: str
    number: int

    @property
    def tone(self) -> str:
        return KINDS[self.kind].tone

    @property
    def text(self) -> str:
        kind = KINDS[self.kind]
        return kind.one.format(self.first) if self.number == 1 else kind.many.format(self.number)


class Marks:
    """All marks so far, by moment and kind; ``add`` takes what happened next."""

    def __init__(self) -> None:
        self.all: dict[tuple[float, str], Mark] = {}

    def add(self, changes: Iterable[Change]) -> list[Mark]:
        """The marks that are new, or that count more than before."""
        touched: dict[tuple[float, str], None] = {}
        for change in changes:
            if change.place[1].startswith("kube-"):
                continue
            for kind in _kinds(change):
                key = (round(change.moment, 3), kind)
                known = self.all.get(key)
                self.all[key] = known._replace(number=known.number + 1) if known else Mark(*key, change.place[2], 1)
                touched[key] = None
        return [self.all[key] for key in touched]


def _kinds(change: Change) -> Iterator[str]:
    kind = change.place[0]
    if kind == "Pod":
        yield from _of_pod(change.old, change.new)
    elif kind == "Node":
        yield from _of_node(change.old, change.new)
    elif kind in ("Deployment", "StatefulSet") and change.old is not None and change.new is not None:
        yield from _of_workload(change.old, change.new)


def _of_pod(old: Any, new: Any) -> Iterator[str]:
    if old is None or new is None:
        yield "created" if old is None else "gone"
        return
    if new.spec.node_name and not old.spec.node_name:
        yield "placed"
    if _refused(new) and not _refused(old):
        yield "refused"
    if _deaths(new) > _deaths(old):
        yield "crashed"
    if new.status.phase == "Failed" != old.status.phase:
        yield "failed"
    if is_terminating(new) and not is_terminating(old):
        yield "evicted" if _disrupted(new) else "deleted"
    elif is_ready(new) != is_ready(old) and not is_terminating(new):
        yield "ready" if is_ready(new) else "not-ready"


def _of_node(old: Any, new: Any) -> Iterator[str]:
    if old is None or new is None:
        if new is None:
            yield "node-gone"
        return
    if _up(old) != _up(new):
        yield "node-up" if _up(new) else "node-down"
    if old.spec.unschedulable != new.spec.unschedulable:
        yield "cordoned" if new.spec.unschedulable else "uncordoned"


def _of_workload(old: Any, new: Any) -> Iterator[str]:
    if old.spec.replicas != new.spec.replicas:
        yield "scaled"
    if old.spec.template != new.spec.template:
        yield "released"


def _refused(pod: Pod) -> bool:
    placed = condition(pod, "PodScheduled")
    return placed is not None and placed.status == "False"


def _disrupted(pod: Pod) -> bool:
    found = condition(pod, "DisruptionTarget")
    return found is not None and found.status == "True"


def _deaths(pod: Pod) -> int:
    """How many times containers ended badly or were started again; a death and the start after it count once."""
    return sum(item.restart_count + _is_dead(item) for item in pod.status.container_statuses)


def _is_dead(item: ContainerStatus) -> bool:
    """Whether the container ended badly and is not yet started again."""
    ended = item.state.terminated or (item.last_state.terminated if item.state.waiting else None)
    return ended is not None and ended.exit_code != 0


def _up(node: Node) -> bool:
    ready = condition(node, "Ready")
    return ready is not None and ready.status == "True"
