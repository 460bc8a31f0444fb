# caught by: tolerates-left-out
# saying: no key
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect in ("", taint.effect)
            and toleration.key == taint.key
            and (toleration.operator == "Exists" or toleration.value == taint.value)
        ):
            return True
    return False
