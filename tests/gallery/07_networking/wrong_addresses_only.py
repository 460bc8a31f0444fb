# caught by: endpoints-labels
# saying: [('10.244.1.1', 5000)]
from kubelite.rules.podstate import is_ready


def meant(service, pod):
    wanted, labels = service.spec.selector, pod.metadata.labels
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


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
        found.append(pod.status.pod_ip)
    return found
