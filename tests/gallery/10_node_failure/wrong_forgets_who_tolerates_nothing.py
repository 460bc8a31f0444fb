# caught by: evict-time-is-over
# saying: guest tolerates
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = None if toleration is None else toleration.toleration_seconds
            over = seconds is not None and age(now, taint) >= seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
