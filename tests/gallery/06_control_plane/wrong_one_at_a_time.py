# caught by: reconcile-all
# saying: Three are missing
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    if len(mine) < rs.spec.replicas:
        return [Create()]
    if len(mine) > rs.spec.replicas:
        return [Delete(sorted(mine, key=is_ready)[0].metadata.name)]
    return []
