import pytest

from kubelite.rules.nodeaffinity import matches_required, preference
from tests.rules.build import node, pod

SSD = node("fast", labels={"disk": "ssd", "generation": "4"})


def required(*terms):
    selector = {"nodeSelectorTerms": list(terms)}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": selector}}


def expression(key, operator, *values):
    return {"key": key, "operator": operator, "values": list(values)}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, True),
        ({"nodeSelector": {"disk": "ssd"}}, True),
        ({"nodeSelector": {"disk": "ssd", "zone": "a"}}, False),
        ({"affinity": required({"matchExpressions": [expression("disk", "In", "ssd", "nvme")]})}, True),
        ({"affinity": required({"matchExpressions": [expression("generation", "Gt", "4")]})}, False),
        ({"affinity": required({"matchExpressions": [expression("generation", "Lt", "10")]})}, True),
        ({"affinity": required({"matchFields": [expression("metadata.name", "In", "fast")]})}, True),
        ({"affinity": required({"matchFields": [expression("metadata.name", "NotIn", "fast")]})}, False),
        ({"affinity": required({})}, False),  # an empty term matches nothing
        ({"affinity": required({}, {"matchExpressions": [expression("disk", "Exists")]})}, True),  # one term is enough
        (  # expressions: all must hold
            {"affinity": required({"matchExpressions": [expression("disk", "Exists"), expression("zone", "Exists")]})},
            False,
        ),
        (
            {"nodeSelector": {"zone": "a"}, "affinity": required({"matchExpressions": [expression("disk", "Exists")]})},
            False,
        ),
    ],
)
def test_selector_and_required_terms(spec, expected):
    assert matches_required(pod(**spec), SSD) is expected


def test_preferences_add_up():
    wishes = [
        {"weight": 80, "preference": {"matchExpressions": [expression("disk", "In", "ssd")]}},
        {"weight": 20, "preference": {"matchExpressions": [expression("generation", "Exists")]}},
        {"weight": 5, "preference": {"matchExpressions": [expression("zone", "Exists")]}},
    ]
    wishful = pod(affinity={"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": wishes}})
    assert preference(wishful, SSD) == 100
    assert preference(wishful, node("slow")) == 0
    assert preference(pod(), SSD) == 0
