# caught by: least-full
# saying: The mean is 25
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = abs(offered - node.requested[resource] - request(pod, resource))
        shares += free * 100 // offered
    return shares // 2
