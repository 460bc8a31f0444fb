"""The containers of one Pod: which are to be started, restarted or stopped now.

Init containers run one after the other, each to its end; sidecars among them keep running beside what follows; then the
app containers run side by side.

Source of the rules: ``pkg/kubelet/kuberuntime/kuberuntime_manager.go`` (``computePodActions``, ``doBackOff``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from kubelite.client import Client
from kubelite.clock import Clock
from kubelite.node.backoff import CrashLoopBackOff, duration
from kubelite.node.behaviour import Behaviour
from kubelite.node.config import ConfigError, environment, mount_problem
from kubelite.node.hooks import pre_stop_seconds
from kubelite.node.prober import Prober
from kubelite.node.probes import health
from kubelite.node.puller import Puller, Say
from kubelite.node.run import NOTHING, Limits, Run, Sandbox
from kubelite.node.runtime import Runtime
from kubelite.objects.core.container import Container
from kubelite.objects.core.pod import Pod
from kubelite.objects.quantity import cpu, memory
from kubelite.rules.requests import is_sidecar

CONFIG_ERROR = "CreateContainerConfigError"
INIT_SECONDS = 1.0
"""How long an init container works whose image nobody described."""
TASK_SECONDS = 10.0
"""How long a container works that is not to run for ever, and whose image nobody described."""


class Containers:
    """Starts and stops the containers of one Pod.

    ``waiting`` says which of them wait, and for what. ``client()`` is the API, ``None`` while it cannot be reached.
    """

    __slots__ = (
        "_backoffs", "_client", "_clock", "_prober", "_puller", "_runtime", "_say", "_unmounted", "pod", "waiting",
    )  # fmt: skip

    def __init__(
        self,
        pod: Pod,
        clock: Clock,
        runtime: Runtime,
        say: Say,
        wake: Callable[[], None],
        client: Callable[[], Client | None],
    ) -> None:
        self.pod = pod
        self.waiting: dict[str, dict[str, str]] = {}
        self._unmounted = ""
        self._clock = clock
        self._runtime = runtime
        self._say = say
        self._client = client
        self._backoffs: dict[str, CrashLoopBackOff] = {}
        self._puller = Puller(clock, runtime, say, wake, self.waiting)
        self._prober = Prober(say)

    @property
    def lacks_config(self) -> bool:
        """Whether something is missing that only the API can bring: a ConfigMap, a Secret, a volume."""
        return bool(self._unmounted) or any(waits["reason"] == CONFIG_ERROR for waits in self.waiting.values())

    @property
    def sandbox(self) -> Sandbox | None:
        """The Pod's sandbox, as soon as there is one."""
        return self._runtime.sandboxes.get(self.pod.metadata.uid)

    def last(self, container: Container) -> Run | None:
        """The newest run of a container."""
        return self.sandbox.last(container.name) if self.sandbox else None

    def start_what_is_due(self) -> None:
        """Start and restart what should run and does not; stop what hangs, and the sidecars when all else has ended."""
        if not self._can_mount():
            return
        spec = self.pod.spec
        initialized = any(self.last(each) for each in spec.containers)
        for container in spec.init_containers:
            if is_sidecar(container):
                self._keep_running(container, "Always", None)
                started = health(container, self.last(container), self._clock.now).started
                if not initialized and started > self._clock.now:
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
        living = [(each, run) for each in containers if (run := self.last(each)) is not None and run.ended is None]
        for container, run in living:
            if run.stopping is None:
                self._say("Killing", f"Stopping container {run.name}")
            self._runtime.stop(run, grace, pre_stop_seconds(container))
        return bool(living)

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
            yield health(container, self.last(container), self._clock.now).next
        yield from self._puller.due()
        for name in self.waiting:
            run = self.sandbox.last(name) if self.sandbox else None
            if run is not None and run.ended is not None and name in self._backoffs:
                yield self._backoffs[name].until(run.ended)

    def _policy(self, container: Container) -> str:
        return container.restart_policy or self.pod.spec.restart_policy

    def _keep_running(self, container: Container, policy: str, lifetime: float | None) -> None:
        """Start a container that has never run; restart one that has ended, when it is time to; stop one that hangs."""
        run = self.last(container)
        if self._puller.is_busy(container):
            return
        behaviour = self._runtime.images.of(container.image, lifetime)
        if run is not None and run.ended is None:
            self._probe(container, run)
        elif run is None or self._puller.has_failed(container.name):
            self._prepare(container, behaviour)
        elif run.ended is not None and not _is_done(run, policy):
            self._restart(container, behaviour, run.ended)

    def _probe(self, container: Container, run: Run) -> None:
        found = health(container, run, self._clock.now)
        assert self.sandbox is not None, "what runs has a sandbox"
        self._prober.tell(container, run, self.sandbox, found)
        if found.doomed <= self._clock.now and run.stopping is None:
            self._say("Killing", self._prober.why(container, found))
            grace = float(self.pod.spec.termination_grace_period_seconds)
            self._runtime.stop(run, grace, pre_stop_seconds(container))

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
        self._puller.fetch(container, lambda: self._create(container, behaviour))

    def _create(self, container: Container, behaviour: Behaviour) -> None:
        variables = self._environment(container)
        sandbox = self._runtime.make_sandbox(self.pod.metadata.uid, host_network=self.pod.spec.host_network)
        if variables is None:
            return
        rules, image, host = self._runtime.rules, container.image, self._runtime.host
        behaviour = rules.behaviour(image, behaviour, host, variables, self._say)
        if taken := self._taken_port(container):
            last_words = (f"listen tcp :{taken}: bind: address already in use",)
            behaviour = replace(behaviour, exit_code=1, exit_after=0.0, logs=last_words)
        self._runtime.start(
            sandbox,
            container.name,
            container.image,
            behaviour,
            limits=_limits(container),
            environment=variables,
            ports=tuple(port.container_port for port in container.ports),
        )
        self._say("Created", "Container created")

    def _can_mount(self) -> bool:
        """Whether the volumes of a Pod that is to begin are there."""
        client = self._client()
        if not self.pod.spec.volumes or self.sandbox is not None or client is None:
            return True
        problem = mount_problem(client, self.pod)
        if problem and problem != self._unmounted:
            self._say("FailedMount", problem, "Warning")
        self._unmounted = problem
        return not problem

    def _environment(self, container: Container) -> Mapping[str, str] | None:
        """The container's variables; ``None`` when they cannot be had, and then it waits for them."""
        client, last = self._client(), self.last(container)
        if client is None:
            return last.environment if last else NOTHING
        try:
            variables = environment(client, self.pod, container)
        except ConfigError as error:
            waits = {"reason": CONFIG_ERROR, "message": str(error)}
            if self.waiting.get(container.name) != waits:
                self.waiting[container.name] = waits
                self._say("Failed", f"Error: {error}", "Warning")
            return None
        if self.waiting.get(container.name, {}).get("reason") == CONFIG_ERROR:
            del self.waiting[container.name]
        return variables

    def _taken_port(self, container: Container) -> int:
        """A port on which the container wants to listen and another one of the Pod does already; 0: none."""
        living = [each for each in self.pod.spec.containers if (run := self.last(each)) and run.ended is None]
        taken = {(port.container_port, port.protocol) for each in living for port in each.ports}
        wanted = [(port.container_port, port.protocol) for port in container.ports]
        return next((number for number, protocol in wanted if (number, protocol) in taken), 0)

    def start_nothing_more(self) -> None:
        """Nobody waits any longer for the images that are on their way."""
        self._puller.close()


def _has_succeeded(run: Run | None) -> bool:
    return run is not None and run.ended is not None and run.exit_code == 0


def _is_done(run: Run | None, policy: str) -> bool:
    """Whether a container has ended for good."""
    if run is None or run.ended is None:
        return False
    return policy == "Never" or (policy == "OnFailure" and run.exit_code == 0)


def _limits(container: Container) -> Limits:
    """What the container may use at most."""
    limits = container.resources.limits
    most = Limits()
    if "cpu" in limits:
        most = most._replace(cpu=float(cpu(limits["cpu"])))
    return most._replace(memory=float(memory(limits["memory"]))) if "memory" in limits else most
