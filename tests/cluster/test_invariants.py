"""What holds at every moment, whatever breaks: bounds of a rolling update, one Pod for each ordinal, nothing lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kubelite import Behaviour, Cluster
from kubelite.client import WatchEvent
from kubelite.objects.errors import APIError
from kubelite.rules.podstate import is_active, is_ready
from tests.cluster.test_traffic import PROBE

TIMES = st.sampled_from([0.5, 1.0, 3.0, 20.0, 90.0])
CONTROL_PLANE = st.sampled_from(["api server", "scheduler", "controllers"])
NODE_PARTS = st.sampled_from(["kubelet", "runtime"])
NODES = ("worker-1", "worker-2", "worker-3")


def container(image: str) -> dict[str, Any]:
    return {"name": "app", "image": image, "ports": [{"containerPort": 8080}], "readinessProbe": PROBE}


class RollingUpdates(RuleBasedStateMachine):
    """New versions, good ones and such that never work, one upon the other, while the control plane comes and goes."""

    @initialize(replicas=st.integers(1, 6), room=st.sampled_from([(0, 1), (1, 0), (1, 1), ("25%", "25%"), (2, "50%")]))
    def a_deployment(self, replicas: int, room: tuple[int | str, int | str]) -> None:
        self.cluster = Cluster(seed=4)
        self.cluster.images["shop/never:1"] = Behaviour(ready_seconds=9e9)
        self.replicas, (self.surge, self.unavailable) = replicas, room
        self.image = "shop/web:1"
        self.apply()
        self.cluster.run(until=self.cluster.ready)
        surge = self.surge if isinstance(self.surge, int) else -(-replicas // 4)
        share = {"25%": replicas // 4, "50%": replicas // 2}
        unavailable = self.unavailable if isinstance(self.unavailable, int) else share[self.unavailable]
        self.most, self.least = replicas + surge, replicas - unavailable
        self.cluster._eye.watch("Pod", self.look)

    def apply(self) -> None:
        room = {"maxSurge": self.surge, "maxUnavailable": self.unavailable}
        template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container(self.image)]}}
        spec = {"replicas": self.replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template}
        strategy = {"strategy": {"rollingUpdate": room}}
        manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
        self.cluster.apply({**manifest, "spec": spec | strategy})

    def look(self, event: WatchEvent) -> None:
        """After each single change of a Pod."""
        active = [pod for pod in self.cluster._eye.list("Pod") if is_active(pod)]
        assert len(active) <= self.most
        assert sum(map(is_ready, active)) >= self.least

    @rule(image=st.sampled_from(["shop/web:1", "shop/web:2", "shop/web:3", "shop/never:1"]))
    def new_version(self, image: str) -> None:
        before, self.image = self.image, image
        try:
            self.apply()
        except APIError:
            self.image = before

    @rule(seconds=TIMES)
    def time_passes(self, seconds: float) -> None:
        self.cluster.run(seconds=seconds)

    @rule(part=CONTROL_PLANE)
    def a_part_stops(self, part: str) -> None:
        self.cluster.stop(part)

    @rule(part=CONTROL_PLANE)
    def a_part_starts(self, part: str) -> None:
        self.cluster.start(part)

    def teardown(self) -> None:
        """Let everything work, and the last good version come to its end."""
        for part in self.cluster.stopped:
            self.cluster.start(part)
        self.image = "shop/web:4"
        self.apply()
        self.cluster.run(until=self.is_complete, timeout=900)

    def is_complete(self) -> bool:
        pods = [pod for pod in self.cluster.get("pods") if is_active(pod)]
        images = {pod.spec.containers[0].image for pod in pods}
        return len(pods) == self.replicas and images == {"shop/web:4"} and all(map(is_ready, pods))


class Ordinals(RuleBasedStateMachine):
    """A StatefulSet on nodes that fail, are cut off and come back; and notes that the API promised to keep."""

    @initialize()
    def a_database(self) -> None:
        self.cluster = Cluster(seed=6)
        self.replicas = 3
        self.notes: dict[str, str] = {}
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
        mounts = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
        template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [container("shop/db:1") | mounts]}}
        spec = {
            "replicas": self.replicas,
            "serviceName": "db",
            "selector": {"matchLabels": {"app": "db"}},
            "template": template,
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        }
        self.cluster.apply({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": spec})
        self.cluster.run(until=self.cluster.ready)
        self.cluster.write("db-0", "/data/orders", "42")

    @rule(seconds=st.sampled_from([0.5, 3.0, 20.0, 90.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.cluster.run(seconds=seconds)

    @rule(verb=st.sampled_from(["fail", "cut_off", "recover"]), node=st.sampled_from(NODES))
    def a_node(self, verb: str, node: str) -> None:
        getattr(self.cluster, verb)(node)

    @rule(verb=st.sampled_from(["stop", "start"]), part=CONTROL_PLANE)
    def a_part(self, verb: str, part: str) -> None:
        getattr(self.cluster, verb)(part)

    @rule(verb=st.sampled_from(["stop", "start"]), part=NODE_PARTS, node=st.sampled_from(NODES))
    def a_part_of_a_node(self, verb: str, part: str, node: str) -> None:
        getattr(self.cluster, verb)(part, node)

    @rule(number=st.integers(0, 3))
    def a_pod_is_deleted(self, number: int) -> None:
        self.asked(lambda: self.cluster.delete("pod", f"db-{number}"))

    @rule(number=st.integers(0, 3))
    def a_container_crashes(self, number: int) -> None:
        self.asked(lambda: self.cluster.crash(f"db-{number}"))

    @rule(replicas=st.integers(0, 4))
    def somebody_scales(self, replicas: int) -> None:
        if self.asked(lambda: self.cluster.scale("statefulset/db", replicas=replicas)):
            self.replicas = replicas

    @rule(name=st.sampled_from("abc"), text=st.sampled_from(["one", "two"]))
    def somebody_takes_a_note(self, name: str, text: str) -> None:
        note = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"note": text}}
        if self.asked(lambda: self.cluster.apply(note)):
            self.notes[name] = text

    def asked(self, deed: Any) -> bool:
        """Whether the API took it; what it refuses was not promised."""
        try:
            deed()
        except APIError:
            return False
        return True

    @invariant()
    def no_ordinal_runs_twice(self) -> None:
        """Counted on the machines themselves: what the API believes is another matter."""
        if not hasattr(self, "cluster"):
            return
        running: Counter[str] = Counter()
        names = {pod.metadata.uid: pod.metadata.name for pod in self.cluster._eye.list("Pod")}
        for machine in self.cluster.nodes.values():
            for uid, sandbox in machine.runtime.sandboxes.items():
                running[names.get(uid, f"gone {uid}")] += bool(sandbox.running())
        assert max(running.values(), default=0) <= 1, running
        assert not [name for name, count in running.items() if count and name.startswith("gone")]

    @invariant()
    def what_was_promised_is_there(self) -> None:
        if hasattr(self, "cluster"):
            found = {each.metadata.name: each.data["note"] for each in self.cluster._eye.list("ConfigMap", "default")
                     if each.metadata.name in self.notes}  # fmt: skip
            assert found == self.notes
            assert self.cluster._eye.get("StatefulSet", "db").spec.replicas == self.replicas

    def teardown(self) -> None:
        """Mend everything: the database is as large as it was asked to be, and has its data."""
        for part in self.cluster.stopped:
            self.cluster.start(part)
        for node in NODES:
            self.cluster.recover(node)
        if not self.replicas:
            self.cluster.scale("statefulset/db", replicas=1)
            self.replicas = 1
        self.cluster.run(until=self.is_well, timeout=1500)
        assert str(self.cluster.read("db-0", "/data/orders")) == "42"

    def is_well(self) -> bool:
        pods = self.cluster.get("pods")
        wanted = {f"db-{number}" for number in range(self.replicas)}
        return {pod.metadata.name for pod in pods} == wanted and all(map(is_ready, pods)) and self.cluster.ready()


TestRollingUpdates = RollingUpdates.TestCase
TestRollingUpdates.settings = settings(stateful_step_count=12)
TestOrdinals = Ordinals.TestCase
TestOrdinals.settings = settings(stateful_step_count=15)
