import pytest

from kubelite.objects.core.affinity import Toleration
from kubelite.objects.core.node import Taint
from kubelite.rules.tolerations import tolerates, untolerated

GPU = Taint(key="gpu", value="yes", effect="NoSchedule")


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        (Toleration(key="gpu", operator="Equal", value="yes", effect="NoSchedule"), True),
        (Toleration(key="gpu", value="yes"), True),  # no operator is Equal, no effect is every effect
        (Toleration(key="gpu", value="no"), False),
        (Toleration(key="gpu"), False),
        (Toleration(key="gpu", operator="Exists"), True),
        (Toleration(key="gpu", operator="Exists", effect="NoExecute"), False),
        (Toleration(key="disk", operator="Exists"), False),
        (Toleration(operator="Exists"), True),  # no key is every key
        (Toleration(operator="Exists", effect="PreferNoSchedule"), False),
        (Toleration(key="gpu", operator="Is", value="yes"), False),
    ],
)
def test_a_toleration_matches_effect_key_and_value(toleration, expected):
    assert tolerates(toleration, GPU) is expected


def test_the_first_untolerated_taint_is_found():
    disk, rather_not = Taint(key="disk", effect="NoExecute"), Taint(key="slow", effect="PreferNoSchedule")
    taints = (rather_not, GPU, disk)
    forbids = ("NoSchedule", "NoExecute")
    assert untolerated((), taints, forbids) == GPU
    assert untolerated((Toleration(key="gpu", operator="Exists"),), taints, forbids) == disk
    assert untolerated((Toleration(operator="Exists"),), taints, forbids) is None
    assert untolerated((), (rather_not,), forbids) is None
