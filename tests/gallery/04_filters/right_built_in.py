"""Asks kubelite's own rule about each toleration."""

from kubelite.rules.tolerations import tolerates as matches


def tolerates(pod, taint):
    if taint.effect not in {"NoSchedule", "NoExecute"}:
        return True
    return any(matches(toleration, taint) for toleration in pod.spec.tolerations)
