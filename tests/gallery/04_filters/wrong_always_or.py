# caught by: tolerates-its-own
# saying: Your function let it in
def tolerates(pod, taint):
    for toleration in pod.spec.tolerations:
        if toleration.key == taint.key or toleration.value == taint.value or toleration.operator == "Exists":
            return True
    return taint.effect == "PreferNoSchedule"
