"""Takes away those who are not meant, one rule after the other; gives back lists of two, from the end."""


def ready(pod):
    return any(each.type == "Ready" and each.status == "True" for each in pod.status.conditions)


def listens_at(pod, wanted):
    for container in pod.spec.containers:
        for port in container.ports:
            if port.name == wanted:
                wanted = port.container_port
    return wanted


def endpoints(service, pods):
    selector = service.spec.selector
    if len(selector) == 0:
        return []
    left = [pod for pod in pods if pod.metadata.namespace == service.metadata.namespace]
    for key in selector:
        left = [pod for pod in left if key in pod.metadata.labels and pod.metadata.labels[key] == selector[key]]
    left = [pod for pod in left if ready(pod)]
    left = [pod for pod in left if pod.metadata.deletion_timestamp is None]
    result = []
    for pod in reversed(left):
        for wanted in service.spec.ports:
            result.append([pod.status.pod_ip, listens_at(pod, wanted.target_port)])
    return result
