# caught by: tolerates-exists
# saying: whatever the value is
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect in ("", taint.effect)
            and toleration.key in ("", taint.key)
            and toleration.value == taint.value
        ):
            return True
    return False
