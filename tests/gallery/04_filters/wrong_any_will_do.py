# caught by: tolerates-its-own
# saying: neither has both
def tolerates(pod, taint):
    return taint.effect == "PreferNoSchedule" or len(pod.spec.tolerations) > 0
