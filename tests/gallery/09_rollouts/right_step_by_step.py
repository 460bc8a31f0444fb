"""Looks at the bounds themselves: the update cannot move if both are the same. Gives back a list."""

import math


def fenceposts(replicas, max_surge, max_unavailable):
    if isinstance(max_surge, str):
        max_surge = math.ceil(replicas * int(max_surge.rstrip("%")) / 100)
    if isinstance(max_unavailable, str):
        max_unavailable = int(replicas * int(max_unavailable.strip("%")) / 100)
    most = replicas + max_surge
    least = replicas - max_unavailable
    if most == least:
        least -= 1
    if least < 0:
        least = 0
    return [most, least]
