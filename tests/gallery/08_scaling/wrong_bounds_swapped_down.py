# caught by: desired-maximum
# saying: desired_replicas said    2
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    return min(minimum, max(wanted, maximum))
