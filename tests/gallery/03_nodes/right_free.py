"""Asks the node what is left; another way to the same answer."""

from kubelite.rules.requests import request


def fits(pod, node):
    left = node.free
    return request(pod, "cpu") <= left["cpu"] and request(pod, "memory") <= left["memory"] and left["pods"] >= 1
