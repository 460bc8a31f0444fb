# caught by: posts-most
# saying: and so 3 pods may come
def pods_of(amount, replicas):
    if isinstance(amount, int):
        return amount
    return replicas * int(amount.removesuffix("%")) / 100


def fenceposts(replicas, max_surge, max_unavailable):
    surge = round(pods_of(max_surge, replicas))
    unavailable = round(pods_of(max_unavailable, replicas))
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
