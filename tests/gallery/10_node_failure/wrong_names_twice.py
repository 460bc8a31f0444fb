# caught by: evict-time-is-over
# saying: Each name is wanted once
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            over = seconds is not None and age(now, taint) >= seconds
            if taint.effect == "NoExecute" and over:
                names.append(pod.metadata.name)
    return names
