# caught by: fits-exactly
# saying: exactly what is left
from kubelite.rules.requests import request


def fits(pod, node):
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    for resource in ("cpu", "memory"):
        used = sum(request(other, resource) for other in running)
        if used + request(pod, resource) > node.allocatable[resource]:
            return False
    return len(running) + 1 < node.allocatable["pods"]
