"""With sets of labels; gives back a set of pairs."""

from kubelite.rules.podstate import is_ready


def port_of(pod, wanted):
    named = {port.name: port.container_port for part in pod.spec.containers for port in part.ports}
    return named.get(wanted, wanted)


def endpoints(service, pods):
    asked = set(service.spec.selector.items())
    (port,) = service.spec.ports
    namespace = service.metadata.namespace
    return {
        (pod.status.pod_ip, port_of(pod, port.target_port))
        for pod in pods
        if asked and asked <= set(pod.metadata.labels.items())
        if pod.metadata.namespace == namespace
        if is_ready(pod) and not pod.metadata.deletion_timestamp
    }
