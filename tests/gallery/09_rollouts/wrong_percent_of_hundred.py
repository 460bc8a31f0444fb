# caught by: posts-percent
# saying: 50 % of them are 10
import math


def number(amount):
    if isinstance(amount, int):
        return amount
    return float(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge, unavailable = math.ceil(number(max_surge)), math.floor(number(max_unavailable))
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
