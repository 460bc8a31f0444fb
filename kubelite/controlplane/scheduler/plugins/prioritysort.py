"""PrioritySort: the Pod with the highest priority comes first; among equal ones the one that came first.

Source of the rule: ``pkg/scheduler/framework/plugins/queuesort/priority_sort.go``.
"""

from __future__ import annotations

from kubelite.controlplane.scheduler.framework import QueueSortPlugin
from kubelite.objects.core.pod import Pod


class PrioritySort(QueueSortPlugin):
    """Orders the queue."""

    name = "PrioritySort"

    def sort_key(self, pod: Pod) -> int:
        return -pod.spec.priority
