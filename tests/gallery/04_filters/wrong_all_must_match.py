# caught by: tolerates-no-operator
# saying: has two tolerations
def matches(toleration, taint):
    if toleration.effect not in ("", taint.effect) or toleration.key not in ("", taint.key):
        return False
    return toleration.operator == "Exists" or toleration.value == taint.value


def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    return pod.spec.tolerations != () and all(matches(toleration, taint) for toleration in pod.spec.tolerations)
