"""Adds up pod by pod, with quantities read by a helper."""

from kubelite.objects.quantity import cpu, memory

READ = {"cpu": cpu, "memory": memory}


def asks(pod, resource):
    return sum(READ[resource](container.resources.requests.get(resource, "0")) for container in pod.spec.containers)


def least_allocated(pod, node):
    scores = []
    for resource in READ:
        left = node.allocatable[resource] - asks(pod, resource)
        for other in node.pods:
            if other.status.phase not in ("Succeeded", "Failed"):
                left -= asks(other, resource)
        scores.append(0 if left < 0 else int(left * 100 / node.allocatable[resource]))
    return int(sum(scores) / len(scores))
