# caught by: desired-ratio
# saying: nearly 10 pods
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    wanted = max(minimum, min(math.ceil(current * ratio), maximum))
    if abs(wanted - current) <= 1:
        return current
    return wanted
