"""Measures how far the ratio is from 1, and keeps within bounds with a helper."""

import math


def within(number, least, most):
    return least if number < least else most if number > most else number


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if abs(ratio - 1) <= 0.1:
        return current
    return within(math.ceil(ratio * current), minimum, maximum)
