# caught by: least-rounding
# saying: if only the mean were cut
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = max(offered - node.requested[resource] - request(pod, resource), 0)
        shares += free * 100 / offered
    return int(shares / 2)
