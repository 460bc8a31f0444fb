# caught by: fits-memory
# saying: memory
from kubelite.rules.requests import request


def fits(pod, node):
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    used = sum(request(other, "cpu") for other in running)
    return used + request(pod, "cpu") <= node.allocatable["cpu"] and len(running) < node.allocatable["pods"]
