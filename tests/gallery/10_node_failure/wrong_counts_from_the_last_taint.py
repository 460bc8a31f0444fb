# caught by: evictions-random
# saying: Kubernetes decides otherwise here
def is_over(now, toleration, since):
    if toleration is None:
        return True
    seconds = toleration.toleration_seconds
    return seconds is not None and age(now, since) >= seconds


def evictions(now, taints, pods):
    names = set()
    for pod in pods:
        for taint in taints:
            if taint.effect == "NoExecute" and is_over(now, toleration_for(pod, taint), taints[-1]):
                names.add(pod.metadata.name)
    return names
