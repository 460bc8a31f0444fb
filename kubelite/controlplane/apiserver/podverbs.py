"""The two verbs that only Pods have: bind and evict."""

from __future__ import annotations

from abc import ABC, abstractmethod

from kubelite.clock import Clock
from kubelite.controlplane.apiserver import eviction, preconditions
from kubelite.controlplane.apiserver.answer import Answer, content
from kubelite.controlplane.apiserver.registry.binding import bound
from kubelite.controlplane.etcd import Document, Etcd, Record
from kubelite.objects import Pod, PodDisruptionBudget, kinds
from kubelite.objects.kinds import Resource
from kubelite.objects.meta import view_as

PODS = kinds.named("Pod")
BUDGETS = kinds.named("PodDisruptionBudget")


class PodVerbs(ABC):
    """Verbs that stand on those that all objects have."""

    _clock: Clock

    @property
    @abstractmethod
    def etcd(self) -> Etcd: ...

    @abstractmethod
    def get(self, resource: Resource, namespace: str, name: str) -> Record: ...

    @abstractmethod
    def find(self, resource: str, namespace: str, name: str) -> Document | None: ...

    @abstractmethod
    def delete(self, resource: Resource, namespace: str, name: str, *, grace: int | None = None) -> Answer: ...

    @abstractmethod
    def _store(self, record: Record, new: Document, said: list[str]) -> Answer: ...

    def evict(self, namespace: str, name: str, *, grace: int | None = None, uid: str = "") -> None:
        """Delete a Pod if its PodDisruptionBudget can spare it; ``TooManyRequests`` when it cannot."""
        record = self.get(PODS, namespace, name)
        preconditions.refuse_other(PODS, record, uid)
        pod, now = content(record), self._clock.timestamp()
        stored = self.etcd.list(BUDGETS.qualified, namespace)
        budgets = [view_as(PodDisruptionBudget, content(each)) for each in stored]
        budget = eviction.charged(view_as(Pod, pod), budgets)
        if budget is not None:
            paying = self.get(BUDGETS, namespace, budget.metadata.name)
            status = eviction.spent(budget, content(paying)["status"], name, now)
            self._store(paying, {**content(paying), "status": status}, [])
        self._store(record, {**pod, "status": eviction.disrupted(pod["status"], now)}, [])
        self.delete(PODS, namespace, name, grace=grace)

    def bind(self, namespace: str, name: str, node_name: str) -> None:
        """Place a Pod on a node. ``Conflict`` when it has one already, or is being deleted."""
        record = self.get(PODS, namespace, name)
        node = self.find("nodes", "", node_name)
        self._store(record, bound(content(record), node_name, node, self._clock.timestamp()), [])
