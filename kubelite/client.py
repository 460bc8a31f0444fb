"""The Client: the verbs through which every component reaches the API.

The scheduler, the controllers, the kubelets and the views are each handed a ``Client`` and meet nowhere else. That is
Kubernetes' own rule, and it is why a part of a learner's own runs unchanged on a real cluster: only the client is
another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, runtime_checkable

from kubelite.objects import Object, Pod

Manifest = dict[str, Any]


class WatchEvent(NamedTuple):
    """A change that a watch reports: ``type`` is ADDED, MODIFIED or DELETED; ``old`` is the object before, if there was
    one.

    For DELETED, ``object`` is the last state that the object had. ``revision`` is that of the change, 0 where nobody
    knows it.
    """

    type: str
    object: Any
    old: Any = None
    revision: int = 0


class Subscription(Protocol):
    """A running watch."""

    def stop(self) -> None:
        """Report nothing more."""


@runtime_checkable
class Client(Protocol):
    """The verbs of the API.

    ``kind`` is any name of a kind: ``Pod``, ``pods``, ``po``. Objects come back as frozen views.
    """

    def get(self, kind: str, name: str, namespace: str = "default") -> Any:
        """One object; ``NotFound`` when there is none of that name."""

    def list(
        self, kind: str, namespace: str | None = None, *, by: tuple[str, str] | None = None, at: int | None = None
    ) -> list[Any]:
        """All objects of a kind, sorted by namespace and name.

        ``by`` asks an index instead of looking at all: ``("node", "worker-1")``, ``("owner", uid)``, ``("label",
        "app=web")``. ``("owner", "")`` are the objects that no controller manages. ``at`` is a revision: the state at
        that past moment.
        """

    def manifest(self, kind: str, name: str, namespace: str = "default") -> Manifest:
        """The stored document of one object, with all its fields; a copy of your own."""

    def create(self, obj: Manifest) -> Any:
        """Store a new object; ``AlreadyExists``, ``Invalid``, ``BadRequest``."""

    def update(self, obj: Manifest) -> Any:
        """Replace an object; ``Conflict`` when its ``resourceVersion`` is stale."""

    def update_status(self, obj: Object, status: Mapping[str, Any]) -> Any:
        """Replace the status of an object and nothing else."""

    def patch(
        self, kind: str, name: str, change: Mapping[str, Any], namespace: str = "default", *, subresource: str = ""
    ) -> Any:
        """Merge ``change`` into an object: maps are merged, ``None`` removes, everything else replaces (RFC 7386).

        ``subresource`` names a part with rules of its own, such as ``status``, or ``finalize`` of a Namespace.
        """

    def delete(
        self,
        kind: str,
        name: str,
        namespace: str = "default",
        grace: int | None = None,
        *,
        propagation: str = "",
    ) -> None:
        """Delete an object. A Pod gets ``grace`` seconds to stop (default: its own); 0 removes it at once.

        ``propagation`` says what becomes of the objects that belong to it: ``Background`` (they follow, the default),
        ``Foreground`` (they go first) or ``Orphan`` (they stay).
        """

    def bind(self, pod: Pod, node_name: str) -> None:
        """Place a Pod on a node: what a scheduler does; ``Conflict`` when it has a node already."""

    def evict(self, pod: Pod) -> None:
        """Delete a Pod politely: ``TooManyRequests`` when a PodDisruptionBudget forbids it now."""

    def watch(
        self,
        kind: str,
        on_change: Callable[[WatchEvent], None],
        since: int | None = None,
        *,
        by: tuple[str, str] | None = None,
    ) -> Subscription:
        """Call ``on_change(event)`` soon after every change. Without ``since``, all objects that exist come first, as
        ADDED.

        ``since`` is a revision to replay from; ``Gone`` when it was compacted away. With ``by`` only the changes of
        objects that stand under this index value before or after the change are reported: ``("node", "worker-1")``.
        """

    def event(self, obj: Object, type: str, reason: str, message: str, component: str) -> None:
        """Say something about an object; ``type`` is ``Normal`` or ``Warning``."""
