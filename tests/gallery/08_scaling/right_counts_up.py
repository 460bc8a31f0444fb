"""Adds pods one by one, until they are enough for the work or the most that there may be."""


def desired_replicas(current, usage_percent, target_percent, minimum, maximum):
    if 0.9 * target_percent <= usage_percent <= 1.1 * target_percent:
        return current
    work, pods = current * usage_percent, minimum
    while pods < maximum and pods * target_percent < work:
        pods += 1
    return pods
