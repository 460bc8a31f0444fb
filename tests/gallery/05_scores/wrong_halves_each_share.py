# caught by: least-both
# saying: together 100, so the mean is 50
def least_allocated(pod, node):
    score = 0
    for resource in ("cpu", "memory"):
        offered = node.allocatable[resource]
        free = max(offered - node.requested[resource] - request(pod, resource), 0)
        score += free * 100 // offered // 2  # the rest is lost twice
    return score
