"""Views: named as in the official client, and impossible to change."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest

from kubelite.objects import VIEWS, view
from kubelite.objects.frozen import FrozenMap
from kubelite.objects.meta import View, json_name

OURS = {"KeySelector": "V1ConfigMapKeySelector", "NamedReference": "V1ConfigMapEnvSource", "Object": "V1Pod"}
OURS |= {"EndpointPort": "DiscoveryV1EndpointPort", "CoreV1Event": "CoreV1Event", "EventSource": "V1EventSource"}

AUTOSCALING = ("CrossVersionObjectReference", "MetricTarget", "ResourceMetricSource", "MetricSpec", "HPAScalingPolicy")
AUTOSCALING += ("HPAScalingRules", "HorizontalPodAutoscalerBehavior", "HorizontalPodAutoscalerSpec")
AUTOSCALING += ("HorizontalPodAutoscalerCondition", "HorizontalPodAutoscalerStatus", "HorizontalPodAutoscaler")
OURS |= {name: f"V2{name}" for name in AUTOSCALING}


def every_view(base: type[Any] = View) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        yield kind
        yield from every_view(kind)


@pytest.mark.parametrize(
    "kind", sorted(set(every_view()), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_every_attribute_has_the_name_that_the_official_client_gives_it(kind: type[Any]) -> None:
    client = pytest.importorskip("kubernetes.client")
    names = getattr(client, OURS.get(kind.__name__, f"V1{kind.__name__}")).attribute_map
    assert {field.name: field.encode_name for field in msgspec.structs.fields(kind)}.items() <= names.items()


@pytest.mark.parametrize(
    ("attribute", "field"),
    [
        ("pod_ip", "podIP"),
        ("pod_ips", "podIPs"),
        ("cluster_ip", "clusterIP"),
        ("pod_cidr", "podCIDR"),
        ("_exec", "exec"),
    ],
)
def test_acronyms_are_spelt_as_in_the_manifest(attribute: str, field: str) -> None:
    assert json_name(attribute) == field


def sample(kind: Any, depth: int = 0) -> Any:
    """A manifest that fills every field of a view."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {field.encode_name: sample(field.type, depth + 1) for field in msgspec.structs.fields(kind)}
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    origin = getattr(kind, "__origin__", None)
    if origin is tuple:
        return [sample(arguments[0], depth + 1)]
    if origin is FrozenMap:
        return {"key": "value"}
    if arguments:
        return sample(arguments[0], depth)
    return {str: "text", int: 1, bool: True}.get(kind, "2026-01-01T09:00:00Z")


def values(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from values(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from values(item)


@pytest.mark.parametrize("kind", VIEWS)
def test_no_field_of_any_view_can_be_changed(kind: str) -> None:
    shown = view({**sample(VIEWS[kind]), "kind": kind})
    for value in values(shown):
        assert not isinstance(value, list | set | bytearray)
        if isinstance(value, msgspec.Struct):
            for field in value.__struct_fields__:
                with pytest.raises(AttributeError):
                    setattr(value, field, None)
        if isinstance(value, dict):
            for change in (
                lambda m: m.__setitem__("x", "y"),
                lambda m: m.__delitem__("key"),
                lambda m: m.update(x="y"),
                lambda m: m.pop("key"),
                lambda m: m.popitem(),
                lambda m: m.clear(),
                lambda m: m.setdefault("x", "y"),
                lambda m: m.__ior__({"x": "y"}),
            ):
                with pytest.raises(TypeError, match="cannot be changed"):
                    change(value)
    assert hash(shown) == hash(pickle.loads(pickle.dumps(shown)))


def test_a_frozen_map_reads_prints_and_encodes_like_a_plain_one() -> None:
    frozen = FrozenMap({"a": "b"})
    assert frozen == {"a": "b"}
    assert repr(frozen) == "{'a': 'b'}"
    assert json.dumps(frozen) == msgspec.json.encode(frozen).decode().replace(":", ": ") == '{"a": "b"}'
    assert pickle.loads(pickle.dumps(frozen)) == frozen
    assert dict(frozen) | {"c": "d"} == {"a": "b", "c": "d"}


def test_absent_things_need_no_check_for_none() -> None:
    pod: Any = view(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": None}, "spec": {"containers": None}}
    )
    assert pod.spec.containers == ()
    assert pod.metadata.labels == {}
    assert pod.spec.node_name == ""
    assert pod.spec.affinity is None


def test_a_kind_that_kubelite_does_not_simulate_is_shown_with_its_metadata() -> None:
    shown = view(
        {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"}, "spec": {"rules": []}}
    )
    assert (shown.kind, shown.metadata.name) == ("Ingress", "web")
