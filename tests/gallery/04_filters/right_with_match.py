"""With match, and a helper that says which values fit."""


def value_fits(toleration, taint):
    match toleration.operator:
        case "Exists":
            return True
        case "Equal" | "":
            return toleration.value == taint.value
        case _:
            return False


def tolerates(pod, taint):
    answer = False
    for toleration in pod.spec.tolerations:
        if toleration.effect != "" and toleration.effect != taint.effect:
            continue
        if toleration.key == "" or toleration.key == taint.key:
            answer = answer or value_fits(toleration, taint)
    if taint.effect == "PreferNoSchedule":
        answer = True
    return answer
