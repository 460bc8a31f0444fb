# caught by: desired-direction
# saying: there should be twice as many
import math


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = target_percent / usage_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = math.ceil(current * ratio)
    return max(minimum, min(wanted, maximum))
