# caught by: least-both
# saying: so the mean is 50
from kubelite import request


def least_allocated(pod, node):
    shares = []
    for resource in ("cpu", "memory"):
        free = max(node.allocatable[resource] - node.requested[resource] - request(pod, resource), 0)
        shares.append(free * 100 // node.allocatable[resource])
    return min(shares)
