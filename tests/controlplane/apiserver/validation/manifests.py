"""Objects that Kubernetes accepts, one of every kind with rules of its own, and a way to change one field."""

from __future__ import annotations

import copy
import re
from itertools import pairwise
from typing import Any

import yaml

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.controlplane.apiserver.validation import validate, validate_update, warnings
from kubelite.objects import kinds

_TEMPLATE = "{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}"
_JOB = "{spec: {restartPolicy: Never, containers: [{name: sum, image: busybox}]}}"
_TEXT = f"""
{{apiVersion: v1, kind: Pod, spec: {{
  containers: [{{name: web, image: nginx, ports: [{{containerPort: 80, name: http}}], env: [{{name: MODE, value: x}}],
    resources: {{requests: {{cpu: 100m, memory: 64Mi}}, limits: {{cpu: 200m, memory: 64Mi}}}},
    readinessProbe: {{httpGet: {{path: /, port: http}}}}, volumeMounts: [{{name: data, mountPath: /data}}]}}],
  volumes: [{{name: data, emptyDir: {{}}}}],
  tolerations: [{{key: gpu, operator: Exists, effect: NoSchedule}}],
  affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [
    {{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: web}}}}}}]}}}},
  topologySpreadConstraints: [{{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,
    labelSelector: {{matchLabels: {{app: web}}}}}}]}}}}
---
{{apiVersion: apps/v1, kind: Deployment, spec: {{replicas: 2, selector: {{matchLabels: {{app: web}}}},
  strategy: {{type: RollingUpdate, rollingUpdate: {{maxSurge: 1, maxUnavailable: 25%}}}}, template: {_TEMPLATE}}}}}
---
{{apiVersion: apps/v1, kind: ReplicaSet, spec: {{selector: {{matchLabels: {{app: web}}}}, template: {_TEMPLATE}}}}}
---
{{apiVersion: apps/v1, kind: DaemonSet, spec: {{selector: {{matchLabels: {{app: web}}}}, template: {_TEMPLATE}}}}}
---
{{apiVersion: apps/v1, kind: StatefulSet, spec: {{serviceName: web, selector: {{matchLabels: {{app: web}}}},
  volumeClaimTemplates: [{{metadata: {{name: data}}, spec: {{accessModes: [ReadWriteOnce],
    resources: {{requests: {{storage: 1Gi}}}}}}}}], template: {_TEMPLATE}}}}}
---
{{apiVersion: batch/v1, kind: Job, spec: {{completions: 3, parallelism: 2, template: {_JOB}}}}}
---
{{apiVersion: batch/v1, kind: CronJob, spec: {{schedule: "*/5 * * * *", timeZone: Asia/Seoul,
  jobTemplate: {{spec: {{template: {_JOB}}}}}}}}}
---
{{apiVersion: v1, kind: Service, spec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: http}}]}}}}
---
{{apiVersion: v1, kind: ConfigMap, data: {{color: blue}}}}
---
{{apiVersion: v1, kind: Secret, type: Opaque, data: {{password: c2VjcmV0}}}}
---
{{apiVersion: v1, kind: Namespace}}
---
{{apiVersion: v1, kind: Node, spec: {{podCIDR: 10.0.1.0/24, podCIDRs: [10.0.1.0/24],
  taints: [{{key: gpu, value: "yes", effect: NoSchedule}}]}}}}
---
{{apiVersion: v1, kind: PersistentVolumeClaim, spec: {{accessModes: [ReadWriteOnce],
  resources: {{requests: {{storage: 1Gi}}}}}}}}
---
{{apiVersion: v1, kind: PersistentVolume, spec: {{capacity: {{storage: 1Gi}}, accessModes: [ReadWriteOnce],
  hostPath: {{path: /data}}}}}}
---
{{apiVersion: v1, kind: ResourceQuota, spec: {{hard: {{pods: "3", requests.cpu: "2"}}}}}}
---
{{apiVersion: v1, kind: LimitRange, spec: {{limits: [{{type: Container, max: {{cpu: "2"}}, default: {{cpu: "1"}},
  defaultRequest: {{cpu: 500m}}}}]}}}}
---
{{apiVersion: v1, kind: ServiceAccount}}
---
{{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {{rules: [{{host: web.example.com, http: {{paths: [
  {{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}]}}}}]}}}}
---
{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {{podSelector: {{}}, policyTypes: [Ingress],
  ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: 80}}]}}]}}}}
---
{{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {{minAvailable: 1, selector: {{matchLabels: {{app: web}}}}}}}}
---
{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {{minReplicas: 1, maxReplicas: 5,
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}},
  metrics: [{{type: Resource, resource: {{name: cpu, target: {{type: Utilization, averageUtilization: 80}}}}}}]}}}}
---
{{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, value: 1000}}
---
{{apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: example.com/disk}}
---
{{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: [{{apiGroups: [""], resources: [pods], verbs: [get]}}]}}
---
{{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding,
  roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}},
  subjects: [{{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}}]}}
---
{{apiVersion: coordination.k8s.io/v1, kind: Lease, spec: {{leaseDurationSeconds: 40}}}}
---
{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, endpoints: [{{addresses: [10.0.1.2]}}],
  ports: [{{port: 80}}]}}
"""
VALID: dict[str, dict[str, Any]] = {document["kind"]: document for document in yaml.safe_load_all(_TEXT)}


def manifest(kind: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """A valid object with some fields changed: ``{"spec.containers[0].name": "Web"}``. None removes a field."""
    document = copy.deepcopy(VALID[kind])
    resource = kinds.of_manifest(document)
    document["metadata"] = {"name": "web"} | ({"namespace": "demo"} if resource.namespaced else {})
    for path, value in (changes or {}).items():
        _put(document, [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", path)], value)
    return document


def _put(document: Any, path: list[str | int], value: Any) -> None:
    for step, following in pairwise(path):
        if isinstance(document, dict):
            document = document.setdefault(step, [] if isinstance(following, int) else {})
        else:
            document.extend({} for _ in range(int(step) + 1 - len(document)))
            document = document[step]
    if value is None:
        del document[path[-1]]
    elif isinstance(document, list) and path[-1] == len(document):
        document.append(value)
    else:
        document[path[-1]] = value


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """As the API server has it when it comes to validation."""
    resource = kinds.of_manifest(document)
    decoded, _ = decode(document, resource)
    apply_defaults(decoded, resource)
    return decoded


def problems(kind: str, changes: dict[str, Any] | None = None) -> list[str]:
    document = manifest(kind, changes)
    return [str(cause) for cause in validate(prepared(document), kinds.of_manifest(document), document)]


def update_problems(kind: str, changes: dict[str, Any], before: dict[str, Any] | None = None) -> list[str]:
    old = manifest(kind, before)
    new = manifest(kind, {**(before or {}), **changes})
    return [str(cause) for cause in validate_update(prepared(new), prepared(old), kinds.of_manifest(old))]


def advice(kind: str, changes: dict[str, Any] | None = None) -> list[str]:
    document = manifest(kind, changes)
    return warnings(prepared(document), kinds.of_manifest(document))
