"""DefaultBinder: writes the name of the node into the Pod, through its ``binding`` subresource.

Source of the rule: ``pkg/scheduler/framework/plugins/defaultbinder/default_binder.go``.
"""

from __future__ import annotations

from kubelite.client import Client
from kubelite.controlplane.scheduler.framework import SUCCESS, BindPlugin, Status
from kubelite.objects.core.pod import Pod


class DefaultBinder(BindPlugin):
    """Binds the Pod."""

    name = "DefaultBinder"

    def bind(self, client: Client, pod: Pod, node_name: str) -> Status:
        client.bind(pod, node_name)
        return SUCCESS
