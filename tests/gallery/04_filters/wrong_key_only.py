# caught by: tolerates-its-own
# saying: dedicated=cleaning
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if toleration.effect in ("", taint.effect) and toleration.key in ("", taint.key):
            return True
    return False
