# caught by: evict-not-at-once
# saying: Your function evicted it
def evictions(now, taints, pods):
    if any(taint.effect == "NoExecute" for taint in taints):
        return [pod.metadata.name for pod in pods]
    return []
