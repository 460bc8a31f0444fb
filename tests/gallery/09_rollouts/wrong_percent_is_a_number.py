# caught by: posts-percent
# saying: 10 % of them are 2
def number(amount):
    return int(str(amount).removesuffix("%"))


def fenceposts(replicas, max_surge, max_unavailable):
    surge, unavailable = number(max_surge), number(max_unavailable)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return replicas + surge, max(0, replicas - unavailable)
