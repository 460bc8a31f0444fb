# caught by: tolerates-prefer
# saying: only asks
def tolerates(pod, taint):
    for toleration in pod.spec.tolerations:
        same = toleration.effect in ("", taint.effect) and toleration.key in ("", taint.key)
        if same and (toleration.operator == "Exists" or toleration.value == taint.value):
            return True
    return False
