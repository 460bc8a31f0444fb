# caught by: reconcile-node
# saying: gave nothing back
from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    todo = []
    mine = [pod for pod in pods if is_controlled_by(pod, rs) and is_active(pod)]
    missing = rs.spec.replicas - len(mine)
    for _ in range(missing):
        todo.append(Create())
    for pod in sorted(mine, key=is_ready)[: max(-missing, 0)]:
        todo.append(Delete(pod.metadata.name))
