"""What tests of controllers share: a control plane, and manifests."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.controlplane.controllers.controlplane import ControlPlane, Manifest


@pytest.fixture
def plane() -> ControlPlane:
    """A control plane with all controllers."""
    return ControlPlane()


@pytest.fixture
def plane_of() -> Callable[..., ControlPlane]:
    """Makes a control plane with the given controllers only."""
    return lambda *controllers: ControlPlane(controllers)


def _workload(kind: str, name: str, replicas: int, image: str, spec: Manifest) -> Manifest:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "main", "image": image}]}}
    selector = {"matchLabels": {"app": name}}
    wanted = {"replicas": replicas, "selector": selector, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": wanted}


@pytest.fixture
def deployment() -> Callable[..., Manifest]:
    """Makes the manifest of a Deployment; further arguments go into its spec."""

    def make(name: str = "web", replicas: int = 3, image: str = "shop:1", **spec: Any) -> Manifest:
        return _workload("Deployment", name, replicas, image, spec)

    return make


@pytest.fixture
def replica_set() -> Callable[..., Manifest]:
    """Makes the manifest of a ReplicaSet; further arguments go into its spec."""

    def make(name: str = "web", replicas: int = 3, **spec: Any) -> Manifest:
        return _workload("ReplicaSet", name, replicas, "shop:1", spec)

    return make


@pytest.fixture
def pod() -> Callable[..., Manifest]:
    """Makes the manifest of a Pod with labels; further arguments go into its spec."""

    def make(name: str, labels: Manifest, **spec: Any) -> Manifest:
        containers = {"containers": [{"name": "main", "image": "shop:1"}]}
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": labels},
            "spec": {**containers, **spec},
        }

    return make
