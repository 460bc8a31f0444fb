# caught by: evict-not-at-once
# saying: so that it may stay until 09:05:00
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            over = toleration is None or toleration.toleration_seconds is not None
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
