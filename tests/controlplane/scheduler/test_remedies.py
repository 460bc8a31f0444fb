"""What would help a Pod, and that it is true."""

from copy import deepcopy
from random import Random

import pytest

from kubelite.objects import view
from tests.controlplane.scheduler.laboratory import Laboratory
from tests.controlplane.scheduler.test_memory import HOST, NODES, PODS, ZONE, near, spread
from tests.rules.build import container, node_manifest, pod_manifest

TAINTS = [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}, {"key": "old", "effect": "NoExecute"}]
DEMANDING = [
    {"cpu": "9"},
    {"cpu": "3", "memory": "40Gi"},
    {"containers": [container("a", cpu="2"), container("b", cpu="3", memory="100Mi")]},
    {"cpu": "1", "initContainers": [container("init", cpu="7")]},
    {"cpu": "1", "overhead": {"cpu": "5"}},
    {"nodeSelector": {"disk": "nvme"}},
    {"nodeSelector": {"disk": "nvme"}, "cpu": "9"},
    {"containers": [container(**{"example.com/gpu": "1"})]},
    {"cpu": "100m", "affinity": near("podAffinity"), "labels": {"app": "db"}},
    {"cpu": "100m", "topologySpreadConstraints": spread("DoNotSchedule", "rack"), "labels": {"app": "web"}},
    {"containers": [container() | {"ports": [{"containerPort": 80, "hostPort": 80}]}]},
    {"cpu": "100m", "affinity": near("podAntiAffinity", HOST), "labels": {"app": "web"}},
]


def waiting(seed):
    """A laboratory in which a Pod found no node, and the name of that Pod; ``None`` when all found one."""
    random = Random(seed)
    lab = Laboratory(seed=seed)
    for number in range(random.randint(1, 4)):
        spec = deepcopy(random.choice(NODES))
        if random.random() < 0.5:
            spec["taints"] = random.sample(TAINTS, random.randint(1, 2))
        lab.node(f"n{number}", **spec)
    for number in range(random.randint(0, 8)):
        lab.pod(f"p{number}", **random.choice(PODS[:9]))
    lab.pod("hopeful", **deepcopy(random.choice(DEMANDING)))
    return None if lab.place("hopeful") else lab


def applied(lab, remedy):
    """Another laboratory with the same objects, and what the remedy says: where the Pod is then."""
    other = Laboratory()
    stored = deepcopy(lab.api.stored)
    if remedy.kind == "Pod":
        stored["Pod", "hopeful"] = dict(remedy.manifest)
    else:
        changes = dict(remedy.manifest)
        node = stored.setdefault(("Node", changes["metadata"]["name"]), changes)
        node["metadata"].setdefault("labels", {}).update(changes["metadata"].get("labels", {}))
        node.setdefault("spec", {}).update(changes.get("spec", {}))
    for (kind, name), manifest in stored.items():
        if kind == "Node" or name == "hopeful" or manifest["spec"].get("nodeName"):  # nobody else waits for the room
            other.api.put(manifest)
    other.clock.advance(1)
    return other.place("hopeful")


@pytest.mark.parametrize("hundred", [0, 1])
def test_what_is_said_to_help_does_help(hundred):
    cases = tried = 0
    for seed in range(hundred * 1000, hundred * 1000 + 400):
        if cases == 100:
            break
        if (lab := waiting(seed)) is None:
            continue
        cases += 1
        for remedy in lab.scheduler.why("hopeful").remedies:
            tried += 1
            assert applied(lab, remedy), f"seed {seed}: {remedy.text}"
    assert cases == 100
    assert tried >= 200


def told(lab, name="web"):
    return [remedy.text for remedy in lab.scheduler.why(name).remedies]


def test_a_smaller_request():
    lab = Laboratory(workers=2)
    lab.pod("busy", cpu="3")
    lab.pod("web", cpu="5")
    free = "worker-1" if lab.place("busy") == "worker-2" else "worker-2"
    assert told(lab) == [
        f"ask for at most cpu 4000m instead of cpu 5000m (to run on {free})",
        "add a node with cpu 5000m",
    ]


def test_a_toleration_a_label_a_cordon():
    lab = Laboratory()
    lab.node("tainted", taints=TAINTS[:1])
    lab.node("cordoned", unschedulable=True)
    lab.pod("web")
    assert "let the pod tolerate gpu=yes:NoSchedule" in told(lab)
    assert "let new pods onto cordoned again (kubectl uncordon cordoned)" in told(lab)
    other = Laboratory(workers=1)
    other.pod("web", nodeSelector={"disk": "ssd"})
    assert "label worker-1 (kubectl label node worker-1 disk=ssd)" in told(other)
    assert "leave out the pod's nodeSelector" in told(other)


def test_several_obstacles_at_once():
    lab = Laboratory()
    lab.node("small", "1", taints=TAINTS[:1])
    lab.pod("web", cpu="2")
    expected = "let the pod tolerate gpu=yes:NoSchedule and ask for at most cpu 1000m instead of cpu 2000m"
    assert any(text.startswith(expected) for text in told(lab))


def test_gates():
    lab = Laboratory(workers=1)
    lab.pod("web", schedulingGates=[{"name": "example.com/paid"}])
    decision = lab.scheduler.why("web")
    assert decision.message == "waiting for scheduling gates: [example.com/paid]"
    lab.api.put(decision.remedies[0].manifest)
    lab.clock.settle()
    assert lab.place("web") == "worker-1"


def test_who_needs_no_help_gets_none():
    lab = Laboratory(workers=1)
    lab.pod("web")
    assert told(lab) == []
    assert lab.scheduler.why("nobody") is None


def test_a_learners_objection_is_beyond_help_and_a_broken_function_breaks_nothing():
    lab = Laboratory(workers=1)
    lab.scheduler.use(filter=lambda pod, node: False)
    lab.pod("web")
    assert told(lab) == []
    other = Laboratory(workers=1)
    other.scheduler.use(filter=lambda pod, node: 1 / 0)
    other.pod("web")
    assert other.scheduler.why("web").remedies == ()


def test_the_pod_itself_is_not_changed_by_the_search():
    lab = Laboratory(workers=1)
    lab.pod("web", cpu="9", tolerations=[])
    before = deepcopy(lab.api.stored["Pod", "web"])
    lab.scheduler.why("web")
    assert lab.api.stored["Pod", "web"] == before


def test_a_decision_shows_itself_as_text_html_and_data():
    lab = Laboratory(workers=2)
    lab.pod("web", cpu="1")
    lab.pod("big", cpu="9")
    chosen, none = lab.scheduler.why("web"), lab.scheduler.why("big")
    assert "What would help:\n  ask for at most cpu " in none.to_text()
    assert none._repr_html_().count("<tr") == 3
    assert "What would help:" in none._repr_html_()
    assert "font-weight: bold" in chosen._repr_html_()
    assert "Node<wbr>Resources<wbr>Fit×1" in chosen._repr_html_(), "a long name may be broken in a narrow place"
    data = chosen.to_data()
    assert data["node"] == chosen.node
    assert [column["plugin"] for column in data["scored"]] == [column.plugin for column in chosen.scored]
    assert none.to_data()["remedies"][0][1] == "Pod"
    assert view(none.remedies[0].manifest).metadata.name == "big"


def test_names_are_escaped_in_html():
    lab = Laboratory()
    lab.api.put(node_manifest("n1"))
    lab.api.put(pod_manifest("a<b>", cpu="9", nodeSelector={ZONE: "x"}))
    lab.clock.settle()
    assert "a&lt;b&gt;" in lab.scheduler.why("a<b>")._repr_html_()
