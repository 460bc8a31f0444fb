# caught by: endpoints-ready
# saying: a customer would get an error


def meant(service, pod):
    wanted, labels = service.spec.selector, pod.metadata.labels
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


def number(pod, wanted):
    if isinstance(wanted, int):
        return wanted
    return next(port.container_port for part in pod.spec.containers for port in part.ports if port.name == wanted)


def endpoints(service, pods):
    found = []
    for pod in pods:
        if not meant(service, pod):
            continue
        if pod.metadata.namespace != service.metadata.namespace:
            continue
        if not pod.status.pod_ip:
            continue
        if pod.metadata.deletion_timestamp is not None:
            continue
        port = number(pod, service.spec.ports[0].target_port)
        found.append((pod.status.pod_ip, port))
    return found
