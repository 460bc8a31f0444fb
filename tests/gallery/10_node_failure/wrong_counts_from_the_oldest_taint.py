# caught by: evict-from-when
# saying: which drives
def evictions(now, taints, pods):
    since = min((taint.time_added for taint in taints), default=now)
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            over = seconds is not None and (now - since).total_seconds() >= seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
