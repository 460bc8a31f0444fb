"""A small Kubernetes to learn from: the parts of a cluster, in plain Python and simulated time.

``from kubelite import Cluster`` is how every lesson begins. Names are loaded when they are first used, so that ``import
kubelite`` is quick and needs nothing but the core.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_NAMES = {
    "Cluster": "kubelite.cluster",
    "Create": "kubelite.controlplane.controllers.ownreconcile",
    "Delete": "kubelite.controlplane.controllers.ownreconcile",
    "NotInTime": "kubelite.cluster",
    "Behaviour": "kubelite.node.behaviour",
    "Host": "kubelite.rules.images",
    "Image": "kubelite.rules.images",
    "NodeInfo": "kubelite.rules.nodeinfo",
    "Unschedulable": "kubelite.controlplane.scheduler",
    "compare": "kubelite.view.widget",
    "cpu": "kubelite.objects.quantity",
    "memory": "kubelite.objects.quantity",
    "request": "kubelite.rules.requests",
    "show": "kubelite.view.widget",
    "weigh": "kubelite.view.widget",
}
"""What a lesson imports, and where it lives."""

if TYPE_CHECKING:
    from kubelite.cluster import Cluster as Cluster
    from kubelite.cluster import NotInTime as NotInTime
    from kubelite.controlplane.controllers.ownreconcile import Create as Create
    from kubelite.controlplane.controllers.ownreconcile import Delete as Delete
    from kubelite.controlplane.scheduler import Unschedulable as Unschedulable
    from kubelite.node.behaviour import Behaviour as Behaviour
    from kubelite.objects.quantity import cpu as cpu
    from kubelite.objects.quantity import memory as memory
    from kubelite.rules.images import Host as Host
    from kubelite.rules.images import Image as Image
    from kubelite.rules.nodeinfo import NodeInfo as NodeInfo
    from kubelite.rules.requests import request as request
    from kubelite.view.widget import compare as compare
    from kubelite.view.widget import show as show
    from kubelite.view.widget import weigh as weigh

__all__ = ["__version__", *_NAMES]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    raise AttributeError(f"kubelite has no {name!r}; it has {', '.join(sorted(_NAMES))}")


def __dir__() -> list[str]:
    return sorted(__all__)
