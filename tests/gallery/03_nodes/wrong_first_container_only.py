# caught by: fits-pods-there
# saying: two containers
from kubelite.objects.quantity import cpu, memory


def fits(pod, node):
    read = {"cpu": cpu, "memory": memory}
    running = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    for name in ("cpu", "memory"):
        used = sum(read[name](each.spec.containers[0].resources.requests.get(name, "0")) for each in [*running, pod])
        if used > node.allocatable[name]:
            return False
    return len(running) < node.allocatable["pods"]
