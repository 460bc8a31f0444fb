"""Deletes in Kubernetes' own order, and looks at the labels once more."""

from datetime import UTC, datetime

from kubelite import Create, Delete
from kubelite.controlplane.controllers.deletionorder import in_deletion_order
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active
from kubelite.rules.selectors import matches


def reconcile(rs, pods):
    matching = [pod for pod in pods if matches(rs.spec.selector, pod.metadata.labels)]
    mine = [pod for pod in matching if is_controlled_by(pod, rs) and is_active(pod)]
    surplus = len(mine) - rs.spec.replicas
    order = in_deletion_order(mine, datetime(2026, 1, 2, tzinfo=UTC))
    return [Delete(pod.metadata.name) for pod in order[: max(0, surplus)]] + [Create()] * -surplus
