# caught by: desired-minimum
# saying: No pod would be enough for that
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    current = max(minimum, min(current, maximum))
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    return math.ceil(current * ratio)
