"""Applies the bounds before it rounds: they are whole numbers, so that the order does not matter."""

import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    return math.ceil(min(maximum, max(minimum, current * ratio)))
