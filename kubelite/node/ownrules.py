"""The two rules of a node that a function of a learner may replace: the phase of a Pod, and which image runs where.

A function that goes wrong is told of in an Event of the Pod, and the built-in rule decides until it is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from msgspec import structs

from kubelite.node import status
from kubelite.node.behaviour import Behaviour
from kubelite.objects.core.container import ContainerState
from kubelite.objects.core.pod import PodSpec
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import view_as
from kubelite.rules import images
from kubelite.rules.functions import FUNCTION_FAILED, FunctionError, Place, Unwritten
from kubelite.rules.images import Host, Image

PHASES = ("Pending", "Running", "Succeeded", "Failed")
WRONG_FORMAT = Behaviour(exit_code=255, exit_after=0.0, logs=("exec /app: exec format error",))
"""What a container does that was built for another processor or kernel."""
NOT_FOUND = Behaviour(exit_code=127, exit_after=0.0, logs=("/app: something that the program needs is not here",))
"""What a container does whose image lacks a dependency or a variable."""

Tell = Callable[[str, str, str], object]
"""``tell(reason, message, type)`` writes an Event of the Pod."""


class OwnRules:
    """The places of both rules; all nodes of a cluster share them."""

    def __init__(self) -> None:
        self.pod_phase = Place("pod_phase", "kubelet")
        self.can_run = Place("can_run", "container runtime")

    def phase(self, spec: PodSpec, statuses: status.Statuses, *, ending: bool, tell: Tell) -> str:
        """The phase of a Pod. A learner's function is asked about Pods without init containers."""
        if self.pod_phase.is_taken and not spec.init_containers:
            states = tuple(_last_state(statuses[container.name]) for container in spec.containers)
            try:
                with suppress(Unwritten):
                    return self._ask_phase(states, "Never" if ending else spec.restart_policy)
            except FunctionError as error:
                tell(FUNCTION_FAILED, str(error), "Warning")
        return status.phase(spec, statuses, ending=ending)

    def behaviour(self, name: str, known: Behaviour, host: Host, variables: Mapping[str, str], tell: Tell) -> Behaviour:
        """What a container of the image ``name`` does on ``host``: as it is ``known`` to, if it can run there."""
        package = known.package or Image(name, architecture=host.architecture, kernel=host.kernel)
        environment = FrozenMap({**package.environment, **variables}) if package.containerised else package.environment
        image = structs.replace(package, name=name, environment=environment)
        if self._runs(image, host, tell):
            return known
        fits = (image.architecture, image.kernel) == (host.architecture, host.kernel)
        said = NOT_FOUND if fits else WRONG_FORMAT
        return replace(known, exit_code=said.exit_code, exit_after=said.exit_after, logs=said.logs)

    def _ask_phase(self, states: tuple[ContainerState, ...], policy: str) -> str:
        about = f"{len(states)} containers and restartPolicy {policy}"
        phase = self.pod_phase.ask(states, policy, about=about)
        if isinstance(phase, str) and phase in PHASES:
            return phase
        raise self.pod_phase.wrong(phase, about=about, expected=f"one of {', '.join(PHASES)}")

    def _runs(self, image: Image, host: Host, tell: Tell) -> bool:
        if self.can_run.is_taken:
            try:
                with suppress(Unwritten):
                    return self._ask_runs(image, host)
            except FunctionError as error:
                tell(FUNCTION_FAILED, str(error), "Warning")
        return images.can_run(image, host)

    def _ask_runs(self, image: Image, host: Host) -> bool:
        about = f"image {image.name} and host {host.name}"
        answer = self.can_run.ask(image, host, about=about)
        if isinstance(answer, bool):
            return answer
        raise self.can_run.wrong(answer, about=about, expected="True or False", hint="a comparison gives one")


def _last_state(document: status.Document) -> ContainerState:
    """The state of a container; of one that waits to be started again, how it ended."""
    waits = "waiting" in document["state"] and document["lastState"]
    return view_as(ContainerState, document["lastState"] if waits else document["state"])
