# caught by: posts-not-negative
# saying: 2 pods, and 5 may be missing
import math


def part(amount, replicas):
    return replicas * int(str(amount).removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = math.ceil(part(max_surge, replicas))
    unavailable = math.floor(part(max_unavailable, replicas))
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
