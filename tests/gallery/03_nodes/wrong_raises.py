# caught by: fits-requests
# saying: stopped with KeyError
from kubelite.rules.requests import request


def fits(pod, node):
    used = sum(request(other, "cpu") for other in node.pods)
    return used + request(pod, "cpu") <= dict(node.allocatable)["CPU"]
