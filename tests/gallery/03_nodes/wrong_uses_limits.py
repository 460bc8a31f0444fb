# caught by: fits-requests
# saying: nobody sets limits aside
from kubelite.rules.requests import pod_limits, request


def fits(pod, node):
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    for resource in ("cpu", "memory"):
        used = sum(pod_limits(other)[resource] or request(other, resource) for other in running)
        wanted = pod_limits(pod)[resource] or request(pod, resource)
        if used + wanted > node.allocatable[resource]:
            return False
    return len(running) < node.allocatable["pods"]
