# caught by: desired-ratio
# saying: So 10 × 0.86 = 8.6 pods are needed
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    return max(minimum, min(wanted, maximum))
