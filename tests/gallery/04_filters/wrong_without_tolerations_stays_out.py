# caught by: tolerates-prefer
# saying: has no toleration
def tolerates(pod, taint):
    if not pod.spec.tolerations:
        return False
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        same = toleration.effect in ("", taint.effect) and toleration.key in ("", taint.key)
        if same and (toleration.operator == "Exists" or toleration.value == taint.value):
            return True
    return False
