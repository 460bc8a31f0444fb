# caught by: evict-no-number
# saying: there is no moment
def evictions(now, taints, pods):
    names = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = (toleration.toleration_seconds if toleration else 0) or 0
            over = age(now, taint) >= seconds
            if taint.effect == "NoExecute" and over and pod.metadata.name not in names:
                names.append(pod.metadata.name)
    return names
