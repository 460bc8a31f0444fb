"""Compares keys, operators and effects by hand."""


def matches(toleration, taint):
    if toleration.effect not in ("", taint.effect):
        return False
    if toleration.key not in ("", taint.key):
        return False
    return toleration.operator == "Exists" or toleration.value == taint.value


def evictions(now, taints, pods):
    names = []
    for pod in pods:
        must_go = False
        for taint in taints:
            if taint.effect == "NoExecute":
                found = [each for each in pod.spec.tolerations if matches(each, taint)]
                age = (now - taint.time_added).total_seconds()
                if not found or found[0].toleration_seconds is not None and found[0].toleration_seconds <= age:
                    must_go = True
        if must_go:
            names += [pod.metadata.name]
    return names
