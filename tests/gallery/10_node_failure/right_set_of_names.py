"""Collects the names in a set, so that none is there twice, in another order."""

from kubelite.rules.tolerations import tolerates


def evictions(now, taints, pods):
    names = set()
    for taint in taints:
        if taint.effect != "NoExecute":
            continue
        gone = now - taint.time_added
        for pod in pods:
            matching = [each.toleration_seconds for each in pod.spec.tolerations if tolerates(each, taint)]
            if not matching or (matching[0] is not None and gone.total_seconds() >= matching[0]):
                names.add(pod.metadata.name)
    return sorted(names, reverse=True)
