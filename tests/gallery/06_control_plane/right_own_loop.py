"""Without helpers of kubelite, with a loop and a counter."""

from kubelite import Create, Delete


def is_ready(pod):
    for condition in pod.status.conditions:
        if condition.type == "Ready":
            return condition.status == "True"
    return False


def reconcile(rs, pods):
    todo, ready, starting = [], [], []
    for pod in pods:
        owners = [owner.uid for owner in pod.metadata.owner_references if owner.controller]
        if (
            rs.metadata.uid not in owners
            or pod.metadata.deletion_timestamp
            or pod.status.phase in {"Failed", "Succeeded"}
        ):
            continue
        (ready if is_ready(pod) else starting).append(pod.metadata.name)
    names = starting + ready
    while len(names) > rs.spec.replicas:
        todo.append(Delete(names.pop(0)))
    while len(names) + len(todo) < rs.spec.replicas:
        todo.append(Create())
    return todo
