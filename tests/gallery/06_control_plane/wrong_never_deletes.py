# caught by: reconcile-which
# saying: one is too many
from kubelite import Create
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    return [Create() for _ in range(rs.spec.replicas - len(mine))]
