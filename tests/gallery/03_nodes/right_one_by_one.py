"""Takes the pods away from what the node offers, one after the other."""

from kubelite.rules.podstate import is_finished
from kubelite.rules.requests import request


def fits(pod, node):
    cpu, memory, places = node.allocatable["cpu"], node.allocatable["memory"], node.allocatable["pods"]
    for each in (*node.pods, pod):
        if each is not pod and is_finished(each):
            continue
        cpu -= request(each, "cpu")
        memory -= request(each, "memory")
        places -= 1
    return min(cpu, memory, places) >= 0
