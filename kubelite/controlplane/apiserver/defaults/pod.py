"""Defaults of pods and of the pod templates inside other kinds.

Source of the rules: ``pkg/apis/core/v1/defaults.go``, SetDefaults_Pod (pods only) and SetDefaults_PodSpec (both);
``pkg/apis/core/v1/conversion.go`` for the two names of the service account.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.container import container
from kubelite.controlplane.apiserver.defaults.fill import Document, defaults, items
from kubelite.controlplane.apiserver.defaults.resources import pod_level, requests_from_limits, round_list, round_up
from kubelite.controlplane.apiserver.defaults.volumes import volume


def pod(document: Document) -> None:
    """Pod."""
    spec = document["spec"]
    for field in ("containers", "initContainers"):
        for each in items(spec, field):
            requests_from_limits(each)
            if spec.get("hostNetwork"):
                _ports_of_the_host(each)
    pod_level(spec)
    spec.setdefault("enableServiceLinks", True)
    _pod_spec(spec)


def pod_template(template: Document) -> None:
    """The ``template`` of a Deployment, Job …: its pods get the rest when they are made."""
    _pod_spec(template["spec"])


def _pod_spec(spec: Document) -> None:
    defaults(
        spec,
        restartPolicy="Always",
        terminationGracePeriodSeconds=30,
        dnsPolicy="ClusterFirst",
        securityContext={},
        schedulerName="default-scheduler",
    )
    if account := spec.get("serviceAccountName") or spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for each in items(spec, "volumes"):
        volume(each)
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for each in items(spec, field):
            container(each)
    round_up(spec.get("resources"))
    round_list(spec, "overhead")


def _ports_of_the_host(document: Document) -> None:
    """Who lives in the host's network listens on the host's ports."""
    for port in items(document, "ports"):
        port.setdefault("hostPort", port["containerPort"])
