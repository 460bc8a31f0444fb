"""What the scheduler keeps in mind leads to the same decisions as a look at everything."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelite.controlplane.scheduler import surroundings
from kubelite.controlplane.scheduler.cache import Cache
from kubelite.controlplane.scheduler.cycle import decide
from kubelite.controlplane.scheduler.framework import SUCCESS, FilterPlugin
from kubelite.controlplane.scheduler.memory import Memory
from kubelite.controlplane.scheduler.ownfunctions import own_function
from kubelite.controlplane.scheduler.plugins import default_plugins
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.controlplane.scheduler.snapshot import Journal
from kubelite.objects import view
from tests.rules.build import container, node_manifest, pod_manifest

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
WEB = {"matchLabels": {"app": "web"}}


def near(kind, key=ZONE, **term):
    required = [{"topologyKey": key, "labelSelector": WEB, **term}]
    return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": required}}


def wish(kind, key=HOST):
    term = {"topologyKey": key, "labelSelector": WEB}
    return {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 7, "podAffinityTerm": term}]}}


def prefer(label):
    term = {"matchExpressions": [{"key": label, "operator": "Exists"}]}
    return {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 5, "preference": term}]}}


def spread(when, key=ZONE):
    return [{"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": when, "labelSelector": WEB}]


def only(name):
    fields = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [fields]}}}


PODS = [
    {"cpu": "500m"},
    {"cpu": "2", "memory": "1Gi", "labels": {"app": "web"}},
    {"cpu": "1500m", "priority": 10, "labels": {"app": "web"}},
    {},
    {"tolerations": [{"operator": "Exists"}], "memory": "3Gi"},
    {"cpu": "100m", "nodeSelector": {"disk": "ssd"}},
    {"cpu": "100m", "affinity": prefer("disk")},
    {"cpu": "100m", "affinity": near("podAffinity"), "labels": {"app": "web"}},
    {"cpu": "100m", "affinity": near("podAntiAffinity", HOST), "labels": {"app": "web"}},
    {"cpu": "100m", "affinity": wish("podAffinity")},
    {"cpu": "100m", "affinity": wish("podAntiAffinity", ZONE), "labels": {"app": "db"}},
    {"cpu": "100m", "topologySpreadConstraints": spread("DoNotSchedule"), "labels": {"app": "web"}},
    {"cpu": "100m", "topologySpreadConstraints": spread("ScheduleAnyway", HOST), "labels": {"app": "web"}},
    {"containers": [container() | {"ports": [{"containerPort": 80, "hostPort": 80}]}]},
    {"containers": [container(cpu="200m") | {"image": "big:1"}]},
    {"cpu": "3500m", "priority": 20},
    {"cpu": "100m", "affinity": only("n1")},
]
NODES = [
    {},
    {"cpu": "2", "memory": "16Gi"},
    {"labels": {ZONE: "a", "disk": "ssd"}},
    {"labels": {ZONE: "b"}},
    {"labels": {ZONE: "b", "disk": "hdd"}, "pods": "3"},
    {"taints": [{"key": "gpu", "effect": "NoSchedule"}]},
    {"taints": [{"key": "slow", "effect": "PreferNoSchedule"}], "labels": {ZONE: "a"}},
    {"unschedulable": True},
]
STEPS = ["decide"] * 4 + ["node"] * 2 + ["drop node", "drop pod", "finish", "leave", "hope", "image"]

INDEX = st.integers(0, 20)
Step = tuple[str, int, int]


class Twins:
    """A cluster about which two deciders are asked: one that remembers, and one that looks at everything."""

    def __init__(self, *own):
        self.profile = Profile(default_plugins())
        for function in own:
            self.profile.use(function)
        self.cache = Cache()
        self.memory = Memory(self.profile, self.cache.snapshot)
        self.placed = []
        self.images = {}
        web = {"name": "web", "namespace": "default"}
        surroundings.put(
            self.cache.snapshot, view({"kind": "Service", "metadata": web, "spec": {"selector": {"app": "web"}}})
        )
        for number in range(3):
            self.node(number, number)

    def do(self, number, step):
        what, one, other = step
        match what:
            case "decide":
                self.decide(number, PODS[one % len(PODS)])
            case "node":
                self.node(one % 6, other)
            case "drop node":
                self.cache.remove_node(f"n{one % 6}")
            case "hope":
                hopeful = view(pod_manifest(f"hope-{number}", **PODS[other % len(PODS)]))
                self.cache.nominate(hopeful, f"n{one % 6}")
            case "image":
                self.images[one % 6] = [{"names": ["big:1"], "sizeBytes": 10**8 * (other + 1)}]
                self.node(one % 6, other)
            case "drop pod" if self.placed:
                self.cache.remove_pod(view(self.placed.pop(one % len(self.placed))))
            case "finish" | "leave" if self.placed:
                manifest = self.placed[one % len(self.placed)]
                if what == "finish":
                    manifest["status"]["phase"] = "Succeeded"
                else:
                    manifest["metadata"]["deletionTimestamp"] = "2026-01-01T09:00:00Z"
                self.cache.put_pod(view(manifest))

    def node(self, number, kind):
        manifest = node_manifest(f"n{number}", **NODES[kind % len(NODES)])
        manifest["status"]["images"] = self.images.get(number, [])
        self.cache.put_node(view(manifest))

    def zone(self, number, zone):
        labels = {ZONE: zone} if zone else {}
        self.cache.put_node(view(node_manifest(f"n{number}", labels=labels, cpu="64", memory="64Gi")))

    def decide(self, number, spec):
        manifest = pod_manifest(f"p{number}", **spec)
        wanted = view(manifest)
        quick = self.memory.decide(wanted, Random(number))
        thorough = decide(self.profile, wanted, self.cache.snapshot, Random(number))
        assert quick == thorough
        assert list(quick.rejected) == list(thorough.rejected)
        if quick.node:
            self.cache.assume(wanted, quick.node)
            manifest["spec"]["nodeName"] = quick.node
            self.placed.append(manifest)
        elif quick.nominated:
            self.cache.nominate(wanted, quick.nominated)


steps = st.lists(st.tuples(st.sampled_from(STEPS), INDEX, INDEX), max_size=40)


@given(steps)
def test_both_decide_the_same_whatever_happens(story):
    twins = Twins()
    for number, step in enumerate(story):
        twins.do(number, step)


@given(steps)
def test_so_they_do_with_functions_of_a_learner(story):
    def even(pod, node):
        return len(node.pods) % 2 == 0

    def crowded(pod, node):
        return min(100, 10 * len(node.pods))

    replaced = own_function(even, None, None, "NodeAffinity")
    twins = Twins(replaced, own_function(None, crowded, 3, None), own_function(None, crowded, 1, "ImageLocality"))
    for number, step in enumerate(story):
        twins.do(number, step)


@given(st.lists(st.tuples(st.sampled_from(["decide", "other", "drop pod", "finish", "leave", "move"]), INDEX, INDEX)))
def test_scores_follow_the_pods_of_an_application(story):
    twins = Twins()
    for number, zone in enumerate(["a", "a", "b", "b", None]):
        twins.zone(number, zone)
    for number, (what, one, other) in enumerate(story):
        match what:
            case "other":
                there = pod_manifest(f"o{number}", labels={"app": "web"}, nodeName=f"n{one % 5}")
                there["metadata"]["namespace"] = ("default", "elsewhere")[other % 2]
                twins.cache.put_pod(view(there))
                twins.placed.append(there)
            case "move":
                twins.zone(one % 5, [None, "a", "b"][other % 3])
            case _:
                twins.do(number, (what, one, 1))
        twins.decide(number + 1000, {"cpu": "10m", "labels": {"app": "web"}})


@pytest.mark.parametrize("spec", PODS, ids=range(len(PODS)))
def test_many_pods_of_a_kind(spec):
    twins = Twins()
    for number in range(40):
        twins.do(number, ("node", number, number))
        twins.decide(number, spec)


def test_an_image_that_comes_to_other_nodes_changes_the_score_of_all():
    twins = Twins()
    wanted = {"containers": [container(cpu="100m") | {"image": "big:1"}]}
    for number in range(6):
        twins.do(number, ("image", number, 2))
        twins.decide(number, wanted)


def test_only_nodes_that_changed_are_judged_again():
    class Counting(FilterPlugin):
        name = "Counting"
        helped_by = frozenset()
        asked = 0

        def looks_at(self, pod):
            return ()

        def filter(self, state, pod, node):
            self.asked += 1
            return SUCCESS

    counting = Counting()
    cache = Cache()
    memory = Memory(Profile([counting, *default_plugins()]), cache.snapshot)
    for number in range(50):
        cache.put_node(view(node_manifest(f"n{number}")))
    for number in range(20):
        wanted = view(pod_manifest(f"p{number}", cpu="100m"))
        decision = memory.decide(wanted, Random(number))
        cache.assume(wanted, decision.node)
    assert counting.asked == 50 + 19


def test_a_journal_forgets_what_is_long_ago():
    journal = Journal()
    begin = len(journal)
    for number in range(Journal.LONGEST + 1):
        journal.note(f"n{number % 3}")
    assert journal.since(begin) is None
    assert len(journal.since(len(journal) - 2)) == 2
    assert journal.since(len(journal)) == set()
