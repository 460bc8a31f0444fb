# caught by: least-both
# saying: so the mean is 50
from kubelite import request


def least_allocated(pod, node):
    free = max(node.allocatable["cpu"] - node.requested["cpu"] - request(pod, "cpu"), 0)
    return free * 100 // node.allocatable["cpu"]
