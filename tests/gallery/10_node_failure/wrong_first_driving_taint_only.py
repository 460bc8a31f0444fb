# caught by: evict-time-is-over
# saying: visitor tolerates only unreachable
def evictions(now, taints, pods):
    driving = [taint for taint in taints if taint.effect == "NoExecute"]
    if not driving:
        return []
    names = []
    for pod in pods:
        toleration = toleration_for(pod, driving[0])
        seconds = 0 if toleration is None else toleration.toleration_seconds
        if seconds is not None and age(now, driving[0]) >= seconds:
            names.append(pod.metadata.name)
    return names
