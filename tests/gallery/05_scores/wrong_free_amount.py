# caught by: least-scale
# saying: Amounts, fractions and sums
from kubelite import request


def least_allocated(pod, node):
    return node.free["cpu"] - request(pod, "cpu") + node.free["memory"] - request(pod, "memory")
