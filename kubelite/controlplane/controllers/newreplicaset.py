"""The ReplicaSet that a Deployment makes for a template, with the annotations that carry its place in the history.

Source of the rules: ``pkg/controller/deployment/{sync,util/deployment_util}.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kubelite.client import Manifest
from kubelite.controlplane.controllers.podtemplate import HASH_LABEL
from kubelite.controlplane.controllers.scaling import DESIRED_REPLICAS, MAX_REPLICAS
from kubelite.objects import Deployment
from kubelite.rules.owners import owner_reference
from kubelite.rules.revisions import REVISION, REVISION_HISTORY

STAY_BEHIND = {
    REVISION,
    REVISION_HISTORY,
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    "deprecated.deployment.rollback.to",
    "kubectl.kubernetes.io/last-applied-configuration",
}
"""Annotations that a ReplicaSet does not take over from its Deployment."""


def build(
    deployment: Deployment, template: Manifest, hash: str, replicas: int, notes: Mapping[str, str]
) -> Manifest:
    """The manifest of the ReplicaSet for ``template``. The ``hash`` goes into its name, labels, selector and Pods.

    ``notes`` are annotations: its revision, and for which size of the Deployment it got its own.
    """
    spec = deployment.spec
    metadata = template.get("metadata", {})
    labels = {**metadata.get("labels", {}), HASH_LABEL: hash}
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{deployment.metadata.name}-{hash}",
            "namespace": deployment.metadata.namespace,
            "labels": labels,
            "annotations": {**taken_over(deployment), **notes},
            "ownerReferences": [owner_reference(deployment)],
        },
        "spec": {
            "replicas": replicas,
            "selector": _selector(deployment, hash),
            "template": {**template, "metadata": {**metadata, "labels": labels}},
            **({"minReadySeconds": spec.min_ready_seconds} if spec.min_ready_seconds else {}),
        },
    }


def up_to_date(manifest: Manifest, deployment: Deployment, revision: int) -> Manifest:
    """``manifest`` of the present ReplicaSet with what follows its Deployment: annotations, revision, minReadySeconds.

    A ReplicaSet of an earlier template that is used again takes the newest revision, and remembers the one it had.
    """
    metadata = manifest["metadata"]
    before: Mapping[str, str] = metadata.get("annotations", {})
    annotations = {**before, **taken_over(deployment)}
    had = before.get(REVISION, "")
    if not had.isdecimal() or int(had) < revision:
        annotations[REVISION] = str(revision)
        if had:
            history = before.get(REVISION_HISTORY, "")
            annotations[REVISION_HISTORY] = f"{history},{had}" if history else had
    spec: dict[str, Any] = {**manifest["spec"], "minReadySeconds": deployment.spec.min_ready_seconds}
    if not spec["minReadySeconds"]:
        del spec["minReadySeconds"]
    return {**manifest, "metadata": {**metadata, "annotations": annotations}, "spec": spec}


def taken_over(deployment: Deployment) -> dict[str, str]:
    """The annotations of ``deployment`` that its ReplicaSet has too."""
    return {key: value for key, value in deployment.metadata.annotations.items() if key not in STAY_BEHIND}


def _selector(deployment: Deployment, hash: str) -> dict[str, Any]:
    selector = deployment.spec.selector
    expressions = [
        {"key": each.key, "operator": each.operator, **({"values": list(each.values)} if each.values else {})}
        for each in selector.match_expressions
    ]
    wanted: dict[str, Any] = {"matchLabels": {**selector.match_labels, HASH_LABEL: hash}}
    return wanted | ({"matchExpressions": expressions} if expressions else {})
