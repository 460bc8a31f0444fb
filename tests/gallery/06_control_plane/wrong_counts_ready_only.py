# caught by: reconcile-twice
# saying: just starting
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod) and is_ready(pod)]
    missing = rs.spec.replicas - len(mine)
    if missing >= 0:
        return [Create() for _ in range(missing)]
    mine.sort(key=is_ready)
    return [Delete(pod.metadata.name) for pod in mine[:-missing]]
