# caught by: tolerates-its-own
# saying: neither has both
def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    keys = [toleration.key for toleration in pod.spec.tolerations]
    values = [toleration.value for toleration in pod.spec.tolerations]
    effects = [toleration.effect for toleration in pod.spec.tolerations]
    operators = [toleration.operator for toleration in pod.spec.tolerations]
    same_value = taint.value in values or "Exists" in operators
    return (taint.key in keys or "" in keys) and same_value and (taint.effect in effects or "" in effects)
