# caught by: least-scale
# saying: That is a decimal number
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = max(offered - node.requested[resource] - request(pod, resource), 0)
        shares += free / offered
    return shares / 2
