# Shares of what the node offers, as decimal numbers: no node offers nothing.
def fits(pod, node):
    live = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    shares = []
    for resource in ("cpu", "memory"):
        used = sum(request(other, resource) for other in [*live, pod])
        shares.append(used / node.allocatable[resource])
    shares.append((len(live) + 1) / node.allocatable["pods"])
    return max(shares) <= 1
