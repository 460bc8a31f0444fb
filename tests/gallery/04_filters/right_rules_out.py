"""Goes the other way round: takes away what does not match, and looks whether anything is left."""


def tolerates(pod, taint):
    left = list(pod.spec.tolerations)
    left = [each for each in left if each.effect == "" or each.effect == taint.effect]
    left = [each for each in left if each.key == "" or each.key == taint.key]
    left = [each for each in left if each.operator == "Exists" or each.value == taint.value]
    forbids = taint.effect in ("NoSchedule", "NoExecute")
    return len(left) > 0 or not forbids
