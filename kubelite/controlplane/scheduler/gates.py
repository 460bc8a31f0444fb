"""Pods that do not even wait in the queue, and why."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from kubelite.client import Client
from kubelite.controlplane.scheduler.decision import Decision, Remedy
from kubelite.controlplane.scheduler.framework import SUCCESS
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.objects.core.pod import Pod
from kubelite.objects.errors import NotFound
from kubelite.objects.meta import view_as


def held_back(client: Client, profiles: Mapping[str, Profile], name: str, namespace: str) -> Decision | None:
    """Why a Pod does not even wait in the queue: it has gates. ``None`` when that is not the reason."""
    with suppress(NotFound):
        manifest = client.manifest("Pod", name, namespace)
        pod = view_as(Pod, manifest)
        profile = profiles.get(pod.spec.scheduler_name)
        for keeper in profile.gatekeepers if profile else ():
            if (status := keeper.pre_enqueue(pod)) != SUCCESS:
                free = manifest | {"spec": {**manifest["spec"], "schedulingGates": []}}
                remedy = Remedy("take its scheduling gates away", "Pod", free)
                return Decision(pod=f"{namespace}/{name}", message=", ".join(status.reasons), remedies=(remedy,))
    return None
