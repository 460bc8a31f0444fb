# caught by: reconcile-which
# saying: 'backend-3'
from kubelite import Create
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    if missing >= 0:
        return [Create() for _ in range(missing)]
    mine.sort(key=is_ready)
    return [pod.metadata.name for pod in mine[:-missing]]
