"""Begins with 100, takes away what is taken, rounded up, and never goes below 0."""

from kubelite.rules.requests import request


def least_allocated(pod, node):
    points = []
    for resource in ("cpu", "memory"):
        with_pod = node.with_pod(pod)
        taken = with_pod.requested[resource] if pod.status.phase != "Succeeded" else request(pod, resource)
        points.append(max(100 + (-taken * 100) // node.allocatable[resource], 0))
    cpu, memory = points
    return (cpu + memory) >> 1
