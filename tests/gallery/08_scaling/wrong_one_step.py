# caught by: desired-direction
# saying: there should be twice as many
def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    if usage_percent > target_percent:
        return min(current + 1, maximum)
    if usage_percent < target_percent:
        return max(current - 1, minimum)
    return current
