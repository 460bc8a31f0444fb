"""What every new cluster has before anybody uses it.

Source: ``pkg/controlplane/controller/{systemnamespaces,kubernetesservice}``; the class of storage is what clusters for
learners bring along.
"""

from __future__ import annotations

from kubelite.client import Client

FIRST_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")


def bootstrap(client: Client) -> None:
    """Create the first namespaces, the Service behind which the API itself is found, and a class of storage."""
    for name in FIRST_NAMESPACES:
        client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    labels = {"component": "apiserver", "provider": "kubernetes"}
    metadata = {"name": "kubernetes", "namespace": "default", "labels": labels}
    spec = {"clusterIP": "10.0.0.1", "ports": [{"name": "https", "port": 443, "targetPort": 6443}]}
    client.create({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec})
    metadata = {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    about = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "kubelite.io/disk"}
    client.create({**about, "metadata": metadata})
