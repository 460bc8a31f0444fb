"""A release: every workload that runs a program gets another version of its image, as ``kubectl set image`` does it."""

from __future__ import annotations

from typing import Any

from kubelite.cluster import Cluster
from kubelite.grading.shop.deployed import Program

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")


def release(cluster: Cluster, program: Program, version: str) -> None:
    """Let all workloads that run ``program`` run this version of it; the rest of their templates stays."""
    for kind in WORKLOADS:
        for workload in cluster.client.list(kind, "default"):
            name = workload.metadata.name
            containers = cluster.manifest(kind, name)["spec"]["template"]["spec"]["containers"]
            changed = [_with_version(container, program, version) for container in containers]
            if changed != containers:
                change = {"spec": {"template": {"spec": {"containers": changed}}}}
                cluster.client.patch(kind, name, change)


def _with_version(container: dict[str, Any], program: Program, version: str) -> dict[str, Any]:
    if container["image"].partition(":")[0] != program.image:
        return container
    return {**container, "image": f"{program.image}:{version}"}
