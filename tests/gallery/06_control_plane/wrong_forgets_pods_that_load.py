# caught by: reconcile-twice
# saying: backend-2 is Running, but not ready yet
def counts(pod):
    return is_active(pod) and (is_ready(pod) or pod.status.phase == "Pending")


def reconcile(rs, pods):
    mine = sorted(filter(counts, own_pods(rs, pods)), key=is_ready)
    too_many = len(mine) - rs.spec.replicas
    if too_many > 0:
        return [Delete(pod.metadata.name) for pod in mine[:too_many]]
    return [Create() for _ in range(-too_many)]
