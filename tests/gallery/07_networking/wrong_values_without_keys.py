# caught by: endpoints-random
# saying: Kubernetes decides otherwise here
def endpoints(service, pods):
    if not service.spec.selector:
        return []
    wanted = set(service.spec.selector.values())
    return [
        (pod.status.pod_ip, port_number(pod, service.spec.ports[0].target_port))
        for pod in pods
        if pod.metadata.namespace == service.metadata.namespace
        and wanted <= set(pod.metadata.labels.values())
        and is_ready(pod)
        and pod.metadata.deletion_timestamp is None
    ]
