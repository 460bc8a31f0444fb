"""Divides before it multiplies, and reads shares as decimal numbers."""

import math


def fenceposts(replicas, max_surge, max_unavailable):
    surge, unavailable = max_surge, max_unavailable
    if str(surge).endswith("%"):
        surge = math.ceil(float(surge.replace("%", "")) / 100 * replicas)
    if str(unavailable).endswith("%"):
        unavailable = math.floor(float(unavailable.replace("%", "")) / 100 * replicas)
    if (surge, unavailable) == (0, 0):
        unavailable = 1
    return int(replicas + surge), max(0, int(replicas - unavailable))
