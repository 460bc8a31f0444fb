# caught by: evict-zero
# saying: which is no time at all
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            if toleration is None:
                over = True
            else:
                over = bool(toleration.toleration_seconds) and age(now, taint) >= toleration.toleration_seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
