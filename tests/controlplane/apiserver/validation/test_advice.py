"""Warnings about storage and secrets."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from kubelite.controlplane.apiserver.validation import warnings
from kubelite.objects import kinds

_BETA = "volume.beta.kubernetes.io/storage-class"
_PEM = b64encode(b"-----BEGIN X-----\nYQ==\n-----END X-----\n").decode()


@pytest.mark.parametrize(
    ("kind", "document", "words"),
    [
        ("PersistentVolume", {"spec": {"persistentVolumeReclaimPolicy": "Recycle"}}, ["The Recycle reclaim policy is"]),
        ("PersistentVolume", {"spec": {"rbd": {}}}, ["spec.rbd: deprecated in v1.28, non-functional in v1.31+"]),
        (
            "PersistentVolume",
            {"metadata": {"annotations": {_BETA: "x"}}},
            [f"metadata.annotations[{_BETA}]: deprecated"],
        ),
        ("PersistentVolumeClaim", {"metadata": {"annotations": {_BETA: "x"}}}, ['use "storageClassName" attribute']),
        ("Secret", {"type": "kubernetes.io/tls", "data": {"tls.crt": "YQ=="}}, ["PEM data in certificate input"]),
        ("Secret", {"type": "kubernetes.io/tls", "data": {"tls.crt": _PEM}}, ["PEM data in key input"]),
        ("Secret", {"type": "kubernetes.io/tls", "data": {"tls.crt": _PEM, "tls.key": _PEM}}, []),
        ("Secret", {"type": "Opaque", "data": {"tls.crt": "YQ=="}}, []),
    ],
)
def test_what_is_accepted_and_not_advised(kind: str, document: dict[str, Any], words: list[str]) -> None:
    said = warnings(document, kinds.named(kind))
    assert len(said) == len(words)
    assert all(word in line for word, line in zip(words, said, strict=True))


def test_an_address_without_a_port_of_the_host() -> None:
    ports = [{"containerPort": 80, "protocol": "TCP", "hostIP": "10.0.0.1"}]
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "app", "ports": ports}]}}
    (said,) = warnings(pod, kinds.named("Pod"))
    shown = "{Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"
    assert said == f"spec.containers[0].ports[0]: hostIP set without hostPort: {shown}"
