"""Asks the node what is left, and cuts below 0 at the end."""

from kubelite.rules.requests import request


def share(pod, node, resource):
    left = node.free[resource] - request(pod, resource)
    return max(0, left * 100 // node.allocatable[resource])


def least_allocated(pod, node):
    return (share(pod, node, "cpu") + share(pod, node, "memory")) // 2
