"""A real cluster with the verbs, the pictures and the words of a simulated one. Here, time is real."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from kubelite.client import WatchEvent
from kubelite.controlplane.apiserver.tables.pod import summarize
from kubelite.controlplane.scheduler.decision import Decision
from kubelite.controlplane.scheduler.ownfunctions import FilterFunction, ScoreFunction
from kubelite.kubectl import Kubectl
from kubelite.live.client import LiveClient
from kubelite.live.kubeconfig import Missing, find
from kubelite.live.namespace import OwnNamespace
from kubelite.live.scheduling import OwnScheduler
from kubelite.live.transport import Transport
from kubelite.objects import Object, Pod
from kubelite.objects.errors import APIError, NotFound
from kubelite.view.problems import problems
from kubelite.view.shown import Shown
from kubelite.view.snapshot import Snapshot, snapshot
from kubelite.view.table import Text

LOOK = 1.0  # seconds between two questions whether the wait is over
PATIENCE = 45.0  # seconds of a wait, unless another number is given


def connect() -> RealCluster | NoCluster:
    """The kind cluster of this machine; where there is none that may be used, something that says so."""
    try:
        context, api_client = find()
        transport = Transport(api_client)
        version = transport.request("GET", "/version")
    except Missing as missing:
        return NoCluster(f"There is no real cluster to use: {missing}. This cell is skipped.")
    except APIError as error:
        return NoCluster(f"There is no real cluster to use: {error.message.rstrip('.')}. This cell is skipped.")
    return RealCluster(LiveClient(transport), context, str(version.get("gitVersion", "")))


class RealCluster(Shown, Kubectl):
    """A cluster that kind has made. The verbs work in its own namespace, which ``make_namespace`` makes."""

    def __init__(self, client: LiveClient, context: str, version: str = "") -> None:
        super().__init__(client, lambda: datetime.now(UTC), lambda: None)
        self.context = context
        self.version = version
        self._live = client
        self._own = OwnNamespace(client)
        self._scheduler = OwnScheduler(client)
        self._look_afresh()

    def make_namespace(self) -> Text:
        """Make a namespace of its own, in which all later verbs work."""
        if not self._live.namespace:
            self.namespace = self._own.make()
            self._look_afresh()
        return Text(f"namespace/{self.namespace} created in {self.context}, Kubernetes {self.version}")

    def clean_up(self, timeout: float = PATIENCE) -> Text:
        """Delete the namespace and all that is in it, and wait until it is gone. It may be called at any time."""
        return Text(self._own.delete(timeout))

    def use(
        self, *, filter: FilterFunction | None = None, score: ScoreFunction | None = None, weight: int | None = None
    ) -> None:
        """Let a function of your own place the Pods that ask for ``my-scheduler``; it does so while ``run`` runs."""
        self._scheduler.use(filter=filter, score=score, weight=weight)

    def why(self, pod: str | Object) -> Decision:
        """Why is the Pod where it is, or nowhere: what your functions thought of every node at the last attempt."""
        name = pod.metadata.name if isinstance(pod, Object) else pod.removeprefix("pod/")
        decision = self._scheduler.decisions.get(f"{self.namespace}/{name}")
        if decision is None:
            raise NotFound(f'your functions have not been asked about pod "{name}"')
        return decision

    def run(
        self, seconds: float | None = None, *, until: Callable[[], bool] | None = None, timeout: float = PATIENCE
    ) -> Text:
        """Watch for ``seconds``, or ``until`` a condition holds, and print what happens to the Pods of the namespace,
        beginning with what has happened since the last look.

        After ``timeout`` seconds it gives up and says what is missing; that is no error.
        """
        if (seconds is None) == (until is None):
            raise ValueError("run() wants to know how long: run(seconds=10), or run(until=cluster.ready, timeout=45)")
        begin = time.monotonic()
        end = begin + (timeout if seconds is None else seconds)
        while True:
            for line in self._scheduler.place_all():
                _say(begin, line)
            if until is not None and until():
                return Text(f"{time.monotonic() - begin:.0f} s later: {self.sentence()}")
            left = end - time.monotonic()
            if left <= 0:
                break
            for event in self._watch.changes(min(LOOK, left)):
                self._report(begin, event)
        return Text(self.sentence() if until is None else self._too_late(timeout))

    def ready(self) -> bool:
        """Is everything in the namespace as it should be? ``problems()`` says what is not."""
        return not self.problems()

    def problems(self) -> list[str]:
        """One sentence for each object of the namespace that is not ready, with the reason."""
        return problems(self.client, self.namespace)

    def snapshot(self) -> Snapshot:
        """The whole cluster at this moment, as plain data."""
        return snapshot(self.client)

    def _look_afresh(self) -> None:
        """Forget what was told about the Pods of another namespace."""
        self._watch, self._told = self._live.watch_here("Pod", self.namespace), dict[str, str]()

    def _report(self, begin: float, event: WatchEvent) -> None:
        """A line when the word for a Pod, or its node, has changed."""
        pod: Pod = event.object
        summary, name = summarize(pod), pod.metadata.name
        state = "gone" if event.type == "DELETED" else f"{summary.state}, {summary.ready}/{summary.containers} ready"
        line = f"{name}: {state}" + (f", on {pod.spec.node_name}" if pod.spec.node_name else "")
        if self._told.get(name) != line:
            self._told[name] = line
            _say(begin, line)

    def _too_late(self, timeout: float) -> str:
        missing = "\n".join(f"  {problem}" for problem in self.problems())
        return f"After {timeout:g} s the condition still does not hold.\n{missing}\nRun the cell again to wait longer."


class NoCluster:
    """Stands in for a real cluster where there is none: whatever it is asked for, it says why nothing happens."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __getattr__(self, name: str) -> NoCluster:
        if name.startswith("_"):
            raise AttributeError(name)  # Python and notebooks ask for such names, and believe what they get
        return self

    def __call__(self, *arguments: object, **named: object) -> NoCluster:
        return self

    def __getitem__(self, index: object) -> NoCluster:
        return self

    def __iter__(self) -> Iterator[NoCluster]:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self._why


def _say(begin: float, line: str) -> None:
    print(f"{time.monotonic() - begin:4.0f} s  {line}", flush=True)
