# caught by: least-rounding
# saying: cut to 62
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        taken = min(node.requested[resource] + request(pod, resource), node.allocatable[resource])
        shares += 100 - taken * 100 // node.allocatable[resource]
    return shares // 2
