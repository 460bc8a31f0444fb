# caught by: desired-tolerance
# saying: for a trifle
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 1 <= ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    return max(minimum, min(wanted, maximum))
