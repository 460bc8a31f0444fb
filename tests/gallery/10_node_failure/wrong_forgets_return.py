# caught by: evict-not-at-once
# saying: gave nothing back
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            over = seconds is not None and age(now, taint) >= seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
