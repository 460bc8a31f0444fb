"""`describe` writes what kubectl writes."""

import re
from datetime import UTC, datetime
from typing import Any

from kubelite.controlplane.apiserver.describe import describe
from kubelite.controlplane.apiserver.describe.layout import align

NOW = datetime(2026, 1, 1, 9, 1, tzinfo=UTC)
CREATED = "2026-01-01T09:00:00Z"
EVENTS = [
    {
        "type": "Warning",
        "reason": "BackOff",
        "lastTimestamp": "2026-01-01T09:00:50Z",
        "firstTimestamp": "2026-01-01T09:00:05Z",
        "count": 4,
        "message": "Back-off restarting failed container",
        "source": {"component": "kubelet"},
    },
    {
        "type": "Normal",
        "reason": "Scheduled",
        "lastTimestamp": CREATED,
        "count": 1,
        "message": "Successfully assigned default/solo to node-1",
        "source": {"component": "default-scheduler"},
    },
]
POD_SPEC: dict[str, Any] = {
    "nodeName": "node-1",
    "serviceAccountName": "default",
    "containers": [
        {
            "name": "c",
            "image": "busybox:1.36",
            "command": ["sleep", "3600"],
            "env": [
                {"name": "MODE", "value": "prod"},
                {"name": "PASS", "valueFrom": {"secretKeyRef": {"name": "creds", "key": "pass"}}},
            ],
            "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
            "readinessProbe": {"httpGet": {"path": "/", "port": 80}, "timeoutSeconds": 1, "periodSeconds": 10},
            "volumeMounts": [{"name": "cfg", "mountPath": "/cfg"}],
        }
    ],
    "volumes": [{"name": "cfg", "configMap": {"name": "settings"}}],
    "tolerations": [
        {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    ],
}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "solo",
        "namespace": "default",
        "creationTimestamp": CREATED,
        "labels": {"tier": "front", "app": "solo"},
    },
    "spec": POD_SPEC,
    "status": {
        "phase": "Running",
        "podIP": "10.0.1.2",
        "podIPs": [{"ip": "10.0.1.2"}],
        "hostIP": "192.168.0.11",
        "startTime": CREATED,
        "qosClass": "Burstable",
        "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}],
        "containerStatuses": [
            {
                "name": "c",
                "ready": True,
                "restartCount": 1,
                "containerID": "containerd://1",
                "imageID": "busybox",
                "state": {"running": {"startedAt": "2026-01-01T09:00:10Z"}},
                "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}},
            }
        ],
    },
}
POD_TEXT = """\
Name:             solo
Namespace:        default
Priority:         0
Service Account:  default
Node:             node-1/192.168.0.11
Start Time:       Thu, 01 Jan 2026 09:00:00 +0000
Labels:           app=solo
                  tier=front
Annotations:      <none>
Status:           Running
IP:               10.0.1.2
IPs:
  IP:  10.0.1.2
Containers:
  c:
    Container ID:  containerd://1
    Image:         busybox:1.36
    Image ID:      busybox
    Port:          <none>
    Host Port:     <none>
    Command:
      sleep
      3600
    State:          Running
      Started:      Thu, 01 Jan 2026 09:00:10 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
    Ready:          True
    Restart Count:  1
    Requests:
      cpu:      100m
      memory:   64Mi
    Readiness:  http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:
      MODE:  prod
      PASS:  <set to the key 'pass' in secret 'creds'>  Optional: false
    Mounts:
      /cfg from cfg (rw)
Conditions:
  Type         Status
  Initialized  True
  Ready        True
Volumes:
  cfg:
    Type:        ConfigMap (a volume populated by a ConfigMap)
    Name:        settings
    Optional:    false
QoS Class:       Burstable
Node-Selectors:  <none>
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Scheduled  60s                default-scheduler  Successfully assigned default/solo to node-1
  Warning  BackOff    10s (x4 over 55s)  kubelet            Back-off restarting failed container"""


def one_blank(text: str) -> str:
    return re.sub(" +", " ", text)


def test_pod() -> None:
    assert describe(POD, NOW, EVENTS) == POD_TEXT


def test_a_pod_on_its_way_out_says_so() -> None:
    going = {**POD, "metadata": {**POD["metadata"], "deletionTimestamp": CREATED, "deletionGracePeriodSeconds": 30}}  # type: ignore[dict-item]
    assert "Terminating (lasts 60s)" in describe(going, NOW)
    assert "Termination Grace Period:  30s" in describe(going, NOW)


def test_node_adds_up_what_its_pods_ask_for() -> None:
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "node-1", "labels": {"node-role.kubernetes.io/worker": ""}},
        "spec": {"taints": [{"key": "gpu", "value": "true", "effect": "NoSchedule"}], "unschedulable": True},
        "status": {"allocatable": {"cpu": "2", "memory": "1Gi", "pods": "110"}},
    }
    finished = {**POD, "status": {"phase": "Succeeded"}}
    lines = describe(node, NOW, [], [POD, finished]).splitlines()
    assert "Roles:              worker" in lines
    assert "Taints:             gpu=true:NoSchedule" in lines
    assert "Unschedulable:      true" in lines
    assert "Non-terminated Pods:          (1 in total)" in lines
    assert "  cpu                100m (5%)  0 (0%)" in lines
    assert "  memory             64Mi (6%)  0 (0%)" in lines
    assert lines[-1].split() == ["Events:", "<none>"]


def test_deployment_tells_its_replica_sets_apart_by_revision() -> None:
    def replica_set(name: str, revision: str, replicas: int) -> dict[str, Any]:
        meta = {"name": name, "annotations": {"deployment.kubernetes.io/revision": revision}}
        return {
            "kind": "ReplicaSet",
            "metadata": meta,
            "spec": {"replicas": replicas},
            "status": {"replicas": replicas},
        }

    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "annotations": {"deployment.kubernetes.io/revision": "2"}},
        "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": {"spec": POD_SPEC}},
        "status": {"replicas": 4, "updatedReplicas": 1, "availableReplicas": 3, "unavailableReplicas": 1},
    }
    text = describe(deployment, NOW, [], [replica_set("web-1", "1", 3), replica_set("web-2", "2", 1)])
    assert "3 desired | 1 updated | 4 total | 3 available | 1 unavailable" in text
    assert "OldReplicaSets: web-1 (3/3 replicas created)" in one_blank(text)
    assert "NewReplicaSet: web-2 (1/1 replicas created)" in one_blank(text)
    assert "   c:\n    Image:      busybox:1.36" in text


def test_replica_set_counts_pods_by_phase() -> None:
    replica_set = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": "web-1"},
        "spec": {"replicas": 2},
    }
    waiting = {**POD, "status": {"phase": "Pending"}}
    text = describe(replica_set, NOW, [], [POD, waiting, waiting])
    assert "Pods Status: 1 Running / 2 Waiting / 0 Succeeded / 0 Failed" in one_blank(text)


def test_service_lists_ready_addresses_of_its_port() -> None:
    endpoints = [{"addresses": [f"10.0.1.{n}"], "conditions": {"ready": n != 2}} for n in range(1, 4)]
    slices = [{"kind": "EndpointSlice", "ports": [{"name": "http", "port": 8080}], "endpoints": endpoints}]
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.7", "ports": [{"name": "http", "port": 80}]},
    }
    lines = describe(service, NOW, [], slices).splitlines()
    assert ["Port:", "http", "80/TCP"] in [line.split() for line in lines]
    assert ["Endpoints:", "10.0.1.1:8080,10.0.1.3:8080"] in [line.split() for line in lines]


def test_a_secret_keeps_its_values_to_itself() -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "type": "Opaque",
        "data": {"pass": "czNjcmV0"},
    }
    text = describe(secret, NOW)
    assert "pass:  6 bytes" in text
    assert "s3cret" not in text
    assert "czNjcmV0" not in text


def test_any_other_kind_is_shown_field_by_field() -> None:
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "j", "namespace": "d"},
        "spec": {"backoffLimit": 6, "suspend": False, "podIPs": ["a", "b"]},
    }
    assert describe(job, NOW).splitlines()[6:] == [
        "Metadata:",
        "Spec:",
        "  Backoff Limit:  6",
        "  Pod IPs:",
        "    a",
        "    b",
        "  Suspend:  false",
        "Events:     <none>",
    ]


def test_align_gives_neighbouring_cells_one_width() -> None:
    assert align(["a\tb", "long\tc\td", "alone", "e\tf"]) == "a     b\nlong  c  d\nalone\ne  f"
