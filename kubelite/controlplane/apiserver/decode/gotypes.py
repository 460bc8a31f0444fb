"""What the Go types of Kubernetes know and the OpenAPI schema does not: pointers, values, and names of types.

An optional Go field is a *pointer*, which remembers that somebody wrote ``0``, ``false`` or ``""``; or a *value*, of
which nothing is left when it is zero. An optional struct that is a value is always there, if only as ``{}``.

Fields are written ``name``, which holds in every type, or ``core.v1.Type.name``, which holds in this type only.

Source of the rules: the field types and ``omitempty`` tags in ``staging/src/k8s.io/api/*/*/types.go``.
"""

from __future__ import annotations

# Optional numbers and booleans that are values: a zero vanishes. All others are pointers.
_VALUE_NUMBERS = frozenset(
    """
    stdin stdinOnce tty hostNetwork hostPID hostIPC readOnly sslEnabled chapAuthDiscovery chapAuthSession paused
    unschedulable publishNotReadyAddresses globalDefault preserveUnknownFields deprecated insecureSkipTLSVerify denied
    authenticated clusterScope exclusiveMaximum exclusiveMinimum nullable uniqueItems x-kubernetes-embedded-resource
    x-kubernetes-int-or-string hostPort nodePort healthCheckNodePort number minReadySeconds generation
    observedGeneration initialDelaySeconds periodSeconds successThreshold failureThreshold core.v1.Probe.timeoutSeconds
    availableReplicas readyReplicas updatedReplicas unavailableReplicas fullyLabeledReplicas currentReplicas
    numberAvailable numberUnavailable updatedNumberScheduled active succeeded failed count deprecatedCount signal
    sizeBytes apps.v1.DeploymentStatus.replicas autoscaling.v1.ScaleSpec.replicas versionPriority
    core.v1.AWSElasticBlockStoreVolumeSource.partition core.v1.GCEPersistentDiskVolumeSource.partition
    apiextensions.v1.CustomResourceColumnDefinition.priority
    """.split()
)
_POINTER_NUMBERS = frozenset(
    """
    core.v1.CSIVolumeSource.readOnly core.v1.AzureDiskVolumeSource.readOnly storage.v1.VolumeNodeResources.count
    autoscaling.v1.HorizontalPodAutoscalerStatus.observedGeneration
    autoscaling.v2.HorizontalPodAutoscalerStatus.observedGeneration
    """.split()
)

# Texts that are pointers: an empty text stays. All others are values.
_POINTER_TEXTS = frozenset(
    """
    core.v1.Container.restartPolicy core.v1.EphemeralContainer.restartPolicy stopSignal procMount mountPropagation
    recursiveReadOnly core.v1.HostPathVolumeSource.type core.v1.GRPCAction.service storageClassName volumeMode
    volumeAttributesClassName currentVolumeAttributesClassName apiGroup core.v1.TypedObjectReference.namespace
    runtimeClassName preemptionPolicy hostnameOverride core.v1.PodDNSConfigOption.value fsGroupChangePolicy
    seLinuxChangePolicy supplementalGroupsPolicy localhostProfile gmsaCredentialSpec gmsaCredentialSpecName
    runAsUserName appProtocol internalTrafficPolicy ipFamilyPolicy loadBalancerClass trafficDistribution
    core.v1.EndpointAddress.nodeName resourceClaimName resourceClaimTemplateName podGroupName
    core.v1.ClusterTrustBundleProjection.name core.v1.ClusterTrustBundleProjection.signerName
    core.v1.AzureDiskVolumeSource.cachingMode core.v1.AzureDiskVolumeSource.fsType core.v1.AzureDiskVolumeSource.kind
    secretNamespace core.v1.CSIVolumeSource.fsType core.v1.LocalVolumeSource.fsType endpointsNamespace ipMode
    core.v1.PortStatus.error networking.v1.IngressPortStatus.error nodeAffinityPolicy nodeTaintsPolicy containerName
    completionMode managedBy podReplacementPolicy timeZone succeededIndexes failedIndexes
    discovery.v1.Endpoint.hostname discovery.v1.Endpoint.nodeName discovery.v1.Endpoint.zone
    discovery.v1.EndpointPort.name discovery.v1.EndpointPort.protocol networking.v1.NetworkPolicyPort.protocol
    ingressClassName pathType networking.v1.IngressClassParametersReference.namespace scope selectPolicy
    reclaimPolicy volumeBindingMode persistentVolumeName fsGroupPolicy holderIdentity preferredHolder
    coordination.v1.LeaseSpec.strategy unhealthyPodEvictionPolicy failurePolicy matchPolicy reinvocationPolicy
    sideEffects url parameterNotFoundAction admissionregistration.v1.Validation.reason
    apiextensions.v1.ValidationRule.reason deprecationWarning labelSelectorPath x-kubernetes-list-type
    x-kubernetes-map-type admissionregistration.v1.ServiceReference.path apiextensions.v1.ServiceReference.path
    resource.v1.Device.nodeName resource.v1.ResourceSliceSpec.nodeName resource.v1.DeviceAttribute.string
    resource.v1.DeviceAttribute.version matchAttribute distinctAttribute extendedResourceName propagationPolicy
    meta.v1.Preconditions.uid meta.v1.Preconditions.resourceVersion
    """.split()
)
_VALUE_TEXTS = frozenset(
    """
    core.v1.PersistentVolumeSpec.storageClassName storage.v1.CSIStorageCapacity.storageClassName
    core.v1.PersistentVolumeStatus.storageClassName rbac.v1.RoleRef.apiGroup rbac.v1.Subject.apiGroup
    resource.v1.ResourceClaimConsumerReference.apiGroup core.v1.ResourceFieldSelector.containerName
    apiextensions.v1.CustomResourceDefinitionSpec.scope
    """.split()
)

# Optional structs and quantities that are values. So are metadata, spec and status of every kind.
_VALUE_STRUCTS = frozenset(
    """
    metadata core.v1.PodTemplate.template apps.v1.ReplicaSetSpec.template core.v1.Container.resources
    core.v1.EphemeralContainer.resources core.v1.PodTemplateSpec.spec batch.v1.JobTemplateSpec.spec
    core.v1.PersistentVolumeClaimSpec.resources core.v1.ResourceFieldSelector.divisor apps.v1.DeploymentSpec.strategy
    apps.v1.DaemonSetSpec.updateStrategy apps.v1.StatefulSetSpec.updateStrategy
    core.v1.NodeStatus.daemonEndpoints core.v1.NodeStatus.nodeInfo core.v1.NodeDaemonEndpoints.kubeletEndpoint
    core.v1.ServiceStatus.loadBalancer networking.v1.IngressStatus.loadBalancer networking.v1.IngressServiceBackend.port
    networking.v1.NetworkPolicySpec.podSelector core.v1.ContainerStatus.state core.v1.ContainerStatus.lastState
    core.v1.Event.source events.v1.Event.deprecatedSource events.v1.Event.regarding discovery.v1.Endpoint.conditions
    resource.v1.ResourceClaimSpec.devices resource.v1.AllocationResult.devices
    flowcontrol.v1.LimitedPriorityLevelConfiguration.limitResponse authentication.v1.TokenReviewStatus.user
    authentication.v1.SelfSubjectReviewStatus.userInfo apiextensions.v1.CustomResourceDefinitionStatus.acceptedNames
    """.split()
)

# Required structs that are pointers: absent when nobody wrote them.
POINTER_STRUCTS = frozenset(
    """
    meta.v1.LabelSelector core.v1.LocalObjectReference core.v1.SecretReference networking.v1.ParentReference
    """.split()
)

# Times that are values: written as null when they are not set.
_VALUE_TIMES = frozenset(
    """
    core.v1.Event.eventTime core.v1.Event.firstTimestamp core.v1.Event.lastTimestamp lastObservedTime lastProbeTime
    lastTransitionTime lastUpdateTime lastHeartbeatTime startedAt finishedAt storage.v1.VolumeError.time
    deprecatedFirstTimestamp deprecatedLastTimestamp expirationTimestamp
    """.split()
)

# Optional fields without ``omitempty``: there is always something, ``""``, ``0`` or null.
_ALWAYS = frozenset(
    """
    apps.v1.StatefulSetSpec.serviceName apps.v1.StatefulSetStatus.availableReplicas apps.v1.StatefulSetOrdinals.start
    policy.v1.PodDisruptionBudgetStatus.disruptionsAllowed policy.v1.PodDisruptionBudgetStatus.currentHealthy
    policy.v1.PodDisruptionBudgetStatus.desiredHealthy policy.v1.PodDisruptionBudgetStatus.expectedPods
    scheduling.v1.PriorityClass.value core.v1.Event.reportingComponent core.v1.Event.reportingInstance
    rbac.v1.Role.rules rbac.v1.ClusterRole.rules core.v1.ProjectedVolumeSource.sources
    discovery.v1.EndpointSlice.endpoints discovery.v1.EndpointSlice.ports
    autoscaling.v2.HorizontalPodAutoscalerStatus.currentMetrics matchingPrecedence queues handSize queueLengthLimit
    apiextensions.v1.CustomResourceDefinitionStatus.conditions
    apiextensions.v1.CustomResourceDefinitionStatus.storedVersions
    """.split()
)


def _named(owner: str, field: str, names: frozenset[str]) -> bool:
    return field in names or f"{owner}.{field}" in names


def keeps_zero_number(owner: str, field: str) -> bool:
    """Whether an optional number or boolean of the type ``owner`` is a pointer, so that a zero is stored."""
    return f"{owner}.{field}" in _POINTER_NUMBERS or not _named(owner, field, _VALUE_NUMBERS)


def keeps_empty_text(owner: str, field: str) -> bool:
    """Whether an optional text is a pointer, so that ``""`` is stored."""
    return _named(owner, field, _POINTER_TEXTS) and f"{owner}.{field}" not in _VALUE_TEXTS


def is_value_struct(owner: str, field: str, owner_is_kind: bool) -> bool:
    """Whether an optional struct is stored even when nobody wrote it."""
    return _named(owner, field, _VALUE_STRUCTS) or (owner_is_kind and field in ("spec", "status"))


def is_value_time(owner: str, field: str) -> bool:
    """Whether a time that is not set is stored as null."""
    return _named(owner, field, _VALUE_TIMES)


def is_always_written(owner: str, field: str) -> bool:
    """Whether an optional field is stored even when it is zero."""
    return _named(owner, field, _ALWAYS)
