"""Defaults of containers, their probes, ports and environment.

Source of the rules: ``pkg/apis/core/v1/defaults.go``, SetDefaults_Container, SetDefaults_Probe,
SetDefaults_HTTPGetAction, SetDefaults_ObjectFieldSelector; ``pkg/util/parsers/parsers.go`` for image names.
"""

from __future__ import annotations

import re

from kubelite.controlplane.apiserver.defaults.fill import Document, defaults, items, present
from kubelite.controlplane.apiserver.defaults.resources import round_up

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}"
_IMAGE = re.compile(
    rf"(?:{_DOMAIN}/)?{_COMPONENT}(?:/{_COMPONENT})*(?::(?P<tag>\w[\w.-]{{0,127}}))?(?P<digest>@{_DIGEST})?", re.ASCII
)


def container(document: Document) -> None:
    """An app, init or ephemeral container."""
    defaults(
        document,
        imagePullPolicy=pull_policy(document.get("image", "")),
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
    )
    for port in items(document, "ports"):
        port.setdefault("protocol", "TCP")
    for variable in items(document, "env"):
        for source in present(variable, "valueFrom"):
            field_references(source)
    for probe in present(document, "livenessProbe", "readinessProbe", "startupProbe"):
        _probe(probe)
    for lifecycle in present(document, "lifecycle"):
        for handler in present(lifecycle, "postStart", "preStop"):
            _handler(handler)
    round_up(document["resources"])


def pull_policy(image: str) -> str:
    """``Always`` for the tag ``latest``, which is also meant where there is neither tag nor digest."""
    match = _IMAGE.fullmatch(image)
    latest = match is not None and (match["tag"] == "latest" or not (match["tag"] or match["digest"]))
    return "Always" if latest else "IfNotPresent"


def field_references(source: Document) -> None:
    """``fieldRef`` of an environment variable or of a file with facts about the pod."""
    for reference in present(source, "fieldRef"):
        reference.setdefault("apiVersion", "v1")
    for reference in present(source, "fileKeyRef"):
        reference.setdefault("optional", False)


def _probe(probe: Document) -> None:
    defaults(probe, timeoutSeconds=1, periodSeconds=10, successThreshold=1, failureThreshold=3)
    _handler(probe)


def _handler(handler: Document) -> None:
    for http in present(handler, "httpGet"):
        defaults(http, path="/", scheme="HTTP")
    for grpc in present(handler, "grpc"):
        grpc.setdefault("service", "")
