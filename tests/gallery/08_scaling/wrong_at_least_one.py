# caught by: desired-minimum
# saying: there must be 2 to 10 pods
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    return max(1, min(wanted, maximum))
