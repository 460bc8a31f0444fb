# caught by: posts-least
# saying: fenceposts said    (11, 7.5)
def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = pods_of(max_surge, replicas)
    unavailable = pods_of(max_unavailable, replicas)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
