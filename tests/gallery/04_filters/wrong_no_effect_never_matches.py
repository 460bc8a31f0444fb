# caught by: tolerates-left-out
# saying: names no effect
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect == taint.effect
            and toleration.key in ("", taint.key)
            and (toleration.operator == "Exists" or toleration.value == taint.value)
        ):
            return True
    return False
