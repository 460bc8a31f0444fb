"""The rules of the plugins, with worked examples from Kubernetes' sources."""

import pytest

from kubelite.controlplane.scheduler import surroundings
from kubelite.controlplane.scheduler.framework import CycleState
from kubelite.controlplane.scheduler.plugins import default_plugins, nodeports
from kubelite.controlplane.scheduler.plugins.imagelocality import image_names, locality
from kubelite.controlplane.scheduler.plugins.interpodaffinity import InterPodAffinity, requirements, share_of_range
from kubelite.controlplane.scheduler.plugins.mostallocated import most_allocated
from kubelite.controlplane.scheduler.plugins.noderesourcesbalancedallocation import balance, balanced_allocation
from kubelite.controlplane.scheduler.plugins.podterms import term_of
from kubelite.controlplane.scheduler.plugins.podtopologyspread import PodTopologySpread, least_crowded
from kubelite.controlplane.scheduler.plugins.spreadconstraints import application_selector, soft_constraints
from kubelite.controlplane.scheduler.snapshot import Snapshot
from kubelite.objects import view
from kubelite.objects.core.affinity import PodAffinityTerm
from kubelite.objects.core.container import ContainerPort
from kubelite.objects.meta import LabelSelector
from kubelite.rules.nodeinfo import NodeInfo
from tests.rules.build import container, node, pod

ZONE = "topology.kubernetes.io/zone"
MIB, GIB = 2**20, 2**30
WEB = {"matchLabels": {"app": "web"}}


def on(zone, *pods, name="", **spec):
    return NodeInfo(node(name or zone, labels={ZONE: zone}, **spec), pods)


def web(name, **spec):
    return pod(name, labels={"app": "web"}, **spec)


def service(**selector):
    return view({"kind": "Service", "metadata": {"name": "s", "namespace": "default"}, "spec": {"selector": selector}})


def test_balance_worked_examples():
    assert balance(0.75, 0.25) == 75
    assert balance(0.5, 0.125) == 81
    assert balance(3.0, 1.0) == 100, "more than all counts as all"
    info = NodeInfo(node(cpu="4", memory="8Gi"), [pod("a", cpu="2", memory="1Gi")])
    assert balanced_allocation({"cpu": 1000, "memory": GIB}, info) == 72
    empty = NodeInfo(node(cpu="4", memory="8Gi"))
    assert balanced_allocation({"cpu": 4000, "memory": 0}, empty) == 50
    full = NodeInfo(node(cpu="4", memory="8Gi"), [pod("a", cpu="4")])
    assert balanced_allocation({"cpu": 0, "memory": 8 * GIB}, full) == 100
    assert balanced_allocation({"cpu": 1, "memory": 1}, NodeInfo(node(cpu="0"))) == 75


def test_images_worked_examples():
    assert locality([int(250 * MIB * 2 / 5)], 1) == 7
    assert locality([int(500 * MIB * 5 / 10)], 1) == 23
    assert locality([int(500 * MIB * 5 / 10)], 2) == 11
    assert (locality([], 1), locality([9000 * MIB], 1)) == (0, 100)
    wanted = pod(containers=[container() | {"image": "reg.example:5000/shop"}, container("b") | {"image": "shop:2"}])
    assert image_names(wanted) == ["reg.example:5000/shop:latest", "shop:2"]


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (("10.0.0.1", "TCP"), ("10.0.0.2", "TCP"), False),
        (("10.0.0.1", "TCP"), ("0.0.0.0", "TCP"), True),
        (("10.0.0.1", "TCP"), ("", "TCP"), True),
        (("", "TCP"), ("", "UDP"), False),
        (("10.0.0.1", "TCP"), ("10.0.0.1", "TCP"), True),
    ],
)
def test_ports(one, other, clashes):
    first, second = (ContainerPort(host_port=80, host_ip=ip, protocol=protocol) for ip, protocol in (one, other))
    assert nodeports.clash(first, second) is clashes


def test_ports_of_sidecars_count_and_those_of_finished_pods_do_not():
    ports = {"ports": [{"hostPort": 80}]}
    sidecar = pod("a", initContainers=[container("proxy", restart="Always") | ports])
    wanted = nodeports.host_ports(sidecar)
    assert not nodeports.fits(wanted, NodeInfo(node(), [sidecar]))
    assert nodeports.fits(wanted, NodeInfo(node(), [pod("b", phase="Failed", containers=[container() | ports])]))


def spread(wanted, cluster):
    plugin, state, infos = PodTopologySpread(), CycleState(cluster), list(cluster.nodes.values())
    assert plugin.pre_score(state, wanted, infos).code == "Success"
    raw = [plugin.score(state, wanted, info) for info in infos]
    return raw, plugin.normalize(state, raw)


def test_spreading_by_default_worked_example():
    counts = {"a1": 2, "a2": 1, "b1": 1, "b2": 0, "c1": 0, "c2": 0}
    infos = [on(name[0], *(web(f"{name}-{n}") for n in range(count)), name=name) for name, count in counts.items()]
    cluster = Snapshot.of(infos)
    surroundings.put(cluster, service(app="web"))
    assert spread(web("new"), cluster) == ([15, 13, 10, 8, 6, 6], [40, 53, 73, 86, 100, 100])


def test_pods_of_nobody_are_not_spread_by_default():
    cluster = Snapshot.of([on("a")])
    surroundings.put(cluster, service(app="db"))
    assert soft_constraints(web("new"), cluster) == []


def test_the_selector_of_an_application_joins_service_and_owner():
    cluster = Snapshot()
    surroundings.put(cluster, service(app="web"))
    owner = {"kind": "StatefulSet", "metadata": {"name": "db", "namespace": "default"}}
    surroundings.put(cluster, view(owner | {"spec": {"selector": {"matchLabels": {"tier": "x"}}}}))
    reference = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db", "uid": "1", "controller": True}
    metadata = {"name": "db-0", "namespace": "default", "labels": {"app": "web"}, "ownerReferences": [reference]}
    owned = view({"kind": "Pod", "metadata": metadata, "spec": {}})
    assert application_selector(owned, cluster) == LabelSelector(match_labels={"app": "web", "tier": "x"})
    surroundings.forget(cluster, view(owner))
    assert application_selector(owned, cluster) == LabelSelector(match_labels={"app": "web"})


def hard(**more):
    return [{"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": WEB, **more}]


def allowed(wanted, infos):
    plugin, state = PodTopologySpread(), CycleState(Snapshot.of(infos))
    plugin.pre_filter(state, wanted)
    return [info.name for info in infos if plugin.filter(state, wanted, info).code == "Success"]


def test_skew_worked_example():
    infos = [on("a", web("1"), web("2"), web("3")), on("b", web("4")), on("c")]
    assert allowed(web("new", topologySpreadConstraints=hard()), infos) == ["c"]
    assert allowed(web("new", topologySpreadConstraints=hard(maxSkew=2)), infos) == ["b", "c"]
    assert allowed(web("new", topologySpreadConstraints=hard(minDomains=4)), infos) == ["c"]
    assert allowed(pod("other", topologySpreadConstraints=hard()), infos) == ["b", "c"], "it does not count itself"


def test_pods_on_their_way_out_and_of_other_namespaces_do_not_count():
    def a_pod(**metadata):
        told = {"name": "x", "namespace": "default", "labels": {"app": "web"}, **metadata}
        return view({"kind": "Pod", "metadata": told, "spec": {"containers": []}})

    leaving = a_pod(uid="1", deletionTimestamp="2026-01-01T09:00:00Z")
    infos = [on("a", leaving, a_pod(uid="2", namespace="other")), on("b")]
    assert allowed(web("new", topologySpreadConstraints=hard()), infos) == ["a", "b"]


def test_nodes_without_the_key_score_nothing():
    assert least_crowded([6, 0, 8], [False, True, False]) == [100, 0, 75]
    assert least_crowded([0, 0], [False, False]) == [100, 100]


def test_affinity_scores_worked_example():
    assert share_of_range([10, -5, 0]) == [100, 0, 33]
    assert share_of_range([29, 1, 101]) == [28, 0, 100], "Kubernetes divides first"
    assert share_of_range([4, 4]) == [0, 0]


def affine(kind, **term):
    required = [{"topologyKey": ZONE, "labelSelector": WEB, **term}]
    return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": required}}


def verdicts(wanted, *infos):
    plugin, state = InterPodAffinity(), CycleState(Snapshot.of(infos))
    if plugin.pre_filter(state, wanted).code == "Skip":
        return ["Skip"]
    return [",".join(plugin.filter(state, wanted, info).reasons) for info in infos]


def test_near_and_away():
    infos = [on("a", web("1")), on("b"), NodeInfo(node("nowhere"))]
    not_near = "node(s) didn't match pod affinity rules"
    assert verdicts(pod("new", affinity=affine("podAffinity")), *infos) == ["", not_near, not_near]
    too_near = "node(s) didn't match pod anti-affinity rules"
    assert verdicts(pod("new", affinity=affine("podAntiAffinity")), *infos) == [too_near, "", ""]
    unwanted = "node(s) didn't satisfy existing pods anti-affinity rules"
    shy = on("a", pod("shy", affinity=affine("podAntiAffinity")))
    assert verdicts(web("new"), shy, on("b")) == [unwanted, ""]
    assert verdicts(pod("new"), shy) == ["Skip"]


def test_the_first_of_a_group_may_go_anywhere_where_the_key_is():
    first = web("new", affinity=affine("podAffinity"))
    assert requirements(first, Snapshot.of([on("a")])).first_of_its_kind
    assert verdicts(first, on("a"), NodeInfo(node("nowhere")))[0] == ""


def test_terms_fill_in_what_they_leave_open():
    cluster = Snapshot()
    cluster.namespaces["prod"] = {"env": "prod"}
    own = term_of(PodAffinityTerm(label_selector=LabelSelector(), topology_key="z"), "shop", {})
    assert own.meets("shop", {}, cluster)
    assert not own.meets("prod", {}, cluster)
    chosen = PodAffinityTerm(
        label_selector=LabelSelector(),
        namespace_selector=LabelSelector(match_labels={"env": "prod"}),
        match_label_keys=("app", "absent"),
        mismatch_label_keys=("tier",),
    )
    term = term_of(chosen, "shop", {"app": "web", "tier": "x"})
    assert term.meets("prod", {"app": "web"}, cluster)
    assert not term.meets("shop", {"app": "web"}, cluster), "its own namespace is not added"
    assert not term.meets("prod", {"app": "web", "tier": "x"}, cluster)
    assert not term.meets("prod", {"app": "db"}, cluster)


def test_packing_instead_of_spreading():
    info = NodeInfo(node(cpu="4", memory="8Gi"), [pod("a", cpu="1", memory="2Gi")])
    assert most_allocated({"cpu": 1000, "memory": 2 * GIB}, info) == 50
    assert most_allocated({"cpu": 90000, "memory": 2 * GIB}, info) == 75
    assert most_allocated({"cpu": 1, "memory": 1}, NodeInfo(node(cpu="0", memory="0"))) == 0


def test_weights():
    weighted = {p.name: p.weight for p in default_plugins(weights={"ImageLocality": 7}) if hasattr(p, "weight")}
    assert (weighted["ImageLocality"], weighted["TaintToleration"], sum(weighted.values())) == (7, 3, 18)
    with pytest.raises(ValueError, match="no part Nobody gives scores"):
        default_plugins(weights={"Nobody": 1})
