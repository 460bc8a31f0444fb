# caught by: fits-requests
# saying: gave nothing back
from kubelite.rules.requests import request


def fits(pod, node):
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    for resource in ("cpu", "memory"):
        used = sum(request(other, resource) for other in running)
        if used + request(pod, resource) > node.allocatable[resource]:
            return False
