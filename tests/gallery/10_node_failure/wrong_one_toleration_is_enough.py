# caught by: evict-time-is-over
# saying: visitor tolerates only unreachable
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        over = True
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            if taint.effect != "NoExecute" or seconds is None or age(now, taint) < seconds:
                over = False
        if over:
            names.append(pod.metadata.name)
    return names
