# caught by: evict-time-is-over
# saying: an object of type Pod
def evictions(now, taints, pods):
    leaving = []
    for pod in pods:
        for taint in taints:
            toleration = toleration_for(pod, taint)
            seconds = 0 if toleration is None else toleration.toleration_seconds
            if taint.effect == "NoExecute" and seconds is not None and age(now, taint) >= seconds:
                leaving.append(pod)
    return leaving
