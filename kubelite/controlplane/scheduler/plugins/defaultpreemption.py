"""DefaultPreemption: says whether it would help if Pods went away for this one. kubelite sends none away yet.

Source of the words: ``pkg/scheduler/framework/preemption/preemption.go``, and of those about claims
``pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go``.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelite.controlplane.scheduler.decision import none_available
from kubelite.controlplane.scheduler.framework import Code, PostFilterPlugin, Rejections
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo

NO_VICTIMS = "No preemption victims found for incoming pod"
NO_HELP = "Preemption is not helpful for scheduling"
NEVER = "not eligible due to preemptionPolicy=Never."


class DefaultPreemption(PostFilterPlugin):
    """Explains, node by node, why nobody makes room for the Pod."""

    name = "DefaultPreemption"

    def post_filter(self, pod: Pod, nodes: Sequence[NodeInfo], rejected: Rejections) -> str:
        if pod.spec.preemption_policy == "Never":
            return f"no new claims to deallocate, preemption: {NEVER}"
        reasons = [NO_VICTIMS if why.code == Code.UNSCHEDULABLE else NO_HELP for why in rejected.values()]
        return f"no new claims to deallocate, preemption: {none_available(len(nodes), reasons)}"
