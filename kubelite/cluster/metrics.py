"""What workloads use over time: CPU, memory, Pods, requests.

Nothing is measured in a cluster that nobody asks anything of: a sample is taken every few seconds while requests are
sent, and whenever somebody looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, overload, runtime_checkable

from kubelite.client import Client
from kubelite.cluster.site import Site
from kubelite.node.run import Run
from kubelite.node.serving import Usage, usage
from kubelite.objects import Object, Pod
from kubelite.objects.errors import NotFound
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import is_finished, is_ready
from kubelite.view.table import columns

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SAMPLE_SECONDS = 5.0
"""How far apart samples are, at least."""
SHOWN_ROWS = 20
MEBIBYTE = 1024**2


class Measurement(NamedTuple):
    """One workload at one moment: ``time`` in seconds since the start, ``cpu`` in millicores, ``memory`` in bytes,
    ``requests`` that came to its Pods in the last second; ``throttled`` as in ``Usage``, of the Pod that has it worst.
    """

    time: float
    workload: str
    pods: int
    ready: int
    cpu: float
    memory: float
    requests: int
    throttled: float


class Metrics(Sequence[Measurement]):
    """Measurements, oldest first. ``of("backend")`` are those of one workload; ``plot()`` draws them."""

    def __init__(self, rows: Sequence[Measurement] = ()) -> None:
        self._rows = list(rows)

    def add(self, rows: Sequence[Measurement]) -> None:
        """Measurements of a later moment."""
        self._rows.extend(rows)

    def of(self, workload: str) -> Metrics:
        """The measurements of one workload."""
        return Metrics([row for row in self._rows if row.workload == workload])

    def plot(self) -> Figure:
        """A figure with CPU, memory, Pods and requests over time; it needs matplotlib."""
        from kubelite.view.plot import plot

        return plot({name: [row for row in self._rows if row.workload == name] for name in self.workloads})

    @property
    def workloads(self) -> list[str]:
        """Whose measurements there are."""
        return sorted({row.workload for row in self._rows})

    @overload
    def __getitem__(self, index: int) -> Measurement: ...
    @overload
    def __getitem__(self, index: slice) -> list[Measurement]: ...
    def __getitem__(self, index: int | slice) -> Measurement | list[Measurement]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        if not self._rows:
            return "No measurements yet."
        headings = ["TIME", "WORKLOAD", "READY", "CPU", "MEMORY", "REQUESTS", "THROTTLED"]
        return columns([headings, *map(_shown, self._rows[-SHOWN_ROWS:])])


@runtime_checkable
class WantsMetrics(Protocol):
    """A controller that asks ``metrics(pod)`` what a Pod uses: millicores of ``cpu``, bytes of ``memory``."""

    metrics: Callable[[Pod], Mapping[str, float] | None]


class Measured(Site):
    """The verbs that measure."""

    _metrics: Metrics
    _measured: float

    @property
    def metrics(self) -> Metrics:
        """CPU, memory, Pods and requests of every workload over time, up to now."""
        if self._measured != self.clock.now:
            self._measure()
        return self._metrics

    def pod_metrics(self, pod: str | Object, namespace: str = "default") -> Usage | None:
        """What a Pod uses now; ``None`` when it does not run, or when nobody can ask its node."""
        try:
            machine, found = self._place_of(pod, namespace)
        except NotFound:
            return None
        if not machine.is_on or machine.is_cut_off or not machine.kubelet.is_running:
            return None
        runs = self._runs(found)
        return _total(runs, self.clock.now) if runs else None

    def _metrics_api(self, pod: Pod) -> Mapping[str, float] | None:
        """What Kubernetes' metrics API says of a Pod."""
        used = self.pod_metrics(pod)
        return None if used is None else {"cpu": used.cpu, "memory": used.memory}

    def _on_second(self) -> None:
        if self.clock.now - self._measured >= SAMPLE_SECONDS:
            self._measure()

    def _measure(self) -> None:
        self._measured = now = self.clock.now
        by_workload: dict[str, list[Pod]] = defaultdict(list)
        for pod in self._eye.list("Pod"):
            if not is_finished(pod):
                by_workload[workload_of(self._eye, pod)].append(pod)
        self._metrics.add([self._of_workload(name, pods, now) for name, pods in sorted(by_workload.items())])

    def _of_workload(self, name: str, pods: list[Pod], now: float) -> Measurement:
        runs = [run for pod in pods for run in self._runs(pod)]
        total, ready = _total(runs, now), sum(map(is_ready, pods))
        requests = sum(run.work.came for run in runs if run.work.at > now - 1)
        return Measurement(now, name, len(pods), ready, total.cpu, total.memory, requests, total.throttled)

    def _runs(self, pod: Pod) -> list[Run]:
        """The containers of the Pod that run now."""
        machine = self.nodes.get(pod.spec.node_name)
        sandbox = machine.runtime.sandboxes.get(pod.metadata.uid) if machine else None
        return sandbox.running() if sandbox else []


def workload_of(client: Client, pod: Pod) -> str:
    """The name of the object at the top that wants this Pod; its own name when nobody manages it."""
    owner = controller_of(pod)
    if owner is None:
        return pod.metadata.name
    if owner.kind != "ReplicaSet":
        return owner.name
    try:
        above: Any = controller_of(client.get("ReplicaSet", owner.name, pod.metadata.namespace))
    except NotFound:
        return owner.name
    return above.name if above else owner.name


def _total(runs: Sequence[Run], now: float) -> Usage:
    each = [usage(run, now) for run in runs]
    throttled = max((used.throttled for used in each), default=0.0)
    return Usage(sum(used.cpu for used in each), sum(used.memory for used in each), throttled)


def _shown(row: Measurement) -> list[str]:
    amounts = [f"{row.cpu:.0f}m", f"{row.memory / MEBIBYTE:.0f}Mi", str(row.requests), f"{row.throttled:.0%}"]
    return [f"{row.time:g}s", row.workload, f"{row.ready}/{row.pods}", *amounts]
