"""Objects as Kubernetes holds them inside: Go structs, which some errors print.

The API server validates an *internal* version of each object, whose fields bear their Go names and are all there,
also the empty ones: ``"Command": null``. Most errors print only a text or a number; the refusal to change a pod prints
a comparison of two such structs, and that of a Job's template the whole struct.

Source of the fields and their order: ``types.go`` in ``pkg/apis/{core,apps,policy}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from kubelite.controlplane.apiserver.validation.field import Doc

# One struct a line. After the colon of a field: its zero value where that is not an empty text (``0`` a number, ``no``
# a boolean, ``null`` a pointer, list or map of plain values), or a struct's name, with ``?`` where it may be null and
# with ``[]`` for a list. ``+`` puts another struct's fields in place.
# ClusterTrustBundle is never null here: the line numbers of comparisons that a real 1.36 printed count six lines more
# for every projection than its other fields explain, which are those of this struct.
_STRUCTS = """
PodSpec Volumes:[]Volume InitContainers:[]Container Containers:[]Container EphemeralContainers:[]EphemeralContainer \
RestartPolicy TerminationGracePeriodSeconds:null ActiveDeadlineSeconds:null DNSPolicy NodeSelector:null \
ServiceAccountName AutomountServiceAccountToken:null NodeName SecurityContext:?PodSecurityContext \
ImagePullSecrets:[]LocalObjectReference Hostname Subdomain SetHostnameAsFQDN:null Affinity:?Affinity SchedulerName \
Tolerations:[]Toleration HostAliases:[]HostAlias PriorityClassName Priority:null PreemptionPolicy:null \
DNSConfig:?PodDNSConfig ReadinessGates:[]PodReadinessGate RuntimeClassName:null Overhead:null EnableServiceLinks:null \
TopologySpreadConstraints:[]TopologySpreadConstraint OS:?PodOS SchedulingGates:[]PodSchedulingGate \
ResourceClaims:[]PodResourceClaim Resources:?ResourceRequirements HostnameOverride:null \
SchedulingGroup:?PodSchedulingGroup
Volume Name +VolumeSource
VolumeSource HostPath:?HostPath EmptyDir:?EmptyDir GCEPersistentDisk:null AWSElasticBlockStore:null GitRepo:null \
Secret:?SecretVolume NFS:?NFS ISCSI:null Glusterfs:null PersistentVolumeClaim:?ClaimVolume RBD:null Quobyte:null \
FlexVolume:null Cinder:null CephFS:null Flocker:null DownwardAPI:?DownwardAPIVolume FC:null AzureFile:null \
ConfigMap:?ConfigMapVolume VsphereVolume:null AzureDisk:null PhotonPersistentDisk:null Projected:?Projected \
PortworxVolume:null ScaleIO:null StorageOS:null CSI:?CSI Ephemeral:null Image:?Image
HostPath Path Type:null
EmptyDir Medium SizeLimit:null
SecretVolume SecretName Items:[]KeyToPath DefaultMode:null Optional:null
NFS Server Path ReadOnly:no
ClaimVolume ClaimName ReadOnly:no
DownwardAPIVolume Items:[]DownwardAPIFile DefaultMode:null
DownwardAPIFile Path FieldRef:?ObjectFieldSelector ResourceFieldRef:?ResourceFieldSelector Mode:null
ConfigMapVolume Name Items:[]KeyToPath DefaultMode:null Optional:null
KeyToPath Key Path Mode:null
Projected Sources:[]VolumeProjection DefaultMode:null
VolumeProjection Secret:?Projection DownwardAPI:?DownwardAPIProjection ConfigMap:?Projection \
ServiceAccountToken:?ServiceAccountToken ClusterTrustBundle:ClusterTrustBundle PodCertificate:?PodCertificate
Projection Name Items:[]KeyToPath Optional:null
DownwardAPIProjection Items:[]DownwardAPIFile
ServiceAccountToken Audience ExpirationSeconds:0 Path
ClusterTrustBundle Name:null SignerName:null LabelSelector:null Optional:null Path
PodCertificate SignerName KeyType MaxExpirationSeconds:null CredentialBundlePath KeyPath CertificateChainPath \
UserAnnotations:null
CSI Driver ReadOnly:null FSType:null VolumeAttributes:null NodePublishSecretRef:?LocalObjectReference
Image Reference PullPolicy
Container Name Image Command:null Args:null WorkingDir Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar \
Resources:ResourceRequirements ResizePolicy:[]ResizePolicy RestartPolicy:null RestartPolicyRules:[]RestartRule \
VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:?Probe ReadinessProbe:?Probe StartupProbe:?Probe \
Lifecycle:?Lifecycle TerminationMessagePath TerminationMessagePolicy ImagePullPolicy SecurityContext:?SecurityContext \
Stdin:no StdinOnce:no TTY:no
EphemeralContainer +Container TargetContainerName
ContainerPort Name HostPort:0 ContainerPort:0 Protocol HostIP
EnvFromSource Prefix ConfigMapRef:?ObjectEnvSource SecretRef:?ObjectEnvSource
ObjectEnvSource Name Optional:null
EnvVar Name Value ValueFrom:?EnvVarSource
EnvVarSource FieldRef:?ObjectFieldSelector ResourceFieldRef:?ResourceFieldSelector ConfigMapKeyRef:?KeySelector \
SecretKeyRef:?KeySelector FileKeyRef:?FileKeySelector
ObjectFieldSelector APIVersion FieldPath
ResourceFieldSelector ContainerName Resource Divisor:quantity
KeySelector Name Key Optional:null
FileKeySelector VolumeName Path Key Optional:null
ResourceRequirements Limits:null Requests:null Claims:[]ResourceClaim
ResourceClaim Name Request
ResizePolicy ResourceName RestartPolicy
RestartRule Action ExitCodes:?ExitCodes
ExitCodes Operator Values:null
VolumeMount Name ReadOnly:no RecursiveReadOnly:null MountPath SubPath MountPropagation:null SubPathExpr
VolumeDevice Name DevicePath
Probe Exec:?Exec HTTPGet:?HTTPGet TCPSocket:?TCPSocket GRPC:?GRPC InitialDelaySeconds:0 TimeoutSeconds:0 \
PeriodSeconds:0 SuccessThreshold:0 FailureThreshold:0 TerminationGracePeriodSeconds:null
Lifecycle PostStart:?LifecycleHandler PreStop:?LifecycleHandler StopSignal:null
LifecycleHandler Exec:?Exec HTTPGet:?HTTPGet TCPSocket:?TCPSocket Sleep:?Sleep
Exec Command:null
HTTPGet Path Port:0 Host Scheme HTTPHeaders:[]HTTPHeader
HTTPHeader Name Value
TCPSocket Port:0 Host
GRPC Port:0 Service:null
Sleep Seconds:0
SecurityContext Capabilities:?Capabilities Privileged:null SELinuxOptions:?SELinux WindowsOptions:?Windows \
RunAsUser:null RunAsGroup:null RunAsNonRoot:null ReadOnlyRootFilesystem:null AllowPrivilegeEscalation:null \
ProcMount:null SeccompProfile:?SeccompProfile AppArmorProfile:?SeccompProfile
Capabilities Add:null Drop:null
SELinux User Role Type Level
Windows GMSACredentialSpecName:null GMSACredentialSpec:null RunAsUserName:null HostProcess:null
SeccompProfile Type LocalhostProfile:null
PodSecurityContext HostNetwork:no HostPID:no HostIPC:no ShareProcessNamespace:null HostUsers:null \
SELinuxOptions:?SELinux WindowsOptions:?Windows RunAsUser:null RunAsGroup:null RunAsNonRoot:null \
SupplementalGroups:null SupplementalGroupsPolicy:null FSGroup:null FSGroupChangePolicy:null Sysctls:[]NameValue \
SeccompProfile:?SeccompProfile AppArmorProfile:?SeccompProfile SELinuxChangePolicy:null
NameValue Name Value
LocalObjectReference Name
Affinity NodeAffinity:?NodeAffinity PodAffinity:?PodAffinity PodAntiAffinity:?PodAffinity
NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution:?NodeSelector \
PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeSelector NodeSelectorTerms:[]NodeSelectorTerm
NodeSelectorTerm MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement
NodeSelectorRequirement Key Operator Values:null
PreferredSchedulingTerm Weight:0 Preference:NodeSelectorTerm
PodAffinity RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm \
PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
PodAffinityTerm LabelSelector:null Namespaces:null TopologyKey NamespaceSelector:null MatchLabelKeys:null \
MismatchLabelKeys:null
WeightedPodAffinityTerm Weight:0 PodAffinityTerm:PodAffinityTerm
Toleration Key Operator Value Effect TolerationSeconds:null
Taint Key Value Effect TimeAdded:null
HostAlias IP Hostnames:null
PodDNSConfig Nameservers:null Searches:null Options:[]DNSOption
DNSOption Name Value:null
PodReadinessGate ConditionType
TopologySpreadConstraint MaxSkew:0 TopologyKey WhenUnsatisfiable LabelSelector:null MinDomains:null \
NodeAffinityPolicy:null NodeTaintsPolicy:null MatchLabelKeys:null
PodOS Name
PodSchedulingGate Name
PodResourceClaim Name ResourceClaimName:null ResourceClaimTemplateName:null
PodSchedulingGroup PodGroupName:null
ServicePort Name Protocol AppProtocol:null Port:0 TargetPort:0 NodePort:0
NodeAddress Type Address
ClaimSpec AccessModes:null Selector:null Resources:VolumeResources VolumeName StorageClassName:null VolumeMode:null \
DataSource:?ObjectReference DataSourceRef:?NamespacedReference VolumeAttributesClassName:null
VolumeResources Limits:null Requests:null
ObjectReference APIGroup:null Kind Name
NamespacedReference APIGroup:null Kind Name Namespace:null
RoleRef APIGroup Kind Name
DeploymentStrategy Type RollingUpdate:?DeploymentRollingUpdate
DeploymentRollingUpdate MaxUnavailable:0 MaxSurge:0
DaemonSetStrategy Type RollingUpdate:?DeploymentRollingUpdate
StatefulSetStrategy Type RollingUpdate:?StatefulSetRollingUpdate
StatefulSetRollingUpdate Partition:0 MaxUnavailable:null
DisruptionBudgetSpec MinAvailable:null Selector:null MaxUnavailable:null UnhealthyPodEvictionPolicy:null
"""
_SPECIAL_NAMES = MappingProxyType({"CephFS": "cephfs", "StorageOS": "storageos"})
_ZEROS: Mapping[str, Any] = MappingProxyType({"": "", "0": 0, "no": False, "null": None, "quantity": "0"})
_OF_THE_POD = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")


class _Field(NamedTuple):
    go: str
    json: str
    zero: Any
    struct: str
    shape: str  # "plain", "struct", "pointer" or "list"


def internal(struct: str, doc: Doc) -> dict[str, Any]:
    """``doc`` as the named Go struct: all fields in their order, the absent ones with Go's zero value."""
    return {field.go: _value(field, doc.get(field.json)) for field in _fields()[struct]}


def internal_pod_spec(spec: Doc) -> dict[str, Any]:
    """The spec of a pod; Kubernetes keeps ``hostNetwork`` and its like in the security context."""
    moved = {field: spec[field] for field in _OF_THE_POD if field in spec}
    context = spec.get("securityContext")
    if context is not None or moved:
        spec = {**spec, "securityContext": {**(context or {}), **moved}}
    return internal("PodSpec", spec)


def internal_template(template: Doc) -> dict[str, Any]:
    """A pod template: its metadata keeps the names of the manifest."""
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if value}
    return {**metadata, "Spec": internal_pod_spec(template.get("spec") or {})}


def _value(field: _Field, value: Any) -> Any:
    if field.shape == "plain":
        return dict(sorted(value.items())) if isinstance(value, Mapping) else field.zero if value is None else value
    if field.shape == "list":
        return None if value is None else [internal(field.struct, item or {}) for item in value]
    if value is None and field.shape == "pointer":
        return None
    return internal(field.struct, value or {})


@cache
def _fields() -> dict[str, tuple[_Field, ...]]:
    rows = {name: fields for name, *fields in (line.split() for line in _STRUCTS.strip().splitlines())}
    return {name: tuple(map(_field, _flat(fields, rows))) for name, fields in rows.items()}


def _flat(fields: list[str], rows: dict[str, list[str]]) -> list[str]:
    return [flat for field in fields for flat in (_flat(rows[field[1:]], rows) if field.startswith("+") else [field])]


def _field(row: str) -> _Field:
    go, _, kind = row.partition(":")
    json = _SPECIAL_NAMES.get(go) or re.sub(r"^[A-Z]+?(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]", lambda m: m[0].lower(), go)
    if kind in _ZEROS:
        return _Field(go, json, _ZEROS[kind], "", "plain")
    shape = {"?": "pointer", "[": "list"}.get(kind[0], "struct")
    return _Field(go, json, None, kind.lstrip("?[]"), shape)
