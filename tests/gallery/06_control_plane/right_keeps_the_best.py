"""Chooses who stays, and gives back a tuple; it deletes the last ones of the list."""

from kubelite import Create, Delete
from kubelite.rules.owners import is_controlled_by
from kubelite.rules.podstate import is_active, is_ready


def reconcile(rs, pods):
    mine = [pod for pod in pods if is_active(pod) and is_controlled_by(pod, rs)]
    best = sorted(mine, key=is_ready, reverse=True)
    gone = best[rs.spec.replicas :]
    return (*(Create() for _ in range(rs.spec.replicas - len(mine))), *(Delete(name=pod.metadata.name) for pod in gone))
