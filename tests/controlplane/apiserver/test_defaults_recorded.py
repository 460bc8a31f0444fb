"""Decoding and defaults against what a real API server stored; admission and the registry add the rest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kubelite.controlplane.apiserver.decode import decode
from kubelite.controlplane.apiserver.defaults import apply_defaults
from kubelite.objects.kinds import of_manifest

# Not the business of defaults: what needs the cluster, the clock, or another object.
LATER = {
    "metadata.namespace",
    "metadata.generation",
    "metadata.labels",
    "spec.serviceAccount",
    "spec.serviceAccountName",
    "spec.priority",
    "spec.preemptionPolicy",
    "spec.tolerations",
    "spec.volumes",
    "spec.containers[].volumeMounts",
    "spec.initContainers[].volumeMounts",
    "spec.selector",
    "spec.template.metadata.labels",
    "spec.finalizers",
    "spec.taints",
    "spec.clusterIP",
    "spec.clusterIPs",
    "spec.ipFamilies",
    "spec.ipFamilyPolicy",
    "spec.ports[].nodePort",
    "spec.healthCheckNodePort",
    "status.phase",
    "status.qosClass",
}


def records(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(shared / "recorded" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one | other:
            deeper = f"{path}.{key}" if path else key
            yield from differences(one.get(key, "nothing"), other.get(key, "nothing"), deeper)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from differences(left, right, f"{path}[]")
    elif one != other:
        yield path


def test_stored_as_recorded_but_for_what_comes_later(shared: Path) -> None:
    for record in records(shared, "defaults"):
        resource = of_manifest(record["input"])
        document, _ = decode(record["input"], resource)
        apply_defaults(document, resource)
        assert not set(differences(document, record["expected"])) - LATER, record["about"]


def test_objects_that_were_stored_stay_as_they_are(shared: Path) -> None:
    seen = 0
    for record in records(shared, "tables"):
        text = json.dumps(record["input"]).replace("<time>", "2026-01-01T00:00:00Z")
        stored = json.loads(text)
        resource = of_manifest(stored)
        document, _ = decode(stored, resource)
        apply_defaults(document, resource)
        assert document == stored, record["id"]
        seen += 1
    assert seen > 50
