# caught by: reconcile-gone
# saying: backend-2 has Failed
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_ready


def reconcile(rs, pods):
    mine = [
        pod
        for pod in pods
        if is_controlled_by(pod, rs) and pod.metadata.deletion_timestamp is None and pod.status.phase != "Succeeded"
    ]
    missing = rs.spec.replicas - len(mine)
    if missing >= 0:
        return [Create() for _ in range(missing)]
    mine.sort(key=is_ready)
    return [Delete(pod.metadata.name) for pod in mine[:-missing]]
