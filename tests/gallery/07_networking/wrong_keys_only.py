# caught by: endpoints-labels
# saying: have one of the two
from kubelite.rules.podstate import is_ready


def meant(service, pod):
    return service.spec.selector and all(key in pod.metadata.labels for key in service.spec.selector)


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
        if not is_ready(pod):
            continue
        if pod.metadata.deletion_timestamp is not None:
            continue
        port = number(pod, service.spec.ports[0].target_port)
        found.append((pod.status.pod_ip, port))
    return found
