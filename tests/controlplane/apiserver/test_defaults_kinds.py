"""Defaults of all other kinds: the author's part of a spec, and what is stored in addition."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.objects.kinds import Resource, named, served

SELECTED = {"selector": {"matchLabels": {"a": "b"}}}


def defaulted(document: dict[str, Any], kind: str) -> dict[str, Any]:
    copy, _ = decode({"metadata": {"name": "x"}} | document, named(kind))
    apply_defaults(copy, named(kind))
    return copy


def added(spec: dict[str, Any], kind: str) -> dict[str, Any]:
    """What defaulting added to a spec, or changed, apart from the pod template."""
    stored = defaulted({"spec": spec}, kind)["spec"]
    return {name: value for name, value in stored.items() if spec.get(name) != value and name != "template"}


WORKLOADS = [
    (
        "deployment",
        {},
        {
            "replicas": 1,
            "revisionHistoryLimit": 10,
            "progressDeadlineSeconds": 600,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
        },
    ),
    ("replicaset", {}, {"replicas": 1}),
    ("replicaset", {"replicas": 0}, {}),
    (
        "daemonset",
        {},
        {
            "revisionHistoryLimit": 10,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        },
    ),
    (
        "statefulset",
        {"serviceName": "db"},
        {
            "replicas": 1,
            "revisionHistoryLimit": 10,
            "podManagementPolicy": "OrderedReady",
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
        },
    ),
]


@pytest.mark.parametrize(("kind", "spec", "expected"), WORKLOADS)
def test_workloads(kind: str, spec: dict[str, Any], expected: dict[str, Any]) -> None:
    assert added(SELECTED | spec, kind) == expected


def test_strategies_by_name_get_no_more_than_their_own() -> None:
    recreate = {"strategy": {"type": "Recreate"}}
    assert "strategy" not in added(SELECTED | recreate, "deployment")
    on_delete = {"updateStrategy": {"type": "OnDelete"}}
    assert "updateStrategy" not in added(SELECTED | on_delete, "daemonset")
    rolling = {"updateStrategy": {"type": "RollingUpdate"}}
    assert "updateStrategy" not in added(SELECTED | rolling, "statefulset")


def test_claims_of_a_stateful_set_are_whole_objects() -> None:
    claim = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
    stored = added(SELECTED | {"volumeClaimTemplates": [claim]}, "statefulset")["volumeClaimTemplates"]
    assert stored == [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data"},
            "spec": {"resources": {"requests": {"storage": "1Gi"}}, "volumeMode": "Filesystem"},
            "status": {"phase": "Pending"},
        }
    ]


JOB = {
    "completionMode": "NonIndexed",
    "backoffLimit": 6,
    "suspend": False,
    "manualSelector": False,
    "podReplacementPolicy": "TerminatingOrFailed",
}


def test_jobs() -> None:
    assert added({}, "job") == JOB | {"completions": 1, "parallelism": 1}
    assert added({"parallelism": 3}, "job") == JOB
    assert added({"completions": 3}, "job") == JOB | {"parallelism": 1}
    assert added({"backoffLimitPerIndex": 1}, "job")["backoffLimit"] == 2**31 - 1
    policy = {"podFailurePolicy": {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}}
    stored = added(policy, "job")
    assert stored["podReplacementPolicy"] == "Failed"
    assert stored["podFailurePolicy"]["rules"][0]["onPodConditions"][0]["status"] == "True"


def test_labels_of_a_job_follow_from_its_template() -> None:
    job = {"spec": {"template": {"metadata": {"labels": {"a": "b"}}}}}
    assert defaulted(job, "job")["metadata"]["labels"] == {"a": "b"}
    named_itself = job | {"metadata": {"name": "x", "labels": {"c": "d"}}}
    assert defaulted(named_itself, "job")["metadata"]["labels"] == {"c": "d"}


def test_cron_jobs_leave_the_job_to_its_creation() -> None:
    cron = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": {"spec": {"restartPolicy": "Never"}}}}}
    stored = defaulted({"spec": cron}, "cronjob")["spec"]
    assert stored["jobTemplate"]["spec"].keys() == {"template"}
    assert stored["jobTemplate"]["spec"]["template"]["spec"]["schedulerName"] == "default-scheduler"
    assert (stored["successfulJobsHistoryLimit"], stored["failedJobsHistoryLimit"]) == (3, 1)
    assert (stored["concurrencyPolicy"], stored["suspend"]) == ("Allow", False)


def test_replication_controllers_take_labels_from_the_template() -> None:
    stored = defaulted({"spec": {"template": {"metadata": {"labels": {"a": "b"}}}}}, "replicationcontroller")
    assert stored["spec"]["selector"] == stored["metadata"]["labels"] == {"a": "b"}
    assert stored["spec"]["replicas"] == 1


CLUSTER = {"internalTrafficPolicy": "Cluster"}
OUTSIDE = CLUSTER | {"externalTrafficPolicy": "Cluster"}
SERVICES = [
    ({}, {"type": "ClusterIP", "sessionAffinity": "None"} | CLUSTER),
    ({"type": "NodePort"}, {"sessionAffinity": "None"} | OUTSIDE),
    ({"type": "LoadBalancer"}, {"sessionAffinity": "None", "allocateLoadBalancerNodePorts": True} | OUTSIDE),
    ({"type": "ExternalName", "externalName": "a.b"}, {"sessionAffinity": "None"}),
    ({"externalIPs": ["1.2.3.4"]}, {"type": "ClusterIP", "sessionAffinity": "None"} | OUTSIDE),
    (
        {"sessionAffinity": "ClientIP"},
        {"type": "ClusterIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}}} | CLUSTER,
    ),
    ({"ports": [{"port": 80}]}, {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}]}),
    ({"ports": [{"port": 80, "targetPort": "web"}]}, {"ports": [{"port": 80, "protocol": "TCP", "targetPort": "web"}]}),
    ({"ports": [{"port": 80, "targetPort": ""}]}, {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}]}),
]


@pytest.mark.parametrize(("spec", "expected"), SERVICES)
def test_services(spec: dict[str, Any], expected: dict[str, Any]) -> None:
    stored = added(spec, "service")
    if "ports" in spec:
        stored = {"ports": stored["ports"]}
    assert stored == expected


def test_affinity_that_is_off_has_no_configuration() -> None:
    config = {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 1}}}
    assert "sessionAffinityConfig" not in defaulted({"spec": config}, "service")["spec"]


def test_secrets() -> None:
    stored = defaulted({"stringData": {"a": "b"}, "data": {"a": "eA==", "c": "eQ=="}}, "secret")
    assert (stored["type"], stored["data"]) == ("Opaque", {"a": "Yg==", "c": "eQ=="})
    assert "stringData" not in stored


def test_everything_of_a_node_is_allocatable_unless_written() -> None:
    status = defaulted({"status": {"capacity": {"cpu": "4"}}}, "node")["status"]
    assert status["allocatable"] == {"cpu": "4"}
    both = {"capacity": {"cpu": "4"}, "allocatable": {"cpu": "3"}}
    assert defaulted({"status": both}, "node")["status"]["allocatable"] == {"cpu": "3"}


def test_limit_ranges_complete_what_holds_for_containers() -> None:
    limits = [
        {"type": "Container", "max": {"cpu": "2"}, "min": {"cpu": "1", "memory": "1Gi"}, "default": {"pods": "1"}}
    ]
    stored = added({"limits": limits}, "limitrange")["limits"][0]
    assert stored["default"] == {"pods": "1", "cpu": "2"}
    assert stored["defaultRequest"] == {"pods": "1", "cpu": "2", "memory": "1Gi"}
    assert added({"limits": [{"type": "Pod", "max": {"cpu": "2"}}]}, "limitrange") == {}


def test_autoscalers() -> None:
    target = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "maxReplicas": 3}
    cpu = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
    assert added(target, "hpa") == {"minReplicas": 1, "metrics": [{"type": "Resource", "resource": cpu}]}
    assert added(target, "hpa.v1.autoscaling") == {"minReplicas": 1, "targetCPUUtilizationPercentage": 80}
    behavior = added(target | {"behavior": {"scaleDown": {"selectPolicy": "Min"}}}, "hpa")["behavior"]
    assert behavior["scaleDown"]["selectPolicy"] == "Min"
    assert "stabilizationWindowSeconds" not in behavior["scaleDown"]
    assert behavior["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert len(behavior["scaleUp"]["policies"]) == 2


SPECS = [
    ("networkpolicy", {"podSelector": {}}, {"policyTypes": ["Ingress"]}),
    ("networkpolicy", {"podSelector": {}, "egress": [{}]}, {"policyTypes": ["Ingress", "Egress"]}),
    (
        "ingressclass",
        {"parameters": {"kind": "a", "name": "b"}},
        {"parameters": {"kind": "a", "name": "b", "scope": "Cluster"}},
    ),
    ("pvc", {"resources": {}}, {"volumeMode": "Filesystem"}),
    (
        "pv",
        {"hostPath": {"path": "/"}},
        {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem", "hostPath": {"path": "/", "type": ""}},
    ),
    ("resourcequota", {"hard": {"cpu": "1u"}}, {"hard": {"cpu": "1m"}}),
    ("flowschema", {"priorityLevelConfiguration": {"name": "p"}}, {"matchingPrecedence": 1000}),
    (
        "prioritylevelconfiguration",
        {"type": "Exempt", "exempt": {}},
        {"exempt": {"nominalConcurrencyShares": 0, "lendablePercent": 0}},
    ),
    (
        "resourceclaim",
        {"devices": {"requests": [{"name": "a", "exactly": {"deviceClassName": "g"}}]}},
        {
            "devices": {
                "requests": [
                    {"name": "a", "exactly": {"deviceClassName": "g", "allocationMode": "ExactCount", "count": 1}}
                ]
            }
        },
    ),
    (
        "csidriver",
        {},
        {
            "attachRequired": True,
            "podInfoOnMount": False,
            "storageCapacity": False,
            "fsGroupPolicy": "ReadWriteOnceWithFSType",
            "volumeLifecycleModes": ["Persistent"],
            "requiresRepublish": False,
            "seLinuxMount": False,
        },
    ),
]


@pytest.mark.parametrize(("kind", "spec", "expected"), SPECS)
def test_specs(kind: str, spec: dict[str, Any], expected: dict[str, Any]) -> None:
    assert added(spec, kind) == expected


def test_kinds_without_spec() -> None:
    storage_class = defaulted({"provisioner": "p"}, "storageclass")
    assert (storage_class["reclaimPolicy"], storage_class["volumeBindingMode"]) == ("Delete", "Immediate")
    assert defaulted({"value": 5}, "priorityclass")["preemptionPolicy"] == "PreemptLowerPriority"
    assert defaulted({"ports": [{"port": 80}]}, "endpointslice")["ports"] == [
        {"port": 80, "name": "", "protocol": "TCP"}
    ]
    subset = {"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}
    assert defaulted({"subsets": [subset]}, "endpoints")["subsets"][0]["ports"] == [{"port": 80, "protocol": "TCP"}]


def test_role_bindings_name_the_group_of_people() -> None:
    subjects = [{"kind": "User", "name": "eve"}, {"kind": "ServiceAccount", "name": "bot"}]
    stored = defaulted({"roleRef": {"kind": "Role", "name": "r"}, "subjects": subjects}, "rolebinding")
    group = {"apiGroup": "rbac.authorization.k8s.io"}
    assert stored["roleRef"] == {"kind": "Role", "name": "r"} | group
    assert stored["subjects"] == [subjects[0] | group, subjects[1]]


def test_webhooks() -> None:
    service = {"name": "s", "namespace": "n"}
    webhook = {"name": "a", "sideEffects": "None", "admissionReviewVersions": ["v1"], "rules": [{"operations": ["*"]}]}
    stored = defaulted(
        {"webhooks": [webhook | {"clientConfig": {"service": service}}]}, "validatingwebhookconfiguration"
    )
    assert stored["webhooks"][0] == webhook | {
        "clientConfig": {"service": service | {"port": 443}},
        "rules": [{"operations": ["*"], "scope": "*"}],
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "namespaceSelector": {},
        "objectSelector": {},
        "timeoutSeconds": 10,
    }
    mutating = defaulted({"webhooks": [webhook]}, "mutatingwebhookconfiguration")["webhooks"][0]
    assert mutating["reinvocationPolicy"] == "Never"


def test_custom_resource_definitions() -> None:
    spec = defaulted({"spec": {"names": {"kind": "CronTab", "plural": "crontabs"}}}, "crd")["spec"]
    assert spec["names"] == {"kind": "CronTab", "plural": "crontabs", "singular": "crontab", "listKind": "CronTabList"}
    assert spec["conversion"] == {"strategy": "None"}


@pytest.mark.parametrize("resource", served(), ids=lambda resource: f"{resource.kind}-{resource.version}")
def test_an_empty_object_of_each_kind_can_be_defaulted_twice(resource: Resource) -> None:
    document, _ = decode({"metadata": {"name": "x"}}, resource)
    apply_defaults(document, resource)
    again = deepcopy(document)
    apply_defaults(again, resource)
    assert again == document
    assert decode(document, resource) == (document, [])
