# caught by: evict-time-is-over
# saying: guest tolerates
def evictions(now, taints, pods):
    return []
