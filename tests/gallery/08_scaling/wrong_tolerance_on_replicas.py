# caught by: desired-ratio
# saying: The ratio is 0.86
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    wanted = max(minimum, min(math.ceil(current * ratio), maximum))
    if abs(wanted - current) <= 0.1 * current:
        return current
    return wanted
