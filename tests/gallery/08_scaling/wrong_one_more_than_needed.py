# caught by: desired-direction
# saying: desired_replicas said    9
def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    ratio = usage_percent / target_percent
    if 0.9 <= ratio <= 1.1:
        return current
    wanted = int(current * ratio) + 1
    return max(minimum, min(wanted, maximum))
