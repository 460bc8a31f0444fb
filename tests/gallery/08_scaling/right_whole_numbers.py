"""Calculates in whole numbers only; of three numbers in their order, the middle one lies within bounds."""


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    if 10 * abs(usage_percent - target_percent) <= target_percent:
        return current
    wanted = -(-current * usage_percent // target_percent)
    return sorted((minimum, wanted, maximum))[1]
