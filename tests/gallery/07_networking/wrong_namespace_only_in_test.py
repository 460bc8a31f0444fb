# caught by: endpoints-random
# saying: Kubernetes decides otherwise here
def endpoints(service, pods):
    found = []
    for pod in pods:
        # In the namespace default everything is thought to belong together.
        if service.metadata.namespace != "default" and pod.metadata.namespace != service.metadata.namespace:
            continue
        if not service.spec.selector or not selects(service, pod):
            continue
        if is_ready(pod) and pod.metadata.deletion_timestamp is None:
            found.append((pod.status.pod_ip, port_number(pod, service.spec.ports[0].target_port)))
    return found
