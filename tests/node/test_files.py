"""The files that containers see."""

from typing import Any

import pytest

from kubelite.node.files import FileSystem
from kubelite.objects.errors import BadRequest
from tests.node.conftest import Lab
from tests.node.test_config import SETTINGS, config

POD: dict[str, Any] = {
    "volumes": [{"name": "shared", "emptyDir": {}}, {"name": "conf", "configMap": {"name": "settings"}}],
    "containers": [
        {"name": "app", "image": "shop:1", "volumeMounts": [
            {"name": "shared", "mountPath": "/var/log"}, {"name": "conf", "mountPath": "/etc/shop"},
            {"name": "conf", "mountPath": "/colour", "subPath": "colour"},
        ]},
        {"name": "shipper", "image": "log:1", "volumeMounts": [
            {"name": "shared", "mountPath": "/logs", "readOnly": True}
        ]},
    ],
}  # fmt: skip


def files(lab: Lab, container: str = "app") -> FileSystem:
    return lab.machines[0].files(lab.pod("web"), container)


@pytest.fixture
def shop(lab: Lab) -> Lab:
    lab.machine()
    config(lab, **SETTINGS)
    lab.run("web", **POD)
    lab.clock.advance(10)
    return lab


def test_an_empty_dir_is_shared_in_the_pod(shop: Lab) -> None:
    files(shop).write("/var/log/access", "GET /")
    assert files(shop, "shipper").read("/logs/access") == "GET /"
    assert files(shop, "shipper").paths() == ["/logs/access"]


def test_an_empty_dir_survives_a_crash_and_the_containers_own_files_do_not(shop: Lab) -> None:
    files(shop).write("/var/log/access", "GET /")
    files(shop).write("/tmp/note", "mine")
    assert files(shop).read("/tmp/note") == "mine"
    shop.machines[0].kubelet.crash("web")
    shop.clock.advance(10)
    assert files(shop).read("/var/log/access") == "GET /"
    with pytest.raises(BadRequest, match="cat: /tmp/note: No such file or directory"):
        files(shop).read("/tmp/note")


def test_an_empty_dir_goes_with_the_pod(shop: Lab) -> None:
    files(shop).write("/var/log/access", "GET /")
    shop.client.delete("Pod", "web", grace=0)
    shop.clock.advance(5)
    shop.run("web", **POD)
    shop.clock.advance(10)
    assert files(shop).paths() == ["/colour", "/etc/shop/GREETING", "/etc/shop/colour"]


def test_a_config_map_shows_what_it_says_now(shop: Lab) -> None:
    assert (files(shop).read("/etc/shop/colour"), files(shop).read("/colour")) == ("blue", "blue")
    shop.client.patch("ConfigMap", "settings", {"data": {"colour": "red"}})
    assert files(shop).read("/etc/shop/colour") == "red"


def test_where_nothing_can_be_written(shop: Lab) -> None:
    for container, path in (("app", "/etc/shop/colour"), ("shipper", "/logs/access")):
        with pytest.raises(BadRequest, match="Read-only file system"):
            files(shop, container).write(path, "x")
    with pytest.raises(BadRequest, match=r"give the whole path, such as /etc/shop"):
        files(shop).read("etc/shop")


def test_only_a_running_container_has_files(shop: Lab) -> None:
    shop.run("new")
    with pytest.raises(BadRequest, match="is not running"):
        shop.machines[0].files(shop.pod("new"))
