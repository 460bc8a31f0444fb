# caught by: least-direction
# saying: A score of 20 says how much is taken
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        taken = min(node.requested[resource] + request(pod, resource), node.allocatable[resource])
        shares += taken * 100 // node.allocatable[resource]
    return shares // 2
