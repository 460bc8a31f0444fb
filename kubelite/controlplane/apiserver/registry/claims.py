"""What a new PersistentVolumeClaim is filled from: an old field and a new one that say the same.

Source: ``pkg/api/persistentvolumeclaim/util.go``, functions EnforceDataSourceBackwardsCompatibility and
NormalizeDataSources.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

_SOURCES = (("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot"))


def prepare_claim(claim: Document) -> None:
    """Copy ``dataSource`` and ``dataSourceRef`` into each other.

    The old field holds claims and snapshots only; nothing is taken from another namespace (alpha in 1.36).
    """
    spec = claim.get("spec", {})
    if spec.get("dataSourceRef", {}).get("namespace"):
        del spec["dataSourceRef"]
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if reference is None and source is not None:
        if (source.get("apiGroup", ""), source.get("kind", "")) in _SOURCES:
            spec["dataSourceRef"] = dict(source)
        else:
            del spec["dataSource"]
    elif source is None and reference is not None:
        spec["dataSource"] = {field: value for field, value in reference.items() if field != "namespace"}
