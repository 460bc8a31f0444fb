# caught by: evict-from-when
# saying: 60 of the 300
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            since = pod.metadata.creation_timestamp or pod.status.start_time or taint.time_added
            over = seconds is not None and (now - since).total_seconds() >= seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
