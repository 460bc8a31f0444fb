"""Keeps those that may stay, and names the others; gives back a tuple."""

from kubelite.rules.tolerations import tolerates


def puts_up(pod, taint, seconds):
    for toleration in pod.spec.tolerations:
        if tolerates(toleration, taint):
            limit = toleration.toleration_seconds
            return limit is None or seconds < limit
    return False


def evictions(now, taints, pods):
    hard = [(taint, (now - taint.time_added).total_seconds()) for taint in taints if taint.effect == "NoExecute"]
    staying = [pod for pod in pods if all(puts_up(pod, taint, seconds) for taint, seconds in hard)]
    return tuple(pod.metadata.name for pod in pods if pod not in staying)
