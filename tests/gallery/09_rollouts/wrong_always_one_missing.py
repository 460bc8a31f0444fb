# caught by: posts-most
# saying: 10 at least
import math


def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = math.ceil(pods_of(max_surge, replicas))
    unavailable = math.floor(pods_of(max_unavailable, replicas))
    if unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
