# caught by: posts-both-zero
# saying: no more may come
import math


def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = max(1, math.ceil(pods_of(max_surge, replicas)))
    unavailable = math.floor(pods_of(max_unavailable, replicas))
    return replicas + surge, max(0, replicas - unavailable)
