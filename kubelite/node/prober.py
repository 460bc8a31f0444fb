"""Acting on what the probes of a Pod's containers find: saying so, and restarting what has failed too often.

Source of the words: ``pkg/kubelet/prober/prober.go`` and ``pkg/kubelet/kuberuntime/kuberuntime_manager.go``.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelite.node.probes import Health
from kubelite.node.run import Run, Sandbox
from kubelite.objects.core.container import Container, Probe

Say = Callable[..., None]


class Prober:
    """Writes the Events of failing probes, each failure once."""

    __slots__ = ("_say", "_told")

    def __init__(self, say: Say) -> None:
        self._say = say
        self._told: dict[str, float] = {}

    def tell(self, container: Container, run: Run, sandbox: Sandbox, found: Health) -> None:
        """Say of each probe when it fails after it has not failed before."""
        told = self._told.get(container.name, -1.0)
        for kind, when in sorted(found.failures, key=lambda failure: failure[1]):
            if when > told:
                probe: Probe = getattr(container, f"{kind.lower()}_probe")
                self._say("Unhealthy", f"{kind} probe failed: {_reason(probe, run, sandbox, when)}", "Warning")
                self._told[container.name] = when

    def why(self, container: Container, found: Health) -> str:
        """Why the container is restarted, in the words of the Event."""
        return f"Container {container.name} failed {found.doomed_by} probe, will be restarted"


def _reason(probe: Probe, run: Run, sandbox: Sandbox, when: float) -> str:
    """A container that has not begun to listen refuses; one that hangs lets everybody wait."""
    refuses = run.started is not None and when < run.started + run.behaviour.ready_seconds
    if probe.http_get is not None:
        place = f"{sandbox.address}:{probe.http_get.port}"
        late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        why = f"dial tcp {place}: connect: connection refused" if refuses else late
        return f'Get "http://{place}{probe.http_get.path}": {why}'
    if probe.tcp_socket is not None:
        place = f"{sandbox.address}:{probe.tcp_socket.port}"
        return f"dial tcp {place}: " + ("connect: connection refused" if refuses else "i/o timeout")
    return "command failed" if refuses else f"command timed out after {probe.timeout_seconds}s"
