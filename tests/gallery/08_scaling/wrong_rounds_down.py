# caught by: desired-rounding
# saying: The work is enough for 4.2 pods
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = math.floor(current * ratio)
    return max(minimum, min(wanted, maximum))
