# caught by: fits-finished
# saying: have ended
from kubelite.rules.requests import request


def fits(pod, node):
    for resource in ("cpu", "memory"):
        used = sum(request(other, resource) for other in node.pods)
        if used + request(pod, resource) > node.allocatable[resource]:
            return False
    return len(node.pods) < node.allocatable["pods"]
