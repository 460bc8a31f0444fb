# caught by: evict-no-number
# saying: stopped with TypeError
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            over = toleration is None or age(now, taint) >= toleration.toleration_seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
