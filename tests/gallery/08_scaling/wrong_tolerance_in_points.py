# caught by: desired-ratio
# saying: 43 is nearly 50
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    if abs(usage_percent - target_percent) <= 10:
        return current
    wanted = math.ceil(current * usage_percent / target_percent)
    return max(minimum, min(wanted, maximum))
