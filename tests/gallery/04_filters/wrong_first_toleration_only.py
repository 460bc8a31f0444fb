# caught by: tolerates-no-operator
# saying: the second one says the same
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if toleration.effect not in ("", taint.effect) or toleration.key not in ("", taint.key):
            return False
        return toleration.operator == "Exists" or toleration.value == taint.value
    return False
