"""What can be done to a cluster from its picture. Each action is an ordinary call, as one would write it in a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubelite.cluster import Cluster
from kubelite.objects import Pod
from kubelite.objects.errors import NotFound, TooManyRequests
from kubelite.rules.owners import controller_of
from kubelite.rules.podstate import is_finished, is_terminating
from kubelite.view.widget.requests import named_loads

Verb = Callable[..., object]
BREAKING = ("fail", "recover", "cut_off", "stop", "start", "hang", "leak", "slow_image", "lose_image")
"""What only a simulated cluster can do; a cluster without these verbs does not offer them."""
LEAK = "4Mi"
"""How much more memory a leaking container uses every second."""
SLOW_SECONDS = 30.0
"""How long the pull of a slow image takes."""


class Actions:
    """``do("drain", "node/worker-1")`` acts and says in a sentence what was done."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._client = cluster.client

    def offered(self) -> list[str]:
        """The actions that this cluster knows."""
        return [name for name in self._verbs() if name not in BREAKING or hasattr(self._cluster, name)]

    def do(self, action: str, target: str, value: Any = None) -> str:
        """Act on the piece with the id ``target``. Raises what the API or the cluster raises."""
        verb = self._verbs().get(action)
        if verb is None or action not in self.offered():
            raise ValueError(f"this cluster does not know how to {action}; it knows {', '.join(self.offered())}")
        said = verb(*named(target), *([] if value is None else [value]))
        self._cluster.clock.settle()
        return str(said)

    def _verbs(self) -> dict[str, Verb]:
        return {
            "cordon": lambda _kind, _space, node: self._cordon(node, True),
            "uncordon": lambda _kind, _space, node: self._cordon(node, False),
            "drain": lambda _kind, _space, node: self._drain(node),
            "fail": lambda _kind, _space, node: self._cluster.fail(node),
            "recover": lambda _kind, _space, node: self._cluster.recover(node),
            "cut_off": lambda _kind, _space, node: self._cluster.cut_off(node),
            "stop": lambda _kind, _space, node, part: self._cluster.stop(part, node),
            "start": lambda _kind, _space, node, part: self._cluster.start(part, node),
            "load": lambda _kind, space, service: self._load(service, space),
            "rate": lambda kind, _space, name, rate: self._rate(f"{kind}/{name}", float(rate)),
            "crash": lambda _kind, space, pod: self._crash(pod, space),
            "hang": lambda _kind, space, pod: self._hang(pod, space),
            "leak": lambda _kind, space, pod: self._leak(pod, space),
            "slow_image": lambda _kind, space, pod: self._slow_images(pod, space),
            "lose_image": lambda _kind, space, pod: self._lose_images(pod, space),
            "delete": lambda kind, space, name: self._delete(kind, name, space),
            "scale": lambda kind, space, name, replicas: self._scale(kind, name, space, int(replicas)),
        }

    def _cordon(self, node: str, cordoned: bool) -> str:
        self._client.patch("Node", node, {"spec": {"unschedulable": cordoned or None}}, "")
        return f"Node {node} takes no new pods." if cordoned else f"Node {node} takes pods again."

    def _drain(self, node: str) -> str:
        """As ``kubectl drain --ignore-daemonsets``: cordon, then evict what somebody will replace."""
        self._cordon(node, True)
        kept = 0
        for pod in self._client.list("Pod", by=("node", node)):
            if not is_terminating(pod) and _leaves(pod):
                kept += not self._evict(pod)
        if kept:
            return f"Node {node} is cordoned. Pods that may not be disrupted now, or that nobody would replace: {kept}."
        return f"Node {node} is drained."

    def _evict(self, pod: Pod) -> bool:
        if controller_of(pod) is None and not is_finished(pod):
            return False  # kubectl wants --force for a Pod that nobody will make anew
        try:
            self._client.evict(pod)
        except TooManyRequests:
            return False
        except NotFound:
            pass
        return True

    def _crash(self, pod: str, namespace: str) -> str:
        self._cluster.crash(pod, namespace)
        return f"A container of pod {pod} crashed."

    def _hang(self, pod: str, namespace: str) -> str:
        self._cluster.hang(pod, namespace)
        return f"A container of pod {pod} runs on and answers nobody."

    def _leak(self, pod: str, namespace: str) -> str:
        self._cluster.leak(pod, LEAK, namespace)
        found: Pod = self._client.get("Pod", pod, namespace)
        if "memory" in found.spec.containers[0].resources.limits:
            return f"Pod {pod} uses {LEAK} more memory every second."
        return f"Pod {pod} uses {LEAK} more memory every second. It has no memory limit, so nothing stops it."

    def _slow_images(self, pod: str, namespace: str) -> str:
        images = self._images(pod, namespace)
        for image in images:
            self._cluster.slow_image(image, SLOW_SECONDS)
        return f"From now on a node needs {SLOW_SECONDS:g} seconds to pull {' and '.join(images)}."

    def _lose_images(self, pod: str, namespace: str) -> str:
        images = self._images(pod, namespace)
        for image in images:
            self._cluster.lose_image(image)
        return f"From now on nobody can pull {' and '.join(images)}."

    def _images(self, pod: str, namespace: str) -> list[str]:
        found: Pod = self._client.get("Pod", pod, namespace)
        return list(dict.fromkeys(container.image for container in found.spec.containers))

    def _delete(self, kind: str, name: str, namespace: str) -> str:
        self._client.delete(kind, name, namespace)
        return f"Somebody deleted {kind} {name}."

    def _load(self, service: str, namespace: str) -> str:
        self._cluster.load(service, per_second=10, namespace=namespace)
        return f"Every second, 10 requests are sent to {service}."

    def _rate(self, name: str, rate: float) -> str:
        load = named_loads(self._cluster)[name]
        if rate < 0:
            raise ValueError(f"{rate:g} requests a second: give 0 or more")
        load.per_second = rate
        if not rate:
            load.stop()
        return f"Every second, {rate:g} requests are sent to {load.path[0]}."

    def _scale(self, kind: str, name: str, namespace: str, replicas: int) -> str:
        self._cluster.scale(kind, name, namespace, replicas=replicas)
        return f"{name} should have {replicas} replicas."


def named(piece: str) -> tuple[str, str, str]:
    """Kind, namespace and name of the piece with this id: ``pod/default/web-1``, ``node/worker-1``."""
    kind, *rest = piece.split("/")
    return kind, rest[0] if len(rest) > 1 else "", rest[-1]


def _leaves(pod: Pod) -> bool:
    """A DaemonSet ignores cordons: its Pods would be back at once, so they stay."""
    owner = controller_of(pod)
    return owner is None or owner.kind != "DaemonSet"
