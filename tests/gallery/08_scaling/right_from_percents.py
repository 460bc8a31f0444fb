"""Turns percents into parts of one first, and divides before it multiplies."""

import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    usage, target = usage_percent / 100, target_percent / 100
    near_enough = abs(target - usage) / target <= 0.1
    wanted = current if near_enough else math.ceil(current / target * usage)
    if wanted > maximum:
        wanted = maximum
    if wanted < minimum:
        wanted = minimum
    return wanted
