"""Writes down every toleration that would match, and looks whether the pod has one of them."""

from itertools import product


def tolerates(pod, taint):
    if taint.effect == "PreferNoSchedule":
        return True
    equal = product([taint.key, ""], ["Equal", ""], [taint.value], [taint.effect, ""])
    exists = product([taint.key, ""], ["Exists"], [""], [taint.effect, ""])
    wanted = {*equal, *exists}
    return any((each.key, each.operator, each.value, each.effect) in wanted for each in pod.spec.tolerations)
