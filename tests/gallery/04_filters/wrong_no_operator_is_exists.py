# caught by: tolerates-its-own
# saying: The first one names no operator
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect in ("", taint.effect)
            and toleration.key in ("", taint.key)
            and (toleration.operator != "Equal" or toleration.value == taint.value)
        ):
            return True
    return False
