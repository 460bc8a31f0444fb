"""CrashLoopBackOff: a container that keeps crashing is restarted later and later.

Source of the rule: ``pkg/kubelet/kuberuntime/kuberuntime_manager.go`` (``doBackOff``) and
``staging/src/k8s.io/client-go/util/flowcontrol/backoff.go``.
"""

from __future__ import annotations

FIRST_WAIT = 10.0
LONGEST_WAIT = 300.0


class CrashLoopBackOff:
    """How long one container waits before it is restarted: 0, 10, 20, 40, 80, 160, 300, 300 … seconds after its end.

    A container that ends more than 600 seconds after its last restart begins anew.
    """

    __slots__ = ("_restarted", "wait")

    def __init__(self) -> None:
        self.wait = 0.0
        self._restarted: float | None = None

    def until(self, ended: float) -> float:
        """From which moment on the container that ended at ``ended`` may be restarted."""
        return ended if self._begins_anew(ended) else ended + self.wait

    def restart(self, ended: float, now: float) -> None:
        """The container is restarted ``now``; the next time it waits longer."""
        self.wait = FIRST_WAIT if self._begins_anew(ended) else min(2 * self.wait, LONGEST_WAIT)
        self._restarted = now

    def _begins_anew(self, ended: float) -> bool:
        return self._restarted is None or ended - self._restarted > 2 * LONGEST_WAIT


def duration(seconds: float) -> str:
    """Seconds as Kubernetes writes them in messages: ``10s``, ``1m20s``, ``5m0s``, ``2.5s``, ``500ms``."""
    if 0 < seconds < 1:
        return f"{round(seconds * 1000, 6):g}ms"
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    text = f"{round(rest, 9):.9f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{int(hours)}h{int(minutes)}m{text}"
    return f"{int(minutes)}m{text}" if minutes else text
