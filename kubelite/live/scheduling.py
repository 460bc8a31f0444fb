"""A scheduler of one's own on a real cluster: a learner's functions choose, and the API binds.

Only Pods whose ``schedulerName`` is the client's come to it; Kubernetes' own scheduler leaves those alone. A binding is
no more than the name of a node: nobody asks again whether the Pod may go there. So the rules that keep Pods away from a
node are asked first, taints above all, and then the functions.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import msgspec

from kubelite.clock import Clock
from kubelite.controlplane.scheduler.cycle import decide
from kubelite.controlplane.scheduler.decision import Decision, Decisions
from kubelite.controlplane.scheduler.framework import Plugin
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction, own_function
from kubelite.controlplane.scheduler.plugins import noderesourcesfit
from kubelite.controlplane.scheduler.plugins.nodeaffinity import NodeAffinity
from kubelite.controlplane.scheduler.plugins.nodename import NodeName
from kubelite.controlplane.scheduler.plugins.nodeports import NodePorts
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import insufficient
from kubelite.controlplane.scheduler.plugins.nodeunschedulable import NodeUnschedulable
from kubelite.controlplane.scheduler.plugins.tainttoleration import TaintToleration
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.controlplane.scheduler.reports import UNSCHEDULABLE, Reports
from kubelite.live.client import LiveClient
from kubelite.objects import Node, Pod
from kubelite.objects.errors import APIError
from kubelite.rules.functions import FunctionError, Unwritten
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.podstate import condition, is_active
from kubelite.rules.requests import pod_requests, scoring_requests

NOT_READY = "node.kubernetes.io/not-ready"


def fits(pod: Pod, node: NodeInfo) -> bool:
    """What lesson 03 asks for, for those who have not written it: enough CPU and memory, and a place for a Pod."""
    has_place = node.requested["pods"] < node.allocatable["pods"]
    wanted = {resource: amount for resource, amount in pod_requests(pod).items() if amount > 0}
    return has_place and not insufficient(wanted, node)


def least_allocated(pod: Pod, node: NodeInfo) -> int:
    """What lesson 05 asks for, for those who have not written it: the emptier the node, the better."""
    return noderesourcesfit.least_allocated(scoring_requests(pod), node)


class OwnScheduler:
    """Places the Pods that ask for it, with the functions that it was given; without one, nothing happens.

    A Pod for which no node was found is looked at again each time.
    """

    def __init__(self, client: LiveClient) -> None:
        self.decisions = Decisions()
        self._client = client
        self._reports = Reports(client, _WallClock())
        self._profile = Profile(_rules())
        self._used = False
        self._random = Random(0)

    def use(
        self, *, filter: FilterFunction | None = None, score: ScoreFunction | None = None, weight: int | None = None
    ) -> None:
        """Let a function decide, as ``Cluster.use`` does."""
        self._profile.use(own_function(filter, score, weight, "NodeResourcesFit"))
        self._used = True

    def place_all(self) -> list[str]:
        """Look once at every Pod that waits for this scheduler; one line for each whose fate has changed."""
        waiting = self._waiting() if self._used else []
        if not waiting:
            return []
        nodes = self._nodes()
        return [line for pod in waiting if (line := self._place(pod, nodes))]

    def _place(self, pod: Pod, nodes: dict[str, NodeInfo]) -> str:
        """Find a node and bind the Pod to it; what there is to say about it, nothing if that was said before."""
        before, decision = self.decisions.get(_key(pod)), self._bound(pod, self._decide(pod, list(nodes.values())))
        self.decisions.add(decision)
        if decision.node:
            nodes[decision.node] = nodes[decision.node].with_pod(pod)
            self._tell(pod, decision)
            return _placed(pod, decision)
        if before is not None and before.message == decision.message:
            return ""
        self._tell(pod, decision)
        return f"{pod.metadata.name} gets no node: {decision.message}"

    def _waiting(self) -> list[Pod]:
        """The Pods that want a node from this scheduler, the most important first, then the oldest."""
        pods: list[Pod] = self._client.list("Pod", self._client.namespace)
        name = self._client.scheduler_name
        mine = [pod for pod in pods if pod.spec.scheduler_name == name and not pod.spec.node_name and is_active(pod)]
        free = [pod for pod in mine if not pod.spec.scheduling_gates]
        return sorted(free, key=lambda pod: (-pod.spec.priority, pod.metadata.creation_timestamp, pod.metadata.name))

    def _nodes(self) -> dict[str, NodeInfo]:
        """All nodes with all Pods on them, those of the system included: they have been given room, too."""
        on_node: dict[str, list[Pod]] = defaultdict(list)
        for pod in self._client.list("Pod"):
            on_node[pod.spec.node_name].append(pod)
        nodes = [_as_its_kubelet_says(node) for node in self._client.list("Node")]
        return {node.metadata.name: NodeInfo(node, on_node[node.metadata.name]) for node in nodes}

    def _decide(self, pod: Pod, nodes: list[NodeInfo]) -> Decision:
        try:
            return decide(self._profile, pod, nodes, self._random)
        except FunctionError as error:
            return Decision(pod=_key(pod), message=str(error))
        except Unwritten as error:
            print(self._profile.leave_out(error.function))
            return self._decide(pod, nodes)

    def _bound(self, pod: Pod, decision: Decision) -> Decision:
        """The Decision when it is carried out. Who was quicker, or has deleted the Pod, is right."""
        if decision.node:
            try:
                self._client.bind(pod, decision.node)
            except APIError as error:
                return Decision(pod=_key(pod), message=f"not bound to {decision.node}: {error.message}")
        return decision

    def _tell(self, pod: Pod, decision: Decision) -> None:
        """Leave an Event, and a condition on a Pod without node, as Kubernetes' scheduler does. A Pod that somebody
        changes at this very moment goes without.
        """
        with suppress(APIError):
            if decision.node:
                self._reports.scheduled(pod, decision.node)
            else:
                self._reports.not_scheduled(pod, UNSCHEDULABLE, decision.message)


class _WallClock(Clock):
    """The time of what is written into a real cluster."""

    def time(self, at: float | None = None) -> datetime:
        return datetime.now(UTC)


def _rules() -> list[Plugin]:
    """The rules that keep Pods away from nodes. They give no scores: those are for the learner's function to give."""
    taints, affinity = TaintToleration(), NodeAffinity()
    taints.weight = affinity.weight = 0
    return [NodeUnschedulable(), NodeName(), taints, affinity, NodePorts()]


def _placed(pod: Pod, decision: Decision) -> str:
    scores = ", ".join(f"{node} {total}" for node, total in decision.total.items())
    return f"{pod.metadata.name} → {decision.node}" + (f"   (scores: {scores})" if scores else "")


def _as_its_kubelet_says(node: Node) -> Node:
    """The node without the taint ``not-ready``, unless it *is* not ready.

    The taint repeats the condition Ready, and a controller takes it away a moment later. Where that controller does
    not run it would stay for ever, so the condition itself counts here.
    """
    ready = condition(node, "Ready")
    if ready is not None and ready.status != "True":
        return node
    taints = tuple(taint for taint in node.spec.taints if taint.key != NOT_READY)
    return msgspec.structs.replace(node, spec=msgspec.structs.replace(node.spec, taints=taints))


def _key(pod: Pod) -> str:
    return f"{pod.metadata.namespace}/{pod.metadata.name}"
