# caught by: desired-tolerance
# saying: for a trifle
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    wanted = math.ceil(current * ratio)
    return max(minimum, min(wanted, maximum))
