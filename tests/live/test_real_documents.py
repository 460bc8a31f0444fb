"""Documents in the form in which a cluster of kind has them: what kubelite's own cluster never writes is read, too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from kubelite.kubectl import Kubectl
from kubelite.live.client import LiveClient
from kubelite.objects.errors import NotFound
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.view.snapshot import snapshot
from kubelite.view.svg import to_svg
from kubelite.view.text import to_text
from tests.live.server import parsed

Document = dict[str, Any]
BEGIN = "2026-11-20T09:00:00Z"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

NODE = json.loads("""
{"kind": "Node", "apiVersion": "v1",
 "metadata": {"name": "kind-control-plane", "uid": "n1", "resourceVersion": "712",
  "creationTimestamp": "2026-11-20T09:00:00Z",
  "labels": {"kubernetes.io/hostname": "kind-control-plane", "node-role.kubernetes.io/control-plane": ""},
  "annotations": {"volumes.kubernetes.io/controller-managed-attach-detach": "true"},
  "managedFields": [{"manager": "kubelet", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
   "fieldsV1": {"f:metadata": {"f:annotations": {".": {}}}}}]},
 "spec": {"podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"],
  "providerID": "kind://docker/kind/kind-control-plane",
  "taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]},
 "status": {
  "capacity": {"cpu": "8", "ephemeral-storage": "489Gi", "hugepages-1Gi": "0", "memory": "32873692Ki", "pods": "110"},
  "allocatable": {"cpu": "8", "ephemeral-storage": "489Gi", "hugepages-1Gi": "0", "memory": "32873692Ki",
   "pods": "110"},
  "conditions": [
   {"type": "MemoryPressure", "status": "False", "lastHeartbeatTime": "2026-11-20T09:59:00Z",
    "lastTransitionTime": "2026-11-20T09:00:00Z", "reason": "KubeletHasSufficientMemory", "message": "fine"},
   {"type": "Ready", "status": "True", "lastHeartbeatTime": "2026-11-20T09:59:00Z",
    "lastTransitionTime": "2026-11-20T09:00:20Z", "reason": "KubeletReady", "message": "kubelet is ready"}],
  "addresses": [{"type": "InternalIP", "address": "172.18.0.2"}, {"type": "Hostname", "address": "kind-control-plane"}],
  "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
  "nodeInfo": {"machineID": "m", "systemUUID": "s", "bootID": "b", "kernelVersion": "6.8.0", "osImage": "Debian",
   "containerRuntimeVersion": "containerd://2.1.4", "kubeletVersion": "v1.36.1", "kubeProxyVersion": "",
   "operatingSystem": "linux", "architecture": "amd64", "swap": {"capacity": 0}},
  "images": [{"names": ["registry.k8s.io/pause:3.10"], "sizeBytes": 320368}, {"names": null, "sizeBytes": 1}],
  "runtimeHandlers": [{"name": "", "features": {"recursiveReadOnlyMounts": true, "userNamespaces": true}}],
  "features": {"supplementalGroupsPolicy": true}}}
""")


def system_pod(name: str, *, owner: Document, requests: Document, status: Document | None = None) -> Document:
    """A Pod of Kubernetes itself, as its kubelet reports it."""
    running = {"running": {"startedAt": BEGIN}}
    contained = {"name": "main", "state": running, "lastState": {}, "ready": True, "restartCount": 0, "started": True}
    contained |= {"image": "x", "imageID": "sha256:1", "containerID": "containerd://1", "resources": {"requests": None}}
    ready = {"type": "Ready", "status": "True", "lastProbeTime": None, "lastTransitionTime": BEGIN}
    mount = {"name": "ca-certs", "mountPath": "/etc/ssl/certs", "readOnly": True}
    probe = {"httpGet": {"host": "127.0.0.1", "path": "/livez", "port": "probe-port", "scheme": "HTTP"}}
    container = {"name": "main", "image": "x", "command": ["x"], "resources": {"requests": requests}}
    container |= {"volumeMounts": [mount], "livenessProbe": {**probe, "failureThreshold": 8, "periodSeconds": 10}}
    return {
        "metadata": {
            "name": name,
            "namespace": "kube-system",
            "uid": name,
            "resourceVersion": "300",
            "creationTimestamp": BEGIN,
            "annotations": {"kubernetes.io/config.source": "file"},
            "ownerReferences": [{"apiVersion": "v1", "controller": True, **owner}],
        },
        "spec": {
            "volumes": [{"name": "ca-certs", "hostPath": {"path": "/etc/ssl/certs", "type": "DirectoryOrCreate"}}],
            "containers": [container],
            "restartPolicy": "Always",
            "nodeName": "kind-control-plane",
            "hostNetwork": True,
            "priority": 2000001000,
            "priorityClassName": "system-node-critical",
            "schedulerName": "default-scheduler",
            "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
            "preemptionPolicy": "PreemptLowerPriority",
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        },
        "status": {
            "phase": "Running",
            "observedGeneration": 1,
            "conditions": [ready],
            "hostIP": "172.18.0.2",
            "hostIPs": [{"ip": "172.18.0.2"}],
            "podIP": "172.18.0.2",
            "podIPs": [{"ip": "172.18.0.2"}],
            "startTime": BEGIN,
            "containerStatuses": [contained],
            "qosClass": "Burstable",
            **(status or {}),
        },
    }


PODS = [
    system_pod("etcd", owner={"kind": "Node", "name": "kind-control-plane", "uid": "n1"}, requests={"cpu": "100m"}),
    system_pod("kindnet", owner={"kind": "DaemonSet", "name": "kindnet", "uid": "d"}, requests={"cpu": "100m"}),
    system_pod(
        "done", owner={"kind": "Job", "name": "j", "uid": "j"}, requests={"cpu": "4"}, status={"phase": "Failed"}
    ),
]
EVENT = {
    "metadata": {"name": "etcd.1", "namespace": "kube-system", "uid": "e", "resourceVersion": "9",
                 "creationTimestamp": BEGIN},
    "involvedObject": {"kind": "Pod", "namespace": "kube-system", "name": "etcd", "uid": "etcd"},
    "reason": "Scheduled", "message": "Successfully assigned", "source": {}, "firstTimestamp": None,
    "lastTimestamp": None, "type": "Normal", "eventTime": "2026-11-20T09:00:00.123456Z", "series": None,
    "action": "Binding", "reportingComponent": "default-scheduler", "reportingInstance": "default-scheduler-x",
}  # fmt: skip
SERVICE = {
    "metadata": {"name": "kubernetes", "namespace": "default", "uid": "s", "resourceVersion": "2"},
    "spec": {"ports": [{"name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443}], "clusterIP": "10.96.0.1",
             "clusterIPs": ["10.96.0.1"], "type": "ClusterIP", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
             "sessionAffinity": "None", "internalTrafficPolicy": "Cluster"},
    "status": {"loadBalancer": {}},
}  # fmt: skip
SLICE = {
    "metadata": {"name": "kubernetes", "namespace": "default", "labels": {"kubernetes.io/service-name": "kubernetes"}},
    "addressType": "IPv4",
    "endpoints": [{"addresses": ["172.18.0.2"], "conditions": {"ready": True}}],
    "ports": [{"name": "https", "port": 6443, "protocol": "TCP"}],
}
STORED = {"nodes": [NODE], "pods": PODS, "events": [EVENT], "services": [SERVICE], "endpointslices": [SLICE]}


class Answers:
    """In the place of a transport: these documents, and nothing else."""

    address = "https://127.0.0.1:6443"

    def request(self, method: str, path: str, query: Sequence[tuple[str, str]] = (), *_: Any) -> Document:
        resource, _, name, _ = parsed(path)
        stored = STORED.get(resource.plural, [])
        if not name:
            return {"metadata": {"resourceVersion": "800"}, "items": stored or None}
        found = next((document for document in stored if document["metadata"]["name"] == name), None)
        if found is None:
            raise NotFound(f'{resource.plural} "{name}" not found')
        return {"kind": resource.kind, "apiVersion": resource.api_version, **found}


@pytest.fixture
def client() -> LiveClient:
    return LiveClient(Answers())  # type: ignore[arg-type]


def test_the_picture_of_a_fresh_cluster(client: LiveClient) -> None:
    whole = snapshot(client)
    node = whole.nodes[0]
    assert (node.role, node.status, node.cpu.allocatable, node.cpu.requested) == ("control-plane", "Ready", 8000, 200)
    assert node.taints == ("node-role.kubernetes.io/control-plane:NoSchedule",)
    assert {pod.owner for pod in whole.pods} == {"Node/kind-control-plane", "DaemonSet/kindnet", "Job/j"}
    assert "kind-control-plane   Ready    200m of 8" in to_text(whole)
    assert to_svg(whole).startswith("<svg")


def test_a_node_with_its_pods(client: LiveClient) -> None:
    info = NodeInfo(client.get("Node", "kind-control-plane"), client.list("Pod", by=("node", "kind-control-plane")))
    assert info.free["cpu"] == 7800
    assert info.free["memory"] == 32873692 * 1024
    assert info.free["pods"] == 108


def test_tables_and_descriptions(client: LiveClient) -> None:
    kubectl = Kubectl(client, lambda: NOW, lambda: None)
    assert "kind-control-plane   Ready    control-plane   60m   v1.36.1" in repr(kubectl.get("nodes"))
    assert "etcd      1/1     Running" in repr(kubectl.get("pods", namespace="kube-system"))
    assert "59m         Normal   Scheduled" in repr(kubectl.events("kube-system"))
    assert "Scheduled  59m   default-scheduler" in kubectl.describe("pod", "etcd", "kube-system")
    assert "172.18.0.2:6443" in kubectl.describe("service", "kubernetes")
    assert "(2 in total)" in kubectl.describe("node", "kind-control-plane")
