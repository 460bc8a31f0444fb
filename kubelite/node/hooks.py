"""How long the preStop hook of a container takes.

Nothing from a manifest is executed. A hook that sleeps, as most do, takes so long as it says: ``sleep: {seconds: 5}``,
or a command that ends in ``sleep 5``. Any other hook takes no time.

Source of the rules: ``pkg/kubelet/kuberuntime/kuberuntime_container.go`` (``executePreStopHook``).
"""

from __future__ import annotations

import re

from kubelite.objects.core.container import Container

_SLEEP = re.compile(r"\bsleep\s+(\d+(?:\.\d+)?)")


def pre_stop_seconds(container: Container) -> float:
    """Seconds from the decision to stop the container until it gets the TERM signal."""
    hook = container.lifecycle.pre_stop if container.lifecycle else None
    if hook is None:
        return 0.0
    if hook.sleep is not None:
        return float(hook.sleep.seconds)
    command = " ".join(hook._exec.command) if hook._exec else ""
    return sum(map(float, _SLEEP.findall(command)))
