"""Counts up to the share instead of rounding it."""


def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    allowed = {"surge": 0, "unavailable": 0}
    while allowed["surge"] < pods_of(max_surge, replicas):
        allowed["surge"] += 1
    while allowed["unavailable"] + 1 <= pods_of(max_unavailable, replicas):
        allowed["unavailable"] += 1
    if not any(allowed.values()):
        allowed["unavailable"] += 1
    return replicas + allowed["surge"], max(replicas - allowed["unavailable"], 0)
