# caught by: least-new-pod
# saying: with report as well 25
from kubelite import request


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        asked = sum(request(other, resource) for other in [*node.pods, pod])
        shares += max(node.allocatable[resource] - asked, 0) * 100 // node.allocatable[resource]
    return shares // 2
