"""Calculates in whole numbers only, with a helper of its own."""


def share(amount, replicas):
    """Hundredths of pods."""
    return amount * 100 if isinstance(amount, int) else int(amount[:-1]) * replicas


def fenceposts(replicas, max_surge, max_unavailable):
    surge = -(-share(max_surge, replicas) // 100)
    unavailable = min(share(max_unavailable, replicas) // 100, replicas)
    if not surge and not unavailable and replicas:
        unavailable = 1
    return replicas + surge, replicas - unavailable
