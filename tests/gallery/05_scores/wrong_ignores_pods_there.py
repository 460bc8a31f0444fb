# caught by: least-new-pod
# saying: cache and web each ask
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        shares += max(node.allocatable[resource] - request(pod, resource), 0) * 100 // node.allocatable[resource]
    return shares // 2
