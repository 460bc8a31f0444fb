"""The ReplicationController: what there was before the ReplicaSet. kubelite stores it; the scheduler asks for its
selector.
"""

from __future__ import annotations

from kubelite.objects.meta import NO_LABELS, Labels, Object, View


class ReplicationControllerSpec(View, frozen=True):
    """How many Pods, with which labels."""

    replicas: int = 1
    selector: Labels = NO_LABELS


class ReplicationController(Object, frozen=True):
    """Keeps a number of equal Pods."""

    spec: ReplicationControllerSpec = ReplicationControllerSpec()
