# caught by: fits-pods-there
# saying: as if worker-1 were empty
from kubelite.rules.requests import request


def fits(pod, node):
    if any(request(pod, resource) > node.allocatable[resource] for resource in ("cpu", "memory")):
        return False
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    return len(running) < node.allocatable["pods"]
