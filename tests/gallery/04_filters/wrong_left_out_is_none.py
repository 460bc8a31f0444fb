# caught by: tolerates-left-out
# saying: it matches every taint
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect in (None, taint.effect)
            and toleration.key in (None, taint.key)
            and (toleration.operator == "Exists" or toleration.value == taint.value)
        ):
            return True
    return False
