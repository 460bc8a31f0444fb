"""Whatever is sent: the answer is an object or an API error, a refusal changes nothing, and what is stored can be
stored again.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.etcd import Etcd
from kubelite.objects import kinds
from kubelite.objects.errors import APIError

LABELS = {"matchLabels": {"a": "b"}}
POD: dict[str, Any] = {
    "restartPolicy": "Never",
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}],
    "affinity": {
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}]
            }
        },
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {"weight": 5, "podAffinityTerm": {"topologyKey": "zone", "labelSelector": LABELS}}
            ]
        },
    },
    "topologySpreadConstraints": [
        {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": LABELS}
    ],
    "volumes": [{"name": "v", "emptyDir": {}}, {"name": "c", "configMap": {"name": "x"}}],
    "initContainers": [{"name": "init", "image": "i"}],
    "containers": [
        {
            "name": "c",
            "image": "nginx",
            "ports": [{"containerPort": 80, "name": "http"}],
            "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
            "resources": {"requests": {"cpu": "100m"}, "limits": {"memory": "1Gi"}},
            "volumeMounts": [{"name": "v", "mountPath": "/v"}],
            "readinessProbe": {"httpGet": {"port": "http"}},
            "securityContext": {"runAsUser": 5},
        }
    ],
}
TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": POD}
ALWAYS = {"metadata": {"labels": {"a": "b"}}, "spec": {**POD, "restartPolicy": "Always"}}
MANIFESTS: list[dict[str, Any]] = [
    {"apiVersion": api, "kind": kind, "metadata": {"name": "x", "labels": {"a": "b"}, "annotations": {}}, **fields}
    for api, kind, fields in [
        ("v1", "Pod", {"spec": POD}),
        (
            "apps/v1",
            "Deployment",
            {"spec": {"replicas": 2, "selector": LABELS, "template": ALWAYS, "strategy": {"type": "Recreate"}}},
        ),
        ("apps/v1", "ReplicaSet", {"spec": {"selector": LABELS, "template": ALWAYS}}),
        ("apps/v1", "StatefulSet", {"spec": {"selector": LABELS, "template": ALWAYS, "serviceName": "x"}}),
        ("apps/v1", "DaemonSet", {"spec": {"selector": LABELS, "template": ALWAYS}}),
        ("batch/v1", "Job", {"spec": {"template": TEMPLATE, "backoffLimit": 2, "completions": 3}}),
        ("batch/v1", "CronJob", {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": TEMPLATE}}}}),
        (
            "v1",
            "Service",
            {"spec": {"selector": {"a": "b"}, "type": "NodePort", "ports": [{"port": 80, "nodePort": 30001}]}},
        ),
        (
            "v1",
            "Node",
            {"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}, "status": {"capacity": {"cpu": "4"}}},
        ),
        ("v1", "Namespace", {"spec": {"finalizers": ["kubernetes"]}}),
        ("v1", "ConfigMap", {"data": {"a": "b"}, "binaryData": {"c": "aGk="}}),
        ("v1", "Secret", {"stringData": {"a": "b"}, "type": "Opaque"}),
        ("v1", "ServiceAccount", {"imagePullSecrets": [{"name": "x"}]}),
        (
            "v1",
            "PersistentVolumeClaim",
            {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}},
        ),
        ("v1", "LimitRange", {"spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}}]}}),
        ("v1", "Endpoints", {"subsets": [{"addresses": [{"ip": "10.1.1.1"}], "ports": [{"port": 80}]}]}),
        (
            "discovery.k8s.io/v1",
            "EndpointSlice",
            {"addressType": "IPv4", "endpoints": [{"addresses": ["10.1.1.1"]}], "ports": []},
        ),
        (
            "networking.k8s.io/v1",
            "Ingress",
            {"spec": {"defaultBackend": {"service": {"name": "x", "port": {"number": 80}}}}},
        ),
        ("networking.k8s.io/v1", "NetworkPolicy", {"spec": {"podSelector": {}, "egress": [{"ports": [{"port": 53}]}]}}),
        ("policy/v1", "PodDisruptionBudget", {"spec": {"minAvailable": "50%", "selector": LABELS}}),
        (
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            {"spec": {"scaleTargetRef": {"kind": "D", "name": "x"}, "maxReplicas": 3}},
        ),
        ("scheduling.k8s.io/v1", "PriorityClass", {"value": 5, "globalDefault": True}),
        ("coordination.k8s.io/v1", "Lease", {"spec": {"holderIdentity": "x", "leaseDurationSeconds": 5}}),
    ]
]

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3) | st.sampled_from([2**31, 2**63, -(2**63) - 1, 10**30, 0.5, 1e300]),
    st.sampled_from(
        ["", "a", "A b!", "x" * 300, "1", "50%", "Always", "100m", "1Gi", "-5", "::1", "10.0.0.1", "/a/../b", "{}"]
    ),
    st.text(max_size=3),
    st.just([])
    | st.just({})
    | st.just([None])
    | st.just([{}])
    | st.just({"a": None})
    | st.just([[]])
    | st.just({"": ""}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything inside ``value``."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(place for key, item in inside for place in places(item, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A good manifest in which some values are replaced, removed, or moved elsewhere."""
    manifest = copy.deepcopy(draw(st.sampled_from(MANIFESTS)))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(manifest)))
        holder: Any = manifest
        for step in way:
            holder = holder[step]
        action = draw(st.sampled_from(["replace", "replace", "remove", "repeat"]))
        if action == "replace":
            holder[last] = copy.deepcopy(draw(JUNK))
        elif action == "repeat" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            del holder[last]
        if not places(manifest):
            break
    return manifest


@given(damaged(), st.sampled_from(["Strict", "Warn", "Ignore"]))
def test_any_manifest_gets_an_answer_in_kubernetes_words(manifest: dict[str, Any], validation: Any) -> None:
    clock = Clock()
    api = APIServer(Etcd(clock.soon), clock, Random(0))
    api.create(kinds.named("Namespace"), "", {"metadata": {"name": "default"}})
    sent, before = copy.deepcopy(manifest), api.etcd.revision
    refused: APIError | None = None
    try:
        resource = kinds.of_manifest(manifest)
        stored = api.create(resource, "default", manifest, field_validation=validation).document
    except APIError as error:
        refused = error
    else:
        again = copy.deepcopy(stored)
        name = again["metadata"]["name"]
        updated = api.update(resource, "default", name, again).document
        assert updated == stored, "an object that is read and written back stays as it is"
    if refused is not None:
        assert refused.message
        assert 400 <= refused.code <= 500
        assert api.etcd.revision == before
    assert manifest == sent, "what the caller gave is left alone"
