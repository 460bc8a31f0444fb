# caught by: fits-finished
# saying: have ended
from kubelite.rules.requests import request


def fits(pod, node):
    running = [other for other in node.pods if other.status.phase != "Succeeded"]
    for resource in ("cpu", "memory"):
        used = sum(request(other, resource) for other in running)
        if used + request(pod, resource) > node.allocatable[resource]:
            return False
    return len(running) < node.allocatable["pods"]
