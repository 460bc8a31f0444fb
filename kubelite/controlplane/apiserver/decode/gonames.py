"""Names of Go types, as they stand in error messages: ``v1.PullPolicy``, ``map[string]string``, ``[]v1.Container``.

Most follow from the schema. Texts and maps with a Go type of their own are listed here.

Source of the rules: ``staging/src/k8s.io/api/*/*/types.go``.
"""

from __future__ import annotations

_SCALARS = {
    "string": "string",
    "bool": "bool",
    "int32": "int32",
    "int64": "int64",
    "double": "float64",
    "bytes": "[]uint8",
    "quantity": "resource.Quantity",
    "intOrString": "intstr.IntOrString",
    "time": "v1.Time",
    "microTime": "v1.MicroTime",
    "any": "runtime.RawExtension",
}

# By field name in every type, or by type and field, which goes first.
_NAMED = {
    "imagePullPolicy": "v1.PullPolicy",
    "core.v1.ImageVolumeSource.pullPolicy": "v1.PullPolicy",
    "terminationMessagePolicy": "v1.TerminationMessagePolicy",
    "core.v1.PodSpec.restartPolicy": "v1.RestartPolicy",
    "core.v1.Container.restartPolicy": "v1.ContainerRestartPolicy",
    "core.v1.EphemeralContainer.restartPolicy": "v1.ContainerRestartPolicy",
    "core.v1.ContainerResizePolicy.restartPolicy": "v1.ResourceResizeRestartPolicy",
    "core.v1.ContainerResizePolicy.resourceName": "v1.ResourceName",
    "dnsPolicy": "v1.DNSPolicy",
    "preemptionPolicy": "v1.PreemptionPolicy",
    "protocol": "v1.Protocol",
    "scheme": "v1.URIScheme",
    "stopSignal": "v1.Signal",
    "procMount": "v1.ProcMountType",
    "mountPropagation": "v1.MountPropagationMode",
    "recursiveReadOnly": "v1.RecursiveReadOnlyMode",
    "medium": "v1.StorageMedium",
    "volumeMode": "v1.PersistentVolumeMode",
    "persistentVolumeReclaimPolicy": "v1.PersistentVolumeReclaimPolicy",
    "reclaimPolicy": "v1.PersistentVolumeReclaimPolicy",
    "volumeBindingMode": "v1.VolumeBindingMode",
    "fsGroupChangePolicy": "v1.PodFSGroupChangePolicy",
    "seLinuxChangePolicy": "v1.PodSELinuxChangePolicy",
    "core.v1.PodSecurityContext.supplementalGroupsPolicy": "v1.SupplementalGroupsPolicy",
    "whenUnsatisfiable": "v1.UnsatisfiableConstraintAction",
    "nodeAffinityPolicy": "v1.NodeInclusionPolicy",
    "nodeTaintsPolicy": "v1.NodeInclusionPolicy",
    "effect": "v1.TaintEffect",
    "core.v1.Toleration.operator": "v1.TolerationOperator",
    "core.v1.NodeSelectorRequirement.operator": "v1.NodeSelectorOperator",
    "core.v1.ScopedResourceSelectorRequirement.operator": "v1.ScopeSelectorOperator",
    "core.v1.ScopedResourceSelectorRequirement.scopeName": "v1.ResourceQuotaScope",
    "meta.v1.LabelSelectorRequirement.operator": "v1.LabelSelectorOperator",
    "core.v1.HostPathVolumeSource.type": "v1.HostPathType",
    "core.v1.SeccompProfile.type": "v1.SeccompProfileType",
    "core.v1.AppArmorProfile.type": "v1.AppArmorProfileType",
    "core.v1.Secret.type": "v1.SecretType",
    "core.v1.ServiceSpec.type": "v1.ServiceType",
    "core.v1.LimitRangeItem.type": "v1.LimitType",
    "core.v1.PodOS.name": "v1.OSName",
    "core.v1.PodReadinessGate.conditionType": "v1.PodConditionType",
    "sessionAffinity": "v1.ServiceAffinity",
    "externalTrafficPolicy": "v1.ServiceExternalTrafficPolicy",
    "internalTrafficPolicy": "v1.ServiceInternalTrafficPolicy",
    "ipFamilyPolicy": "v1.IPFamilyPolicy",
    "core.v1.PodStatus.phase": "v1.PodPhase",
    "core.v1.NodeStatus.phase": "v1.NodePhase",
    "core.v1.NamespaceStatus.phase": "v1.NamespacePhase",
    "core.v1.PersistentVolumeStatus.phase": "v1.PersistentVolumePhase",
    "core.v1.PersistentVolumeClaimStatus.phase": "v1.PersistentVolumeClaimPhase",
    "qosClass": "v1.PodQOSClass",
    "apps.v1.DeploymentStrategy.type": "v1.DeploymentStrategyType",
    "apps.v1.DaemonSetUpdateStrategy.type": "v1.DaemonSetUpdateStrategyType",
    "apps.v1.StatefulSetUpdateStrategy.type": "v1.StatefulSetUpdateStrategyType",
    "podManagementPolicy": "v1.PodManagementPolicyType",
    "whenDeleted": "v1.PersistentVolumeClaimRetentionPolicyType",
    "whenScaled": "v1.PersistentVolumeClaimRetentionPolicyType",
    "concurrencyPolicy": "v1.ConcurrencyPolicy",
    "completionMode": "v1.CompletionMode",
    "podReplacementPolicy": "v1.PodReplacementPolicy",
    "batch.v1.PodFailurePolicyRule.action": "v1.PodFailurePolicyAction",
    "batch.v1.PodFailurePolicyOnExitCodesRequirement.operator": "v1.PodFailurePolicyOnExitCodesOperator",
    "batch.v1.PodFailurePolicyOnPodConditionsPattern.type": "v1.PodConditionType",
    "autoscaling.v2.MetricSpec.type": "v2.MetricSourceType",
    "autoscaling.v2.MetricTarget.type": "v2.MetricTargetType",
    "autoscaling.v2.HPAScalingPolicy.type": "v2.HPAScalingPolicyType",
    "autoscaling.v2.ResourceMetricSource.name": "v1.ResourceName",
    "autoscaling.v2.ContainerResourceMetricSource.name": "v1.ResourceName",
    "selectPolicy": "v2.ScalingPolicySelect",
    "pathType": "v1.PathType",
    "addressType": "v1.AddressType",
    "unhealthyPodEvictionPolicy": "v1.UnhealthyPodEvictionPolicyType",
    "failurePolicy": "v1.FailurePolicyType",
    "matchPolicy": "v1.MatchPolicyType",
    "sideEffects": "v1.SideEffectClass",
    "uid": "types.UID",
}

# Lists and maps whose items or keys have a Go type of their own.
_COLLECTIONS = {
    "core.v1.PodSpec.overhead": "v1.ResourceList",
    "accessModes": "[]v1.PersistentVolumeAccessMode",
    "ipFamilies": "[]v1.IPFamily",
    "policyTypes": "[]v1.PolicyType",
    "core.v1.Capabilities.add": "[]v1.Capability",
    "core.v1.Capabilities.drop": "[]v1.Capability",
    "core.v1.NamespaceSpec.finalizers": "[]v1.FinalizerName",
    "core.v1.ResourceQuotaSpec.scopes": "[]v1.ResourceQuotaScope",
}


def go_type(owner: str, field: str, written: str) -> str:
    """The Go type of a field of the type ``owner`` that the schema writes as ``written``."""
    qualified = f"{owner}.{field}"
    if named := _COLLECTIONS.get(qualified) or _COLLECTIONS.get(field):
        return named
    if written == "string":
        return _NAMED.get(qualified) or _NAMED.get(field) or "string"
    if written == "{}quantity" and owner.startswith("core."):
        return "v1.ResourceList"
    return spelled(written)


def spelled(written: str) -> str:
    """``[]core.v1.Container`` → ``[]v1.Container``, ``{}string`` → ``map[string]string``."""
    if written.startswith("[]"):
        return "[]" + spelled(written[2:])
    if written.startswith("{}"):
        return "map[string]" + spelled(written[2:])
    return _SCALARS.get(written) or ".".join(written.split(".")[-2:])


def struct_name(type_name: str) -> str:
    """``core.v1.Container`` → ``Container``."""
    return type_name.rsplit(".", 1)[-1]
