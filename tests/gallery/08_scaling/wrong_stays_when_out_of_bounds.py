# caught by: desired-maximum
# saying: there may be 2 to 10
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    if not minimum <= wanted <= maximum:
        return current
    return wanted
