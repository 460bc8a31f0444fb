# caught by: tolerates-effect
# saying: Your function let it in
def tolerates(pod, taint):
    if taint.effect != "NoSchedule":
        return True
    for toleration in pod.spec.tolerations:
        if (
            toleration.effect in ("", taint.effect)
            and toleration.key in ("", taint.key)
            and (toleration.operator == "Exists" or toleration.value == taint.value)
        ):
            return True
    return False
