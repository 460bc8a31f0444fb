"""Rows of the kinds that kubelite stores and does not simulate: storage, network policy, access, quotas.

Source of the rules: ``pkg/printers/internalversion/printers.go``; for kinds without a printer of their own,
``staging/src/k8s.io/apiserver/pkg/registry/rest/table.go``.
"""

from __future__ import annotations

from datetime import datetime

from kubelite.controlplane.apiserver.tables.core import load_balancer
from kubelite.controlplane.apiserver.tables.duration import human_duration
from kubelite.controlplane.apiserver.tables.layout import (
    NONE,
    UNSET,
    Cell,
    Manifest,
    Printer,
    age_of,
    columns,
    name,
    part,
    selector,
)

_ACCESS_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def _access_modes(modes: list[str] | None) -> str:
    return ",".join(short for mode, short in _ACCESS_MODES.items() if mode in (modes or ()))


def _phase(obj: Manifest) -> str:
    return "Terminating" if obj["metadata"].get("deletionTimestamp") else part(obj, "status").get("phase", "")


def _storage_class_name(obj: Manifest) -> str:
    """The class by the old annotation or the field."""
    annotations = part(obj, "metadata", "annotations")
    named = annotations.get("volume.beta.kubernetes.io/storage-class") or part(obj, "spec").get("storageClassName")
    return str(named or "")


def _claim(claim: Manifest, now: datetime) -> list[Cell]:
    spec, status = part(claim, "spec"), part(claim, "status")
    bound = bool(spec.get("volumeName"))
    return [
        name(claim),
        _phase(claim),
        spec.get("volumeName", ""),
        part(status, "capacity").get("storage", "0") if bound else "",
        _access_modes(status.get("accessModes")) if bound else "",
        _storage_class_name(claim),
        spec.get("volumeAttributesClassName") or UNSET,
        age_of(claim, now),
        spec.get("volumeMode") or UNSET,
    ]


def _volume(volume: Manifest, now: datetime) -> list[Cell]:
    spec, claim = part(volume, "spec"), part(volume, "spec", "claimRef")
    return [
        name(volume),
        part(spec, "capacity").get("storage", "0"),
        _access_modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        _phase(volume),
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        _storage_class_name(volume),
        spec.get("volumeAttributesClassName") or UNSET,
        part(volume, "status").get("reason", ""),
        age_of(volume, now),
        spec.get("volumeMode") or UNSET,
    ]


def _storage_class(item: Manifest, now: datetime) -> list[Cell]:
    annotations = part(item, "metadata", "annotations")
    marks = [annotations.get(f"storageclass.{group}kubernetes.io/is-default-class") for group in ("", "beta.")]
    return [
        name(item) + (" (default)" if "true" in marks else ""),
        item.get("provisioner", ""),
        item.get("reclaimPolicy") or "Delete",
        item.get("volumeBindingMode") or "Immediate",
        bool(item.get("allowVolumeExpansion")),
        age_of(item, now),
    ]


def _volume_attributes_class(item: Manifest, now: datetime) -> list[Cell]:
    return [name(item), item.get("driverName", ""), age_of(item, now)]


def _attachment(item: Manifest, now: datetime) -> list[Cell]:
    spec = part(item, "spec")
    attached = bool(part(item, "status").get("attached"))
    volume = part(spec, "source").get("persistentVolumeName") or ""
    return [name(item), spec.get("attacher", ""), volume, spec.get("nodeName", ""), attached, age_of(item, now)]


def _ingress(ingress: Manifest, now: datetime) -> list[Cell]:
    spec = part(ingress, "spec")
    return [
        name(ingress),
        spec.get("ingressClassName") or NONE,
        _hosts(spec.get("rules") or []),
        ",".join(load_balancer(ingress)),
        "80, 443" if spec.get("tls") else "80",
        age_of(ingress, now),
    ]


def _hosts(rules: list[Manifest]) -> str:
    """The first three named hosts; what is said to be more counts all rules, as kubectl does."""
    named, shown = [rule["host"] for rule in rules if rule.get("host")], 3
    text = ",".join(named[:shown]) or "*"
    return f"{text} + {len(rules) - shown} more..." if len(named) > shown else text


def _ingress_class(item: Manifest, now: datetime) -> list[Cell]:
    spec, given = part(item, "spec"), part(item, "spec", "parameters")
    kind = ".".join(filter(None, (given.get("kind"), given.get("apiGroup"))))
    return [name(item), spec.get("controller", ""), f"{kind}/{given['name']}" if given else NONE, age_of(item, now)]


def _network_policy(policy: Manifest, now: datetime) -> list[Cell]:
    return [name(policy), selector(part(policy, "spec").get("podSelector")), age_of(policy, now)]


def _quota(quota: Manifest, now: datetime) -> list[Cell]:
    hard, used = part(quota, "status", "hard"), part(quota, "status", "used")
    lines = [(key, f"{key}: {used.get(key, '0')}/{hard[key]}") for key in sorted(hard)]
    requests = ", ".join(line for key, line in lines if not key.startswith("limits"))
    limits = ", ".join(line for key, line in lines if key.startswith("limits"))
    return [name(quota), requests, limits, age_of(quota, now)]


def _priority_class(item: Manifest, now: datetime) -> list[Cell]:
    preemption = item.get("preemptionPolicy") or UNSET
    return [name(item), item.get("value", 0), bool(item.get("globalDefault")), age_of(item, now), preemption]


def _runtime_class(item: Manifest, now: datetime) -> list[Cell]:
    return [name(item), item.get("handler", ""), age_of(item, now)]


def _role_binding(binding: Manifest, now: datetime) -> list[Cell]:
    role, subjects = part(binding, "roleRef"), binding.get("subjects") or ()
    users, groups = ([item["name"] for item in subjects if item["kind"] == kind] for kind in ("User", "Group"))
    accounts = [f"{item.get('namespace', '')}/{item['name']}" for item in subjects if item["kind"] == "ServiceAccount"]
    who = [", ".join(found) for found in (users, groups, accounts)]
    return [name(binding), f"{role['kind']}/{role['name']}", age_of(binding, now), *who]


def _signing_request(request: Manifest, now: datetime) -> list[Cell]:
    spec, status = part(request, "spec"), part(request, "status")
    seconds = spec.get("expirationSeconds")
    return [
        name(request),
        age_of(request, now),
        spec.get("signerName") or NONE,
        spec.get("username", ""),
        human_duration(seconds) if seconds else NONE,
        _signing_state(status),
    ]


def _signing_state(status: Manifest) -> str:
    kinds = {item["type"] for item in status.get("conditions") or ()}
    words = ["Denied" if "Denied" in kinds else "Approved" if "Approved" in kinds else "Pending"]
    words += ["Failed"] if "Failed" in kinds else []
    words += ["Issued"] if status.get("certificate") else []
    return ",".join(words)


def _webhooks(item: Manifest, now: datetime) -> list[Cell]:
    return [name(item), len(item.get("webhooks") or ()), age_of(item, now)]


def _csi_node(item: Manifest, now: datetime) -> list[Cell]:
    return [name(item), len(part(item, "spec").get("drivers") or ()), age_of(item, now)]


def _name_and_age(obj: Manifest, now: datetime) -> list[Cell]:
    return [name(obj), age_of(obj, now)]


def _name_and_date(obj: Manifest, now: datetime) -> list[Cell]:
    return [name(obj), obj["metadata"].get("creationTimestamp") or ""]


_CLAIM = "Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age"
CLAIM = Printer(columns(_CLAIM, "VolumeMode"), _claim)
_VOLUME = "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age"
VOLUME = Printer(columns(_VOLUME, "VolumeMode"), _volume)
_CLASS = "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age"
STORAGE_CLASS = Printer(columns(_CLASS), _storage_class)
VOLUME_ATTRIBUTES_CLASS = Printer(columns("Name|DriverName|Age"), _volume_attributes_class)
ATTACHMENT = Printer(columns("Name|Attacher|PV|Node|Attached:boolean|Age"), _attachment)
INGRESS = Printer(columns("Name|Class|Hosts|Address|Ports|Age"), _ingress)
INGRESS_CLASS = Printer(columns("Name|Controller|Parameters|Age"), _ingress_class)
NETWORK_POLICY = Printer(columns("Name|Pod-Selector|Age"), _network_policy)
QUOTA = Printer(columns("Name|Request|Limit|Age"), _quota)
PRIORITY_CLASS = Printer(columns("Name|Value:integer|Global-Default:boolean|Age|PreemptionPolicy"), _priority_class)
RUNTIME_CLASS = Printer(columns("Name|Handler|Age"), _runtime_class)
ROLE_BINDING = Printer(columns("Name|Role|Age", "Users|Groups|ServiceAccounts"), _role_binding)
SIGNING_REQUEST = Printer(columns("Name|Age|SignerName|Requestor|RequestedDuration|Condition"), _signing_request)
WEBHOOKS = Printer(columns("Name|Webhooks:integer|Age"), _webhooks)
CSI_NODE = Printer(columns("Name|Drivers:integer|Age"), _csi_node)
NAME_AND_AGE = Printer(columns("Name|Age"), _name_and_age)
NAME_AND_DATE = Printer(columns("Name|Created At:date"), _name_and_date)
