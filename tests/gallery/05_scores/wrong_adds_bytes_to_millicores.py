# caught by: least-both
# saying: only the memory counts
from kubelite import request


def least_allocated(pod, node):
    free, offered = 0, 0
    for resource in ("cpu", "memory"):
        offered += node.allocatable[resource]
        free += max(node.allocatable[resource] - node.requested[resource] - request(pod, resource), 0)
    return free * 100 // offered
