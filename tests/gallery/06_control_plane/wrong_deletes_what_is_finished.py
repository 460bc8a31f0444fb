# caught by: reconcile-which
# saying: and nothing else
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    if missing >= 0:
        return [Create() for _ in range(missing)]
    mine = sorted((pod for pod in pods if is_controlled_by(pod, rs)), key=is_ready)
    return [Delete(pod.metadata.name) for pod in mine[:-missing]]
