# caught by: least-full
# saying: the share of the CPU is 0
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = offered - node.requested[resource] - request(pod, resource)
        shares += free * 100 // offered
    return shares // 2
