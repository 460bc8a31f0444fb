"""Random cases for ``pod_phase``: the states of a Pod's containers, and its restart policy.

Pods without init containers only: there lesson 02's rule and the kubelet's agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from kubelite.grading.objects import a_state
from kubelite.node import status
from kubelite.objects.core.container import Container, ContainerState
from kubelite.objects.core.pod import PodSpec

POLICIES = ("Always", "OnFailure", "Never")
ENDS = ((1, "Error"), (2, "Error"), (127, "ContainerCannotRun"), (137, "OOMKilled"), (137, "Error"), (255, "Error"))
REASONS_TO_WAIT = ("ContainerCreating", "ImagePullBackOff", "CreateContainerConfigError")
RUNNING, SUCCEEDED = a_state("running"), a_state("terminated")


class Moment(NamedTuple):
    """In which phase is a Pod whose containers are in these states?"""

    container_states: tuple[ContainerState, ...]
    restart_policy: str


@dataclass(frozen=True)
class Phases:
    """Draws Pods at some moment, and asks the kubelet's own rule about them."""

    def draw(self, random: Random) -> Moment:
        """One to four containers. In most cases those that have ended are many, since there the policies differ."""
        mix = random.choice(((1, 1, 2, 2), (0, 1, 3, 3), (0, 0, 2, 2), (0, 0, 1, 0), (1, 2, 1, 0)))
        waiting = a_state("waiting", reason=random.choice(REASONS_TO_WAIT))
        exit_code, reason = random.choice(ENDS)
        failed = a_state("terminated", exit_code=exit_code, reason=reason)
        states = random.choices((waiting, RUNNING, SUCCEEDED, failed), mix, k=random.randint(1, 4))
        return Moment(tuple(states), random.choice(POLICIES))

    def expected(self, case: Moment) -> str:
        """What the kubelet's rule says."""
        names = [f"container-{number}" for number in range(len(case.container_states))]
        spec = PodSpec(containers=tuple(Container(name=name) for name in names), restart_policy=case.restart_policy)
        documents = ({"state": _document(state), "lastState": {}} for state in case.container_states)
        return status.phase(spec, dict(zip(names, documents, strict=True)))

    def told(self, case: Moment) -> str:
        """The policy, and the state of each container, one a line."""
        lines = [f"The restart policy is {case.restart_policy}."]
        return "\n".join(
            [*lines, *(f"    container {at}: {_told(s)}" for at, s in enumerate(case.container_states, 1))]
        )

    def smaller(self, case: Moment) -> Iterator[Moment]:
        """The same with one container less, or with the exit code 1."""
        states, policy = case
        for at, state in enumerate(states):
            others = states[:at], states[at + 1 :]
            if len(states) > 1:
                yield Moment((*others[0], *others[1]), policy)
            if state.terminated and state.terminated.exit_code > 1:
                yield Moment((*others[0], a_state("terminated", exit_code=1), *others[1]), policy)


def _document(state: ContainerState) -> dict[str, Any]:
    """A state as it stands in a status."""
    if state.terminated is not None:
        return {"terminated": {"exitCode": state.terminated.exit_code}}
    return {"running": {}} if state.running is not None else {"waiting": {}}


def _told(state: ContainerState) -> str:
    if state.terminated is not None:
        return f"terminated, exit code {state.terminated.exit_code} ({state.terminated.reason})"
    return "running" if state.waiting is None else f"waiting, has never run ({state.waiting.reason})"
