"""The containers of one Pod: which are to be started, restarted or stopped now.

Init containers run one after the other, each to its end; sidecars among them keep running beside what follows; then the
app containers run side by side.

Source of the rules: ``pkg/kubelet/kuberuntime/kuberuntime_manager.go`` (``computePodActions``, ``doBackOff``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kubelite.clock import Clock
from kubelite.node.backoff import CrashLoopBackOff, duration
from kubelite.node.behaviour import Behaviour, tagged
from kubelite.node.probes import moments
from kubelite.node.runtime import Run, Runtime, Sandbox
from kubelite.objects.core.container import Container
from kubelite.objects.core.pod import Pod
from kubelite.rules.requests import is_sidecar

INIT_SECONDS = 1.0
"""How long an init container works whose image nobody described."""
TASK_SECONDS = 10.0
"""How long a container works that is not to run for ever, and whose image nobody described."""

Say = Callable[..., None]
"""``say(reason, message, type="Normal")`` writes an Event about the Pod."""


class Containers:
    """Starts and stops the containers of one Pod; ``waiting`` says which of them wait to be restarted, and why."""

    __slots__ = ("_backoffs", "_clock", "_preparing", "_runtime", "_say", "_wake", "pod", "waiting")

    def __init__(self, pod: Pod, clock: Clock, runtime: Runtime, say: Say, wake: Callable[[], None]) -> None:
        self.pod = pod
        self.waiting: dict[str, dict[str, str]] = {}
        self._clock = clock
        self._runtime = runtime
        self._say = say
        self._wake = wake
        self._backoffs: dict[str, CrashLoopBackOff] = {}
        self._preparing: set[str] = set()  # containers whose image is on its way

    @property
    def sandbox(self) -> Sandbox | None:
        """The Pod's sandbox, as soon as there is one."""
        return self._runtime.sandboxes.get(self.pod.metadata.uid)

    def last(self, container: Container) -> Run | None:
        """The newest run of a container."""
        return self.sandbox.last(container.name) if self.sandbox else None

    def start_what_is_due(self) -> None:
        """Start and restart what should run and does not; stop the sidecars when all else has ended for good."""
        spec = self.pod.spec
        initialized = any(self.last(each) for each in spec.containers)
        for container in spec.init_containers:
            if is_sidecar(container):
                self._keep_running(container, "Always", None)
                if not initialized and moments(container, self.last(container))[0] > self._clock.now:
                    return
            elif not _has_succeeded(self.last(container)):
                policy = "Never" if spec.restart_policy == "Never" else "OnFailure"
                self._keep_running(container, policy, INIT_SECONDS)
                return
        for container in spec.containers:
            lifetime = None if self._policy(container) == "Always" else TASK_SECONDS
            self._keep_running(container, self._policy(container), lifetime)
        if all(_is_done(self.last(each), self._policy(each)) for each in spec.containers):
            self.stop(filter(is_sidecar, spec.init_containers), float(spec.termination_grace_period_seconds))

    def stop(self, containers: Iterable[Container], grace: float) -> bool:
        """Ask those of the containers that run to end within ``grace`` seconds; say whether there are any."""
        runs = [run for each in containers if (run := self.last(each)) is not None and run.ended is None]
        for run in runs:
            if run.stopping is None:
                self._say("Killing", f"Stopping container {run.name}")
            self._runtime.stop(run, grace)
        return bool(runs)

    def stop_all(self, grace: float) -> bool:
        """Stop the containers, then the sidecars from the last to the first; say whether anything still runs."""
        spec = self.pod.spec
        groups = [[*spec.containers, *(each for each in spec.init_containers if not is_sidecar(each))]]
        groups += [[each] for each in reversed(spec.init_containers) if is_sidecar(each)]
        return any(self.stop(group, grace) for group in groups)

    def due(self) -> Iterator[float]:
        """The moments at which there may be something to do or to report, also past ones."""
        spec = self.pod.spec
        for container in [*filter(is_sidecar, spec.init_containers), *spec.containers]:
            yield from moments(container, self.last(container))
        for name in self.waiting:
            run = self.sandbox.last(name) if self.sandbox else None
            if run is not None and run.ended is not None:
                yield self._backoffs[name].until(run.ended)

    def _policy(self, container: Container) -> str:
        return container.restart_policy or self.pod.spec.restart_policy

    def _keep_running(self, container: Container, policy: str, lifetime: float | None) -> None:
        """Start a container that has never run; restart one that has ended, when it is time to."""
        run = self.last(container)
        if container.name in self._preparing:
            return
        behaviour = self._runtime.images.of(container.image, lifetime)
        if run is None:
            self._prepare(container, behaviour)
        elif run.ended is not None and not _is_done(run, policy):
            self._restart(container, behaviour, run.ended)

    def _restart(self, container: Container, behaviour: Behaviour, ended: float) -> None:
        backoff = self._backoffs.setdefault(container.name, CrashLoopBackOff())
        if backoff.until(ended) <= self._clock.now:
            backoff.restart(ended, self._clock.now)
            self._prepare(container, behaviour)
        elif container.name not in self.waiting:
            meta = self.pod.metadata
            pod = f"{meta.name}_{meta.namespace}({meta.uid})"
            text = f"back-off {duration(backoff.wait)} restarting failed container={container.name} pod={pod}"
            self.waiting[container.name] = {"reason": "CrashLoopBackOff", "message": text}
            self._say("BackOff", f"Back-off restarting failed container {container.name} in pod {pod}", "Warning")

    def _prepare(self, container: Container, behaviour: Behaviour) -> None:
        """See to it that the image is there, then create the container."""
        image = container.image
        policy = container.image_pull_policy or ("Always" if tagged(image).endswith(":latest") else "IfNotPresent")
        if policy != "Always" and self._runtime.has(image):
            self._say("Pulled", f'Container image "{image}" already present on machine and can be accessed by the pod')
            self._create(container, behaviour)
        else:
            self._preparing.add(container.name)
            self._say("Pulling", f'Pulling image "{image}"')
            self._runtime.pull(image, partial(self._pulled, container, behaviour, self._clock.now))

    def _pulled(self, container: Container, behaviour: Behaviour, asked: float) -> None:
        if container.name not in self._preparing:  # nobody wants it any more
            return
        image, took = container.image, duration(self._clock.now - asked)
        text = f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
        self._say("Pulled", text + f"Image size: {self._runtime.present[tagged(image)]} bytes.")
        self._preparing.discard(container.name)
        self._create(container, behaviour)
        self._wake()

    def _create(self, container: Container, behaviour: Behaviour) -> None:
        sandbox = self._runtime.make_sandbox(self.pod.metadata.uid, host_network=self.pod.spec.host_network)
        self._runtime.start(sandbox, container.name, container.image, behaviour)
        self._say("Created", "Container created")

    def start_nothing_more(self) -> None:
        """Nobody waits any longer for the images that are on their way."""
        self._preparing.clear()


def _has_succeeded(run: Run | None) -> bool:
    return run is not None and run.ended is not None and run.exit_code == 0


def _is_done(run: Run | None, policy: str) -> bool:
    """Whether a container has ended for good."""
    if run is None or run.ended is None:
        return False
    return policy == "Never" or (policy == "OnFailure" and run.exit_code == 0)
