# caught by: evict-not-at-once
# saying: evicted
def evictions(now, taints, pods):
    taint = taints[0]
    names = []
    for pod in pods:
        toleration = toleration_for(pod, taint)
        seconds = 0 if toleration is None else toleration.toleration_seconds
        if seconds is not None and age(now, taint) >= seconds:
            names.append(pod.metadata.name)
    return names
