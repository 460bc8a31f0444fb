from collections import namedtuple

Endpoint = namedtuple("Endpoint", "ip port")


def endpoints(service, pods):
    found = []
    for pod in pods:
        if not service.spec.selector or pod.metadata.namespace != service.metadata.namespace:
            continue
        if selects(service, pod) and is_ready(pod) and not pod.metadata.deletion_timestamp:
            number = port_number(pod, service.spec.ports[0].target_port)
            found.append(Endpoint(ip=pod.status.pod_ip, port=number))
    return found
