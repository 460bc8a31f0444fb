# caught by: tolerates-effect
# saying: only with the effect NoSchedule
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if toleration.key in ("", taint.key) and (toleration.operator == "Exists" or toleration.value == taint.value):
            return True
    return False
