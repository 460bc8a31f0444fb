# caught by: evictions-random
# saying: Kubernetes decides otherwise here
def evictions(now, taints, pods):
    names = set()
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            if taint.effect != "NoExecute":
                continue
            if toleration is None:
                names.add(pod.metadata.name)
            elif toleration.toleration_seconds is not None and age(now, taints[-1]) >= toleration.toleration_seconds:
                names.add(pod.metadata.name)
    return names
