"""ImageLocality: better a node that has the Pod's images already, so that it starts at once.

Source of the rule: ``pkg/scheduler/framework/plugins/imagelocality/image_locality.go``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from kubelite.controlplane.scheduler.framework import MAX_NODE_SCORE, SUCCESS, CycleState, ScorePlugin, Status
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects.core.pod import Pod
from kubelite.rules.nodeinfo import NodeInfo

MIB = 1024**2
LEAST = 23 * MIB
MOST = 1000 * MIB  # for each container


def image_names(pod: Pod) -> list[str]:
    """The images of all containers, init containers too, each with a tag: ``shop`` means ``shop:latest``."""
    containers = (*pod.spec.init_containers, *pod.spec.containers)
    return [container.image if _has_tag(container.image) else f"{container.image}:latest" for container in containers]


def locality(sizes: Sequence[int], containers: int) -> int:
    """0..100 for the bytes that need not be fetched: 0 up to 23 MiB, 100 from 1000 MiB for each container on."""
    most = MOST * containers
    total = max(LEAST, min(sum(sizes), most))
    return MAX_NODE_SCORE * (total - LEAST) // (most - LEAST)


class ImageLocality(ScorePlugin):
    """Scores the images that are there. One that few nodes have counts less, lest all its Pods go to the same node:
    its size times the share of nodes that have it.
    """

    name = "ImageLocality"
    weight = 1
    looks_at_pods = False

    def looks_at(self, pod: Pod) -> Hashable:
        return tuple(image_names(pod))

    def looks_around(self, pod: Pod, cluster: Snapshot) -> Hashable:
        there = [len(cluster.images[name]) for name in image_names(pod) if name in cluster.images]
        return (len(cluster.nodes), *there) if there else ()

    def pre_score(self, state: CycleState, pod: Pod, nodes: Sequence[NodeInfo]) -> Status:
        state["ImageLocality"] = image_names(pod)
        return SUCCESS

    def score(self, state: CycleState, pod: Pod, node: NodeInfo) -> int:
        wanted, images, total = state["ImageLocality"], state.cluster.images, len(state.cluster.nodes)
        there = [images[name] for name in wanted if name in images and node.name in images[name]]
        if not there:
            return 0
        return locality([int(nodes[node.name] * (len(nodes) / total)) for nodes in there], len(wanted))


def _has_tag(image: str) -> bool:
    return ":" in image.rpartition("/")[2]
