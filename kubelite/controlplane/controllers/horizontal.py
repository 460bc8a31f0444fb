"""The HorizontalPodAutoscaler controller: it looks at its metrics every 15 seconds and changes the size of a workload.

Source of the rules: ``pkg/controller/podautoscaler/horizontal.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from kubelite.client import Client, WatchEvent
from kubelite.clock import Clock
from kubelite.controlplane.controllers.conditions import Finding, kept, written
from kubelite.controlplane.controllers.framework import Controller, Key, only_status_changed
from kubelite.controlplane.controllers.replicacalculator import NoMetrics, Target, desired_replicas, groups
from kubelite.controlplane.controllers.scalingspeed import DOWN_WINDOW, Moment, Step, next_size
from kubelite.objects import Pod, quantity
from kubelite.objects.autoscaling import HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus, ResourceMetricSource
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as
from kubelite.rules.functions import Unwritten
from kubelite.rules.podstate import condition
from kubelite.rules.selectors import matches

SYNC = 15.0
"""Seconds from one look to the next."""

LONGEST_MEMORY = 3600.0
"""No rule looks further back than so many seconds."""

Usage = Mapping[str, float]
PodMetrics = Callable[[Pod], Usage | None]
"""What a Pod uses now: ``{"cpu": millicores, "memory": bytes}``; ``None`` where nobody has measured."""


def no_metrics(pod: Pod) -> Usage | None:
    """The source of metrics of a cluster that has none."""
    return None


class Wish(NamedTuple):
    """What one metric asks for, and how it stands: ``shown`` as in ``status.currentMetrics``."""

    replicas: int
    about: str
    shown: dict[str, Any]


class HorizontalController(Controller):
    """Scales Deployments, ReplicaSets and StatefulSets. ``metrics`` is where it asks what a Pod uses."""

    name = "HorizontalPodAutoscaler"
    component = "horizontal-pod-autoscaler"
    kind = "HorizontalPodAutoscaler"
    point = "autoscale"

    def __init__(self, client: Client, clock: Clock) -> None:
        super().__init__(client, clock)
        self.metrics: PodMetrics = no_metrics
        self._recommended: dict[Key, list[Moment]] = {}
        self._changed: dict[Key, list[Moment]] = {}

    def own_keys(self, event: WatchEvent) -> Iterable[Key]:
        """A change of nothing but the status was our own report."""
        return () if only_status_changed(event) else super().own_keys(event)

    def reconcile(self, key: Key) -> None:
        """Look at the metrics of one autoscaler, and give its target another size if they ask for it."""
        try:
            hpa: HorizontalPodAutoscaler = self.client.get("HorizontalPodAutoscaler", key.name, key.namespace)
        except NotFound:
            self._recommended.pop(key, None)
            self._changed.pop(key, None)
            return
        self.again(key, SYNC)
        reference = hpa.spec.scale_target_ref
        try:
            target: Any = self.client.get(reference.kind, reference.name, key.namespace)
        except NotFound as error:
            failure = Finding("AbleToScale", "False", "FailedGetScale", f"the target cannot be read: {error.message}")
            self._report(hpa, hpa.status.current_replicas, hpa.status.desired_replicas, [failure])
            return
        current: int = target.spec.replicas
        if current == 0 and hpa.spec.min_replicas > 0:
            off = Finding("ScalingActive", "False", "ScalingDisabled", "scaling is disabled: the replica count is 0")
            self._report(hpa, 0, 0, [_ABLE, off])
        elif not hpa.spec.min_replicas <= current <= hpa.spec.max_replicas:
            wanted = min(max(current, hpa.spec.min_replicas), hpa.spec.max_replicas)
            self._scale(key, hpa, target, wanted, "Current number of replicas is out of bounds")
            self._report(hpa, current, wanted, [_ABLE])
        else:
            self._follow_metrics(key, hpa, target)

    def _follow_metrics(self, key: Key, hpa: HorizontalPodAutoscaler, target: Any) -> None:
        current: int = target.spec.replicas
        try:
            wishes = self._wishes(hpa, target, current)
        except NoMetrics as error:
            self._fail(hpa, current, str(error))
            return
        largest = max(wishes, key=lambda wish: wish.replicas)
        step = self._next(key, hpa, current, largest.replicas)
        if step.replicas != current:
            why = largest.about if step.replicas > current else "All metrics below target"
            self._scale(key, hpa, target, step.replicas, why)
        found = Finding("ScalingActive", "True", "ValidMetricFound", f"a replica count was found from {largest.about}")
        self._report(hpa, current, step.replicas, [_ABLE, found, _limited(step)], wishes)

    def _wishes(self, hpa: HorizontalPodAutoscaler, target: Any, current: int) -> list[Wish]:
        """What each metric asks for. One that cannot be read matters only where the others would shrink the target."""
        found: list[Pod] = self.client.list("Pod", target.metadata.namespace)
        pods = [pod for pod in found if matches(target.spec.selector, pod.metadata.labels)]
        usage = {pod.metadata.uid: used for pod in pods if (used := self.metrics(pod)) is not None}
        wishes, failed = [], None
        for metric in hpa.spec.metrics:
            try:
                if metric.resource is None:
                    raise NoMetrics(f"metrics of type {metric.type} are not simulated")
                wishes.append(self._wish(hpa, metric.resource, pods, usage, current))
            except NoMetrics as error:
                failed = NoMetrics(f"failed to get {metric.type.lower()} metric: {error}")
        if failed is not None and not any(wish.replicas > current for wish in wishes):
            raise failed
        return wishes

    def _wish(
        self,
        hpa: HorizontalPodAutoscaler,
        metric: ResourceMetricSource,
        pods: Sequence[Pod],
        usage: Mapping[str, Usage],
        current: int,
    ) -> Wish:
        name, wanted = metric.name, metric.target
        read = quantity.cpu if name == "cpu" else quantity.memory
        target = Target(wanted.average_utilization, float(read(wanted.average_value)) if wanted.average_value else 0.0)
        used = {uid: amounts[name] for uid, amounts in usage.items() if name in amounts}
        requests = {pod.metadata.uid: _request(pod, name) for pod in pods} if target.percent is not None else {}
        now = self.clock.time()
        replicas = desired_replicas(current, pods, name, target, used, requests, now)
        known = [pod.metadata.uid for pod in groups(pods, name, used, now).ready]
        shown: dict[str, Any] = {"averageValue": _text(name, sum(used[uid] for uid in known) / len(known))}
        if target.percent is not None:
            total = sum(requests[uid] for uid in known)
            shown["averageUtilization"] = int(sum(used[uid] for uid in known) * 100 / total)
        about = f"{name} resource above target"
        if target.percent is not None:
            about = f"{name} resource utilization (percentage of request) above target"
            if self.own.is_taken:
                with suppress(Unwritten):
                    replicas = self._ask(hpa, current, shown["averageUtilization"], target.percent)
        return Wish(replicas, about, {"type": "Resource", "resource": {"name": name, "current": shown}})

    def _ask(self, hpa: HorizontalPodAutoscaler, current: int, usage: int, percent: int) -> int:
        """How many Pods the learner's function wants; how quickly that may happen is decided afterwards."""
        about = f"{current} pods that use {usage} % where {percent} % is the target"
        least, most = hpa.spec.min_replicas, hpa.spec.max_replicas
        wanted = self.own.ask(current, usage, percent, least, most, about=about)
        if type(wanted) is int and wanted >= 0:
            return wanted
        hint = "math.ceil(…) rounds up to a whole number"
        raise self.own.wrong(wanted, about=about, expected="a whole number from 0 on", hint=hint)

    def _next(self, key: Key, hpa: HorizontalPodAutoscaler, current: int, wanted: int) -> Step:
        now = self.clock.now
        before = self._recommended.setdefault(key, [Moment(now, current)])
        step = next_size(hpa, current, wanted, before, self._changed.get(key, ()), now)
        before.append(Moment(now, wanted))
        self._recommended[key] = [each for each in before if each.at > now - max(DOWN_WINDOW, LONGEST_MEMORY)]
        return step

    def _scale(self, key: Key, hpa: HorizontalPodAutoscaler, target: Any, replicas: int, why: str) -> None:
        self.client.patch(target.kind, target.metadata.name, {"spec": {"replicas": replicas}}, key.namespace)
        changes = [each for each in self._changed.get(key, []) if each.at > self.clock.now - LONGEST_MEMORY]
        self._changed[key] = [*changes, Moment(self.clock.now, replicas - target.spec.replicas)]
        self.client.event(hpa, "Normal", "SuccessfulRescale", f"New size: {replicas}; reason: {why}", self.component)

    def _fail(self, hpa: HorizontalPodAutoscaler, current: int, why: str) -> None:
        message = f"the HPA was unable to compute the replica count: {why}"
        self.client.event(hpa, "Warning", "FailedGetResourceMetric", why, self.component)
        inactive = Finding("ScalingActive", "False", "FailedGetResourceMetric", message)
        self._report(hpa, current, current, [_ABLE, inactive])

    def _report(
        self,
        hpa: HorizontalPodAutoscaler,
        current: int,
        desired: int,
        findings: Sequence[Finding],
        wishes: Sequence[Wish] = (),
    ) -> None:
        conditions = {each.type: kept(each) for each in hpa.status.conditions}
        for finding in findings:
            conditions[finding.type] = written(finding, condition(hpa, finding.type), self.clock)
        stored = self.client.manifest("HorizontalPodAutoscaler", hpa.metadata.name, hpa.metadata.namespace)["status"]
        status: dict[str, Any] = {
            "currentReplicas": current,
            "desiredReplicas": desired,
            "currentMetrics": [wish.shown for wish in wishes] or None,
            "conditions": list(conditions.values()),
        }
        if desired != current:
            status["lastScaleTime"] = self.clock.timestamp()
        elif "lastScaleTime" in stored:
            status["lastScaleTime"] = stored["lastScaleTime"]
        same = view_as(HorizontalPodAutoscalerStatus, status) == hpa.status
        if not same or status["currentMetrics"] != stored.get("currentMetrics"):
            self.client.update_status(hpa, status)


_ABLE = Finding("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size")


def _limited(step: Step) -> Finding:
    if not step.limited_by:
        message = "the desired count is within the acceptable range"
        return Finding("ScalingLimited", "False", "DesiredWithinRange", message)
    return Finding("ScalingLimited", "True", step.limited_by, "the desired count is held back by a limit")


def _request(pod: Pod, resource: str) -> float:
    """What the containers of ``pod`` ask for; each of them has to, since a share of nothing is nothing."""
    read = quantity.cpu if resource == "cpu" else quantity.memory
    total = 0.0
    for container in pod.spec.containers:
        asked = container.resources.requests.get(resource)
        if asked is None:
            where = f"container {container.name} of Pod {pod.metadata.name}"
            raise NoMetrics(f"missing request for {resource} in {where}")
        total += read(asked)
    return total


def _text(resource: str, amount: float) -> str:
    return f"{round(amount)}m" if resource == "cpu" else str(round(amount))
