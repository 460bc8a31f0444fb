# caught by: reconcile-which
# saying: nobody would miss
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    if missing >= 0:
        return [Create() for _ in range(missing)]
    return [Delete(pod.metadata.name) for pod in mine[missing:]]
