"""LimitRanges: what they fill in, and what they forbid."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.etcd import Etcd
from kubelite.objects import kinds
from kubelite.objects.errors import Forbidden

Document = dict[str, Any]


@pytest.fixture
def api() -> APIServer:
    clock = Clock()
    api = APIServer(Etcd(clock.soon), clock, Random(0))
    for name in ("default", "shop"):
        api.create(kinds.named("Namespace"), "", {"metadata": {"name": name}})
    return api


def limit(api: APIServer, **fields: Any) -> None:
    fields = {"type": "Container", **fields}
    api.create(kinds.named("LimitRange"), "shop", {"metadata": {"name": "limits"}, "spec": {"limits": [fields]}})


def run(api: APIServer, resources: Document | None = None, namespace: str = "shop") -> Document:
    container = {"name": "app", "image": "shop/web:1"} | ({"resources": resources} if resources else {})
    return api.create(
        kinds.named("Pod"), namespace, {"metadata": {"name": "web"}, "spec": {"containers": [container]}}
    ).document


def test_a_container_that_asks_for_nothing_gets_the_defaults_and_a_note_says_so(api: APIServer) -> None:
    limit(api, default={"cpu": "1", "memory": "1Gi"}, defaultRequest={"cpu": "500m"})
    made = run(api)
    resources = made["spec"]["containers"][0]["resources"]
    assert resources == {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m", "memory": "1Gi"}}
    note = made["metadata"]["annotations"]["kubernetes.io/limit-ranger"]
    assert note == "LimitRanger plugin set: cpu, memory request for container app; cpu, memory limit for container app"
    assert made["status"]["qosClass"] == "Burstable"
    assert run(api, namespace="default")["spec"]["containers"][0]["resources"] == {}, "elsewhere nothing changes"


def test_what_the_author_wrote_stays(api: APIServer) -> None:
    limit(api, default={"cpu": "1"})
    made = run(api, {"requests": {"cpu": "250m"}, "limits": {"cpu": "2"}})
    assert made["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "250m"}, "limits": {"cpu": "2"}}
    assert "annotations" not in made["metadata"]


@pytest.mark.parametrize(
    ("fields", "resources", "words"),
    [
        ({"max": {"cpu": "1"}}, {"limits": {"cpu": "2"}}, "maximum cpu usage per Container is 1, but limit is 2"),
        ({"min": {"cpu": "1"}}, {"requests": {"cpu": "500m"}}, "minimum cpu usage per Container is 1, but request is"),
        ({"type": "Pod", "max": {"cpu": "1"}}, None, "maximum cpu usage per Pod is 1.  No limit is specified"),
        ({"type": "Pod", "min": {"cpu": "1"}}, None, "minimum cpu usage per Pod is 1.  No request is specified"),
        (
            {"maxLimitRequestRatio": {"cpu": "2"}},
            {"requests": {"cpu": "1"}, "limits": {"cpu": "3"}},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
    ],
)
def test_a_pod_outside_the_range_is_refused(
    api: APIServer, fields: Document, resources: Document | None, words: str
) -> None:
    limit(api, **fields)
    with pytest.raises(Forbidden) as refused:
        run(api, resources)
    assert refused.value.message.startswith(f'pods "web" is forbidden: {words}')


def test_a_claim_outside_the_range_is_refused(api: APIServer) -> None:
    limit(api, type="PersistentVolumeClaim", max={"storage": "1Gi"})
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
    with pytest.raises(Forbidden, match="maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi"):
        api.create(kinds.named("PersistentVolumeClaim"), "shop", {"metadata": {"name": "data"}, "spec": spec})
