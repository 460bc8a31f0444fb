"""Adds up by hand, with quantities read by a helper."""

from kubelite.objects.quantity import cpu, memory

READ = {"cpu": cpu, "memory": memory}


def asks(pod, resource):
    return sum(READ[resource](container.resources.requests.get(resource, "0")) for container in pod.spec.containers)


def fits(pod, node):
    staying = [other for other in node.pods if other.status.phase not in ("Succeeded", "Failed")]
    if len(staying) + 1 > node.allocatable["pods"]:
        return False
    for resource in ("cpu", "memory"):
        together = asks(pod, resource)
        for other in staying:
            together += asks(other, resource)
        if together > node.allocatable[resource]:
            return False
    return True
