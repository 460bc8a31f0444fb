"""Works out the moment at which each pod has to go, and compares moments."""

from datetime import timedelta

from kubelite.rules.tolerations import tolerates


def deadline(pod, taint):
    matching = [each for each in pod.spec.tolerations if tolerates(each, taint)]
    if not matching:
        return taint.time_added
    seconds = matching[0].toleration_seconds
    return None if seconds is None else taint.time_added + timedelta(seconds=seconds)


def evictions(now, taints, pods):
    leaving = []
    for pod in pods:
        deadlines = [deadline(pod, taint) for taint in taints if taint.effect == "NoExecute"]
        if any(moment is not None and moment <= now for moment in deadlines):
            leaving.append(pod.metadata.name)
    return leaving
