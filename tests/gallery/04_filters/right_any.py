"""In one expression."""


def tolerates(pod, taint):
    return taint.effect == "PreferNoSchedule" or any(
        (not toleration.effect or toleration.effect == taint.effect)
        and (not toleration.key or toleration.key == taint.key)
        and (toleration.operator == "Exists" or toleration.value == taint.value)
        for toleration in pod.spec.tolerations
    )
