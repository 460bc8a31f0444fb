"""ConfigMaps, Secrets and claims, as containers get them."""

from base64 import b64encode
from typing import Any

import pytest

from kubelite.node.behaviour import Behaviour
from tests.node.conftest import Lab

SETTINGS = {"GREETING": "hello", "colour": "blue"}
KEY: dict[str, Any] = {"configMapKeyRef": {"name": "settings", "key": "colour"}}


def config(lab: Lab, kind: str = "ConfigMap", **data: str) -> None:
    if kind == "Secret":
        data = {key: b64encode(text.encode()).decode() for key, text in data.items()}
    metadata = {"name": "settings" if kind == "ConfigMap" else "password"}
    lab.client.create({"apiVersion": "v1", "kind": kind, "metadata": metadata, "data": data})


def waits_for(lab: Lab, name: str = "web") -> tuple[str, str]:
    waiting = lab.pod(name).status.container_statuses[0].state.waiting
    assert waiting is not None
    return waiting.reason, waiting.message


def test_variables_from_everywhere(lab: Lab) -> None:
    machine = lab.machine()
    config(lab, **SETTINGS)
    config(lab, "Secret", word="sesame")
    lab.images["shop:1"] = Behaviour(logs=("$(GREETING), $(NAME)! $(UNKNOWN)",))
    lab.run("web", container={
        "envFrom": [{"configMapRef": {"name": "settings"}}, {"prefix": "P_", "secretRef": {"name": "password"}}],
        "env": [
            {"name": "NAME", "value": "shop"},
            {"name": "WHO", "value": "$(NAME) is $(COLOUR)"},
            {"name": "COLOUR", "valueFrom": KEY},
        ],
    })  # fmt: skip
    lab.clock.advance(10)
    assert dict(machine.environment(lab.pod("web"))) == {
        **SETTINGS, "P_word": "sesame", "NAME": "shop", "WHO": "shop is $(COLOUR)", "COLOUR": "blue"
    }  # fmt: skip
    assert machine.kubelet.logs("web")[0].text == "hello, shop! $(UNKNOWN)"


def test_variables_stay_as_they_were_at_the_start(lab: Lab) -> None:
    machine = lab.machine()
    config(lab, **SETTINGS)
    lab.run("web", container={"env": [{"name": "COLOUR", "valueFrom": KEY}]})
    lab.clock.advance(10)
    lab.client.patch("ConfigMap", "settings", {"data": {"colour": "red"}})
    lab.clock.advance(100)
    assert machine.environment(lab.pod("web"))["COLOUR"] == "blue"
    machine.kubelet.crash("web")
    lab.clock.advance(10)
    assert machine.environment(lab.pod("web"))["COLOUR"] == "red"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"env": [{"name": "A", "valueFrom": KEY}]}, 'configmap "settings" not found'),
        ({"envFrom": [{"configMapRef": {"name": "settings"}}]}, 'configmap "settings" not found'),
        ({"envFrom": [{"secretRef": {"name": "password"}}]}, 'secret "password" not found'),
    ],
)
def test_a_container_waits_for_what_it_needs(lab: Lab, source: dict[str, Any], message: str) -> None:
    lab.machine()
    lab.run("web", container=source)
    lab.clock.advance(600)
    assert waits_for(lab) == ("CreateContainerConfigError", message)
    assert ("Failed", f"Error: {message}") in lab.events("web")
    assert lab.clock.next_due() is None  # it waits without asking again and again
    config(lab, **SETTINGS)
    config(lab, "Secret", word="sesame")
    lab.clock.advance(10)
    assert lab.state("web") == "Running"


def test_a_key_that_is_missing(lab: Lab) -> None:
    lab.machine()
    config(lab, other="thing")
    lab.run("web", container={"env": [{"name": "A", "valueFrom": KEY}]})
    lab.clock.advance(10)
    assert waits_for(lab)[1] == "couldn't find key colour in ConfigMap default/settings"
    lab.client.patch("ConfigMap", "settings", {"data": SETTINGS})
    lab.clock.advance(10)
    assert lab.state("web") == "Running"


def test_what_is_optional_may_be_missing(lab: Lab) -> None:
    machine = lab.machine()
    key = {"configMapKeyRef": {"name": "settings", "key": "colour", "optional": True}}
    volumes = [{"name": "v", "configMap": {"name": "settings", "optional": True}}]
    mounts = [{"name": "v", "mountPath": "/etc/shop"}]
    sources = {"env": [{"name": "A", "valueFrom": key}], "envFrom": [{"secretRef": {"name": "no", "optional": True}}]}
    lab.run("web", volumes=volumes, container={**sources, "volumeMounts": mounts})
    lab.clock.advance(10)
    assert (lab.state("web"), dict(machine.environment(lab.pod("web")))) == ("Running", {})
    assert machine.files(lab.pod("web")).paths() == []


def test_a_pod_waits_for_its_volumes(lab: Lab) -> None:
    lab.machine()
    lab.run("web", volumes=[{"name": "v", "configMap": {"name": "settings"}}])
    lab.clock.advance(60)
    assert waits_for(lab)[0] == "ContainerCreating"
    assert lab.events("web") == [
        ("FailedMount", 'MountVolume.SetUp failed for volume "v" : configmap "settings" not found')
    ]
    config(lab)
    lab.clock.advance(10)
    assert lab.state("web") == "Running"


def test_a_pod_waits_for_its_claim_and_its_data_survive_it(lab: Lab) -> None:
    machine = lab.machine()
    storage: dict[str, Any] = {
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "orders"}}],
        "container": {"volumeMounts": [{"name": "data", "mountPath": "/data"}]},
    }
    lab.run("db", **storage)
    lab.clock.advance(10)
    assert lab.events("db")[0][1].endswith('persistentvolumeclaim "orders" not found')
    size = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "orders"}}
    lab.client.create({**claim, "spec": size})
    lab.clock.advance(10)
    assert lab.state("db") == "ContainerCreating"
    lab.client.patch("PersistentVolumeClaim", "orders", {"spec": {"volumeName": "pv-1"}})
    lab.clock.advance(10)
    machine.files(lab.pod("db")).write("/data/orders", "one")
    lab.client.delete("Pod", "db", grace=0)
    lab.clock.advance(10)
    lab.run("db", **storage)
    lab.clock.advance(10)
    assert machine.files(lab.pod("db")).read("/data/orders") == "one"
