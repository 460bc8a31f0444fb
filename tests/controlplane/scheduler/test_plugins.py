import pytest

from kubelite.controlplane.scheduler.cycle import filter_nodes, score_nodes, sum_up
from kubelite.controlplane.scheduler.framework import SUCCESS, share_of_most
from kubelite.controlplane.scheduler.plugins import default_plugins, nodename, nodeunschedulable, tainttoleration
from kubelite.controlplane.scheduler.plugins.noderesourcesfit import NodeResourcesFit, insufficient, least_allocated
from kubelite.controlplane.scheduler.plugins.prioritysort import PrioritySort
from kubelite.controlplane.scheduler.plugins.schedulinggates import SchedulingGates
from kubelite.controlplane.scheduler.profile import Profile
from kubelite.rules.nodeinfo import NodeInfo
from kubelite.rules.requests import scoring_requests
from tests.rules.build import container, node, pod


def verdict(wanted, info):
    """The plugin, code and reasons with which the default plugins leave the node out; ``None`` when they do not."""
    _, rejected = filter_nodes(Profile(default_plugins()), wanted, [info])
    return rejected.get(info.name)


def test_default_plugins_stand_in_the_order_of_kubernetes():
    names = [plugin.name for plugin in default_plugins()]
    assert names == [
        "SchedulingGates",
        "PrioritySort",
        "NodeUnschedulable",
        "NodeName",
        "TaintToleration",
        "NodeAffinity",
        "NodePorts",
        "NodeResourcesFit",
        "PodTopologySpread",
        "InterPodAffinity",
        "DefaultPreemption",
        "NodeResourcesBalancedAllocation",
        "ImageLocality",
        "DefaultBinder",
    ]


@pytest.mark.parametrize(
    ("spec", "offered", "plugin", "reason"),
    [
        ({}, {"unschedulable": True}, "NodeUnschedulable", "node(s) were unschedulable"),
        ({"nodeName": "other"}, {}, "NodeName", "node(s) didn't match the requested node name"),
        (
            {},
            {"taints": [{"key": "gpu", "effect": "NoSchedule"}]},
            "TaintToleration",
            "node(s) had untolerated taint(s)",
        ),
        ({"nodeSelector": {"disk": "ssd"}}, {}, "NodeAffinity", "node(s) didn't match Pod's node affinity/selector"),
    ],
)
def test_reasons_that_no_departing_pod_could_change(spec, offered, plugin, reason):
    assert verdict(pod(**spec), NodeInfo(node(**offered))) == (plugin, "UnschedulableAndUnresolvable", (reason,))


def test_the_first_filter_that_says_no_gives_the_reason():
    hopeless = NodeInfo(node(cpu="1", unschedulable=True, taints=[{"key": "gpu", "effect": "NoSchedule"}]))
    assert verdict(pod(cpu="9"), hopeless).plugin == "NodeUnschedulable"


def test_a_cordoned_node_takes_pods_that_tolerate_it():
    tolerant = pod(tolerations=[{"key": "node.kubernetes.io/unschedulable", "operator": "Exists"}])
    assert nodeunschedulable.fits(tolerant, node(unschedulable=True))
    assert not nodeunschedulable.fits(pod(), node(unschedulable=True))
    assert nodename.fits(pod(), node())


def test_taints_that_only_advise_do_not_forbid():
    reluctant = node(taints=[{"key": key, "effect": "PreferNoSchedule"} for key in ("slow", "old")])
    assert tainttoleration.fits(pod(), reluctant)
    assert tainttoleration.unwelcome(pod(), reluctant) == 2
    assert tainttoleration.unwelcome(pod(tolerations=[{"key": "slow", "operator": "Exists"}]), reluctant) == 1


def test_room_is_what_requests_leave_over():
    half_full = NodeInfo(node(cpu="4", memory="8Gi"), [pod("a", cpu="2", memory="8Gi")])
    assert insufficient({"cpu": 2000}, half_full) == []
    too_much = {"cpu": 2001, "memory": 1, "example.com/gpu": 1}
    assert insufficient(too_much, half_full) == ["cpu", "memory", "example.com/gpu"]


def test_reasons_of_resources_come_in_order_and_pods_first():
    full = NodeInfo(node(cpu="4", memory="8Gi", pods="1"), [pod("a", cpu="4", memory="8Gi")])
    wanted = pod("b", containers=[container(**{"example.com/gpu": "1", "memory": "1Gi", "cpu": "1"})])
    reasons = ("Too many pods", "Insufficient cpu", "Insufficient memory", "Insufficient example.com/gpu")
    assert verdict(wanted, full) == ("NodeResourcesFit", "UnschedulableAndUnresolvable", reasons)


def test_more_than_the_whole_node_is_hopeless_less_is_not():
    busy = NodeInfo(node(cpu="4"), [pod("a", cpu="3")])
    assert verdict(pod("b", cpu="4"), busy).code == "Unschedulable"
    assert verdict(pod("b", cpu="4001m"), busy).code == "UnschedulableAndUnresolvable"


def test_who_asks_for_nothing_fits_on_an_overcommitted_node():
    assert verdict(pod("b"), NodeInfo(node(cpu="1"), [pod("a", cpu="3")])) is None


def least(wanted, info):
    return least_allocated(scoring_requests(wanted), info)


def test_least_allocated_worked_examples():
    info = NodeInfo(node(cpu="4", memory="8Gi"), [pod("a", cpu="1", memory="2Gi")])
    assert least(pod("b", cpu="500m", memory="1Gi"), info) == 62
    assert least(pod("b"), NodeInfo(node(cpu="4", memory="8Gi"))) == 97
    assert least(pod("b", cpu="9", memory="9Gi"), info) == 0
    assert least(pod("b", cpu="1"), NodeInfo(node(cpu="4", memory="0"))) == 75


def test_shares_worked_examples():
    assert share_of_most([0, 1, 3], reverse=True) == [100, 67, 0]
    assert share_of_most([80, 20, 0]) == [100, 25, 0]
    assert share_of_most([0, 0]) == [0, 0]
    assert share_of_most([0, 0], reverse=True) == [100, 100]


def test_totals_are_weighted_sums():
    # The worked total of three nodes.
    infos = [
        NodeInfo(node("n1", "4", "8Gi"), [pod("a", cpu="1", memory="2Gi")]),
        NodeInfo(node("n2", "4", "8Gi"), [pod("b", cpu="2", memory="1Gi")]),
        NodeInfo(node("n3", "2", "4Gi")),
    ]
    columns = score_nodes(Profile(default_plugins()), pod("c", cpu="500m", memory="1Gi"), infos)
    assert [(column.plugin, column.normalized) for column in columns] == [
        ("TaintToleration", (100, 100, 100)),
        ("NodeResourcesFit", (62, 56, 75)),
        ("NodeResourcesBalancedAllocation", (75, 75, 75)),
        ("ImageLocality", (0, 0, 0)),
    ]
    assert sum_up(columns) == (437, 431, 450)


def test_preferred_affinity_counts_twice():
    wish = {"weight": 10, "preference": {"matchExpressions": [{"key": "disk", "operator": "Exists"}]}}
    wishful = pod(affinity={"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [wish]}})
    infos = [NodeInfo(node("plain")), NodeInfo(node("fast", labels={"disk": "ssd"}))]
    columns = {column.plugin: column for column in score_nodes(Profile(default_plugins()), wishful, infos)}
    assert columns["NodeAffinity"][1] == (10, 100, 200)
    assert columns["NodeAffinity"][0] == (0, 0, 0)


def test_gates_and_priorities():
    gated = pod(schedulingGates=[{"name": "quota"}, {"name": "paid"}])
    assert SchedulingGates().pre_enqueue(gated).reasons == ("waiting for scheduling gates: [quota paid]",)
    assert SchedulingGates().pre_enqueue(pod()) == SUCCESS
    assert PrioritySort().sort_key(pod(priority=7)) < PrioritySort().sort_key(pod())


def test_a_plugin_says_what_can_help_it():
    assert "pod finished or deleted" in NodeResourcesFit.helped_by
    assert "pod finished or deleted" not in tainttoleration.TaintToleration.helped_by
