"""Scenes: small clusters, random or recorded, on which a filter or score function is compared with a built-in part.

A scene is plain data: the manifests of a Pod, of a node, and of the Pods on it. So it can be made smaller by leaving
things out, one after the other, until the smallest one is left on which the two still disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

import yaml

from kubelite.controlplane.scheduler.framework import (
    SKIP,
    SUCCESS,
    Code,
    CycleState,
    FilterPlugin,
    ScorePlugin,
    Unschedulable,
)
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.node import Node
from kubelite.objects.core.pod import Pod
from kubelite.objects.meta import view_as
from kubelite.rules.nodeinfo import NodeInfo

Manifest = dict[str, Any]
Function = Callable[[Pod, NodeInfo], Any]

ESSENTIAL = frozenset({"name", "namespace", "uid", "containers", "metadata", "spec", "status", "allocatable"})
"""Fields that stay when a scene is made smaller."""


class Scene(NamedTuple):
    """A Pod that wants a node, a node, and the Pods on it, as manifests."""

    pod: Manifest
    node: Manifest
    pods: list[Manifest]

    def arguments(self) -> tuple[Pod, NodeInfo]:
        """What a function receives."""
        there = [view_as(Pod, manifest) for manifest in self.pods]
        return view_as(Pod, self.pod), NodeInfo(view_as(Node, self.node), there)

    def __str__(self) -> str:
        told = {"pod": self.pod, "node": self.node} | ({"pods on the node": self.pods} if self.pods else {})
        return yaml.safe_dump(told, sort_keys=False).rstrip()


class Agreement(NamedTuple):
    """How often a function and the built-in part said the same, and the smallest scene on which they did not."""

    part: str
    agreeing: int
    total: int
    counter_example: Scene | None = None
    kubernetes: Any = None
    yours: Any = None

    def __str__(self) -> str:
        scenes = f"Your function agrees with {self.part} on {self.agreeing:,} of {self.total:,} clusters."
        if self.counter_example is None:
            return scenes
        said = f"Kubernetes says {self.kubernetes!r}, your function says {self.yours!r}."
        return f"{scenes} The smallest one where it does not:\n\n{self.counter_example}\n\n{said}"


def compare(function: Function, part: str, scenes: Iterable[Scene]) -> Agreement:
    """Compare ``function`` with the built-in ``part``, such as ``NodeResourcesFit``, on every scene.

    A function that answers with a number is compared with the score of the part, every other one with its filter. Only
    parts that judge a node by itself can be compared. Raises ``ValueError`` when there is no such part.
    """
    plugin = next((each for each in default_plugins() if each.name == part and each.looks_at(Pod()) is not None), None)
    if plugin is None:
        raise ValueError(f'"{part}" is no part that judges a node by itself: try "NodeResourcesFit"')
    agreeing, total, first = 0, 0, None
    for scene in scenes:
        total += 1
        if _agree(function, plugin, scene):
            agreeing += 1
        elif first is None:
            first = scene
    if first is None:
        return Agreement(part, agreeing, total)
    smallest = shrink(first, lambda scene: not _agree(function, plugin, scene))
    yours = _answer(function, smallest)
    return Agreement(part, agreeing, total, smallest, _builtin(plugin, smallest, type(yours) is int), yours)


def shrink(scene: Scene, fails: Callable[[Scene], bool]) -> Scene:
    """The smallest scene for which ``fails`` still holds that leaving out one thing after the other leads to."""
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(scene):
            if fails(smaller):
                scene, progress = smaller, True
                break
    return scene


def random_scenes(seed: int | str, count: int = 1000) -> Iterator[Scene]:
    """Random clusters of one node, in which every part finds something to object to. The same seed, the same ones."""
    random = Random(seed)
    for _ in range(count):
        pods = [_pod(random, f"pod-{number}", bound=True) for number in range(random.randint(0, 4))]
        yield Scene(_pod(random, "new-pod", bound=False), _node(random), pods)


def recorded_scenes(cases: Iterable[Manifest]) -> Iterator[Scene]:
    """Each node of recorded cases (``nodes``, ``pods``, ``pod``) as a scene of its own."""
    for case in cases:
        for node in case["nodes"]:
            name = node["metadata"]["name"]
            there = [pod for pod in case["pods"] if pod["spec"].get("nodeName") == name]
            yield Scene(case["pod"], node, there)


def _agree(function: Function, plugin: Any, scene: Scene) -> bool:
    answer = _answer(function, scene)
    expected = _builtin(plugin, scene, type(answer) is int)
    return type(answer) is type(expected) and bool(answer == expected)


def _answer(function: Function, scene: Scene) -> Any:
    """What the function says; an exception counts as an answer that is never right."""
    try:
        answer = function(*scene.arguments())
    except Unschedulable:
        return False
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return False if isinstance(answer, Unschedulable) else answer


def _builtin(plugin: Any, scene: Scene, number: bool) -> Any:
    pod, info = scene.arguments()
    state = CycleState(Snapshot.of([info]))
    if number and isinstance(plugin, ScorePlugin):
        skipped = plugin.pre_score(state, pod, [info]) != SUCCESS
        return 0 if skipped else plugin.score(state, pod, info)
    if not isinstance(plugin, FilterPlugin):
        return None
    said = plugin.pre_filter(state, pod)
    if said.code != Code.SUCCESS or (said.only is not None and info.name not in said.only):
        return said == SKIP
    return plugin.filter(state, pod, info) == SUCCESS


def _smaller(scene: Scene) -> Iterator[Scene]:
    """The scene with one thing less in it, the largest things first."""
    for number in range(len(scene.pods)):
        yield scene._replace(pods=scene.pods[:number] + scene.pods[number + 1 :])
    for field in ("pod", "node"):
        for changed in _with_less(getattr(scene, field)):
            yield scene._replace(**{field: changed})
    for number, pod in enumerate(scene.pods):
        for changed in _with_less(pod):
            yield scene._replace(pods=[*scene.pods[:number], changed, *scene.pods[number + 1 :]])


def _with_less(value: Any) -> Iterator[Any]:
    """A document with one field or one item less, near the root first; essential fields stay."""
    if isinstance(value, dict):
        for key in value:
            if key not in ESSENTIAL:
                yield {other: item for other, item in value.items() if other != key}
        for key, item in value.items():
            for less in _with_less(item):
                yield value | {key: less}
    elif isinstance(value, list):
        for number in range(len(value) if len(value) > 1 else 0):
            yield value[:number] + value[number + 1 :]
        for number, item in enumerate(value):
            for less in _with_less(item):
                yield [*value[:number], less, *value[number + 1 :]]


def _pod(random: Random, name: str, *, bound: bool) -> Manifest:
    containers = [_container(random, part) for part in ("main", "helper")[: random.choice((1, 1, 2))]]
    spec: Manifest = {"containers": containers, "schedulerName": "default-scheduler"}
    if random.random() < 0.2:
        spec["initContainers"] = [_container(random, "init") | random.choice(({}, {"restartPolicy": "Always"}))]
    if not bound and random.random() < 0.4:
        spec["nodeSelector"] = {random.choice(("disk", "zone")): random.choice(("ssd", "a"))}
    if not bound and random.random() < 0.5:
        spec["tolerations"] = [deepcopy(random.choice(_TOLERATIONS)) for _ in range(random.randint(1, 2))]
    phase = random.choice(("Running", "Running", "Succeeded")) if bound else "Pending"
    metadata = {"name": name, "namespace": "default", "uid": f"uid-{name}"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": {"phase": phase}}


def _container(random: Random, name: str) -> Manifest:
    requests = {"cpu": f"{random.randint(0, 8) * 250}m", "memory": f"{random.randint(0, 8) * 256}Mi"}
    asked = {key: requests[key] for key in requests if random.random() < 0.8}
    made: Manifest = {"name": name, "image": "shop/web:1", "resources": {"requests": asked}}
    if random.random() < 0.15:
        made["ports"] = [{"containerPort": 80, "hostPort": random.choice((80, 8080)), "protocol": "TCP"}]
    return made


def _node(random: Random) -> Manifest:
    offered = {"cpu": f"{random.randint(4, 16) * 250}m", "memory": f"{random.randint(4, 16) * 256}Mi"}
    offered["pods"] = str(random.choice((2, 4, 110)))
    labels = {"kubernetes.io/hostname": "node-a"} | random.choice(({}, {"disk": "ssd"}, {"zone": "a", "disk": "hdd"}))
    spec: Manifest = {"unschedulable": True} if random.random() < 0.15 else {}
    if random.random() < 0.5:
        spec["taints"] = [dict(random.choice(_TAINTS)) for _ in range(random.randint(1, 2))]
    metadata = {"name": "node-a", "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec, "status": {"allocatable": offered}}


_TAINTS = (
    {"key": "gpu", "value": "yes", "effect": "NoSchedule"},
    {"key": "gpu", "effect": "NoExecute"},
    {"key": "old", "value": "yes", "effect": "PreferNoSchedule"},
)
_TOLERATIONS: tuple[Manifest, ...] = (
    {"operator": "Exists"},
    {"key": "gpu", "operator": "Exists"},
    {"key": "gpu", "operator": "Equal", "value": "yes", "effect": "NoSchedule"},
    {"key": "gpu", "operator": "Equal", "value": "no"},
    {"key": "old", "operator": "Exists", "effect": "PreferNoSchedule"},
    {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"},
)
