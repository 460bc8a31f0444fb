# caught by: tolerates-its-own
# saying: expected is a truth value
def tolerates(pod, taint):
    return [toleration.key for toleration in pod.spec.tolerations if toleration.key == taint.key]
