"""With decimal numbers, divided first."""

from math import floor

from kubelite.rules.requests import request


def least_allocated(pod, node):
    free = {name: node.allocatable[name] - node.requested[name] - request(pod, name) for name in ("cpu", "memory")}
    percent = [floor(max(free[name] / node.allocatable[name], 0) * 100) for name in free]
    return floor(sum(percent) / 2)
