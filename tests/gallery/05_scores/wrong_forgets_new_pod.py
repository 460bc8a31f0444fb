# caught by: least-new-pod
# saying: Without web it would be 75


def least_allocated(pod, node):
    shares = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = max(offered - node.requested[resource], 0)
        shares += free * 100 // offered
    return shares // 2
