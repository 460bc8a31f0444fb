"""Asks kubelite's own rule."""

from kubelite.controlplane.scheduler.plugins.noderesourcesfit import least_allocated as built_in
from kubelite.rules.requests import pod_requests


def least_allocated(pod, node):
    return built_in(pod_requests(pod), node)
