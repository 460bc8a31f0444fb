# caught by: least-full
# saying: The mean is 25
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        free = node.allocatable[resource] - node.requested[resource] - request(pod, resource)
        if free < 0:
            return 0
        shares += free * 100 // node.allocatable[resource]
    return shares // 2
