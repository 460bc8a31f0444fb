"""A new Job: the selector and the labels by which it knows its Pods.

Source: ``pkg/registry/batch/job/strategy.go``, functions PrepareForCreate and generateSelector.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

_UID = "batch.kubernetes.io/controller-uid"


def prepare_job(job: Document) -> None:
    """Unless ``manualSelector`` is true, a Job selects its Pods by its own uid.

    Labels that its author wrote stay; validation refuses those that contradict. A Job that has its labels from its
    template (a default) shares them with it.
    """
    metadata = job["metadata"]
    spec = job.setdefault("spec", {})
    template = spec.setdefault("template", {}).setdefault("metadata", {})
    if spec.get("manualSelector"):
        return
    uid, name = metadata["uid"], metadata.get("name", "")
    own = {_UID: uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name}
    labels = own | template.get("labels", {})
    if metadata.get("labels") and metadata["labels"] == template.get("labels"):
        metadata["labels"] = dict(labels)
    template["labels"] = labels
    selector = spec.setdefault("selector", {})
    selector["matchLabels"] = {_UID: uid} | selector.get("matchLabels", {})


def read_back(job: Document) -> None:
    """Reading from etcd applies defaults once more: a Job without labels now takes those written for its Pods."""
    if labels := job["spec"]["template"]["metadata"].get("labels"):
        job["metadata"].setdefault("labels", dict(labels))
