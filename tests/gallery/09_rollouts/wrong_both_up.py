# caught by: posts-least
# saying: So 2 may be missing
import math


def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = math.ceil(pods_of(max_surge, replicas))
    unavailable = math.ceil(pods_of(max_unavailable, replicas))
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
