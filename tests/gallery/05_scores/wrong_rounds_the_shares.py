# caught by: least-rounding
# saying: rounded up
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = max(offered - node.requested[resource] - request(pod, resource), 0)
        shares += round(free * 100 / offered)
    return shares // 2
