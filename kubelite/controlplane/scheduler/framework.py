"""The scheduling framework: the points at which a plugin can have its say about where a Pod goes.

For every Pod the scheduler asks its plugins, in this order:

    pre_enqueue   may the Pod be scheduled at all yet?
    pre_filter    what do I have to know about the Pod, before I look at nodes?
    filter        may the Pod run on this node?           asked node by node, until a plugin says no
    post_filter   no node is left: what could be done?
    pre_score     what do I have to know, before I score the nodes that are left?
    score         how good is this node?                  any whole number
    normalize     bring my scores to 0..100               then multiplied by my weight, and added up
    reserve       the Pod gets this node: set aside what it needs there    undone by unreserve when it fails after all
    permit        may it really be bound?
    bind          tell the API

Source of the idea: ``staging/src/k8s.io/kube-scheduler/framework/interface.go``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from kubelite.client import Client
from kubelite.controlplane.scheduler.events import Event as Event
from kubelite.controlplane.scheduler.runningscores import Running
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.objects.frozen import FrozenMap
from kubelite.rules.nodeinfo import NodeInfo

MAX_NODE_SCORE = 100
"""The best normalised score; 0 is the worst."""


class CycleState(dict[str, Any]):
    """What plugins remember while one Pod is being scheduled, each under its own name.

    ``cluster`` is what they may look at beside the node that they judge.
    """

    def __init__(self, cluster: Snapshot | None = None) -> None:
        super().__init__()
        self.cluster = cluster or Snapshot()


class Code(StrEnum):
    """What a plugin says."""

    SUCCESS = "Success"
    UNSCHEDULABLE = "Unschedulable"
    """Not as things are: if other Pods went away, it might fit."""
    UNRESOLVABLE = "UnschedulableAndUnresolvable"
    """Not even if all other Pods went away."""
    SKIP = "Skip"
    """This plugin has nothing to say about this Pod."""


class Status(NamedTuple):
    """The answer of a plugin, with the reasons why not."""

    code: Code
    reasons: tuple[str, ...] = ()
    only: frozenset[str] | None = None
    """Of ``pre_filter``: the names of the only nodes that come into question, ``None`` for all."""


SUCCESS = Status(Code.SUCCESS)
SKIP = Status(Code.SKIP)


def unschedulable(*reasons: str) -> Status:
    """No, as things are; if other Pods went away, the answer might be another one."""
    return Status(Code.UNSCHEDULABLE, reasons)


def unresolvable(*reasons: str) -> Status:
    """No, whatever becomes of other Pods."""
    return Status(Code.UNRESOLVABLE, reasons)


class Unschedulable(Exception):
    """What your own filter function returns, or raises, to say no and why: ``Unschedulable("Insufficient cpu")``."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons, as they will stand in the message of the Pod."""
        return tuple(str(reason) for reason in self.args)

    def __bool__(self) -> bool:
        return False


def only_nodes(names: frozenset[str]) -> Status:
    """Yes, but no other nodes than these come into question."""
    return Status(Code.SUCCESS, (), names)


class Rejection(NamedTuple):
    """Why a node was left out: the plugin that said no, how, and its reasons."""

    plugin: str
    code: Code
    reasons: tuple[str, ...]


Rejections = Mapping[str, Rejection]
"""Node name → why it was left out."""


class Plugin(ABC):
    """Has a ``name``, and takes part at one or more of the points below."""

    name: str
    looks_at_pods = True
    """Whether the answers depend on the Pods that are on the node, and not on the node alone."""

    def looks_at(self, pod: Pod) -> Hashable:
        """What of the Pod the answers of ``filter`` and ``score`` depend on. As long as that, the node, and what
        ``looks_around`` tells are the same, so are the answers, and the scheduler keeps them. ``None``: ask every time.
        """
        return None

    def looks_around(self, pod: Pod, cluster: Snapshot) -> Hashable:
        """What of the rest of the cluster the answers depend on."""
        return None


class QueueSortPlugin(Plugin):
    """Decides which of the waiting Pods comes first."""

    @abstractmethod
    def sort_key(self, pod: Pod) -> Any:
        """The Pod with the smallest key comes first; among equal ones the one that came first."""


class PreEnqueuePlugin(Plugin):
    """Holds Pods back before the queue."""

    @abstractmethod
    def pre_enqueue(self, pod: Pod) -> Status:
        """SUCCESS lets the Pod into the queue; anything else holds it back until it is changed."""


class FilterPlugin(Plugin):
    """Leaves out nodes on which the Pod cannot run. ``helped_by`` says what may change its mind about a Pod."""

    helped_by: frozenset[Event]

    def pre_filter(self, state: CycleState, pod: Pod) -> Status:
        """Note in ``state`` what ``filter`` will need. A refusal here counts for every node; SKIP leaves the plugin out
        for this Pod; ``only_nodes(names)`` leaves out all other nodes.
        """
        return SUCCESS

    @abstractmethod
    def filter(self, state: CycleState, pod: Pod, node: NodeInfo) -> Status:
        """SUCCESS, or ``unschedulable(reason, …)``, or ``unresolvable(reason, …)``."""


class WayOut(NamedTuple):
    """What a Pod may hope for that found no node: that ``node`` has room for it once the ``victims`` are gone.

    Without a way out, ``message`` says why there is none. ``candidates`` are all nodes that were considered: name → the
    victims there, as ``namespace/name``, and how many of them a PodDisruptionBudget protects.
    """

    message: str = ""
    node: str = ""
    victims: tuple[str, ...] = ()
    candidates: Mapping[str, tuple[tuple[str, ...], int]] = FrozenMap()


WhyNot = Callable[[NodeInfo], "Rejection | None"]
"""Why the Pod could not run on a node if the node had exactly these Pods; ``None`` when it could."""


class PostFilterPlugin(Plugin):
    """Looks for a way out when no node is left."""

    @abstractmethod
    def post_filter(self, state: CycleState, pod: Pod, rejected: Rejections, why_not: WhyNot) -> WayOut:
        """A way out, or why there is none."""


class ScorePlugin(Plugin):
    """Says how good each of the remaining nodes is; ``weight`` is how much its word counts."""

    weight: int

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        """Note in ``state`` what ``score`` will need. SKIP leaves the plugin out for this Pod."""
        return SUCCESS

    @abstractmethod
    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        """Any whole number if the plugin normalizes, else 0..100; more is better."""

    def normalize(self, state: CycleState, scores: list[int]) -> list[int]:
        """The scores of all nodes, in the same order, brought to 0..100."""
        return scores

    def running(self, pod: Pod, cluster: Snapshot) -> Running | None:
        """How scores that depend on Pods all over the cluster can be kept; ``None``: score every node for each Pod."""
        return None


class ReservePlugin(Plugin):
    """Sets aside what the Pod needs on its node beside what nodes count."""

    @abstractmethod
    def reserve(self, pod: Pod, node_name: str) -> Status:
        """SUCCESS when it is set aside."""

    @abstractmethod
    def unreserve(self, pod: Pod, node_name: str) -> None:
        """Give it back: the Pod does not come. It may not have been set aside at all."""


class PermitPlugin(Plugin):
    """Has the last word."""

    @abstractmethod
    def permit(self, pod: Pod, node_name: str) -> Status:
        """SUCCESS lets the Pod be bound."""


class BindPlugin(Plugin):
    """Tells the API which node the Pod gets."""

    @abstractmethod
    def bind(self, client: Client, pod: Pod, node_name: str) -> Status:
        """SUCCESS when the Pod is bound, SKIP to leave it to the next plugin. Raises ``APIError``."""


def share_of_most(scores: list[int], *, reverse: bool = False) -> list[int]:
    """Each score as a share of the largest one, in whole percent; with ``reverse`` the smallest score is best.

    When all are 0, all stay 0, or with ``reverse`` become 100.

    Source of the rule: ``pkg/scheduler/framework/plugins/helper/normalize_score.go``.
    """
    most = max(scores, default=0)
    shares = [MAX_NODE_SCORE * score // most for score in scores] if most else scores
    return [MAX_NODE_SCORE - share for share in shares] if reverse else shares
