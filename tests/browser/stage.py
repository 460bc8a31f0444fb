"""A page without Jupyter that shows the widget: quick, and with the same messages as between kernel and notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kubelite import Cluster
from kubelite.view.widget import bundle
from kubelite.view.widget.pair import PairSession
from kubelite.view.widget.session import Session

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOP = """
{apiVersion: apps/v1, kind: Deployment, metadata: {name: frontend}, spec: {replicas: 3, selector: {matchLabels:
  {app: frontend}}, template: {metadata: {labels: {app: frontend}}, spec: {containers: [{name: app, image: "shop:1",
  resources: {requests: {cpu: 500m, memory: 256Mi}, limits: {cpu: "1", memory: 512Mi}}}]}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: backend}, spec: {replicas: 2, selector: {matchLabels:
  {app: backend}}, template: {metadata: {labels: {app: backend}}, spec: {containers: [{name: app, image: "shop:1",
  resources: {requests: {cpu: 250m, memory: 256Mi}}}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: frontend}, spec: {selector: {app: frontend}, ports: [{port: 80}]}}
"""
_BODY = '<!doctype html><html lang="en"><title>kubelite</title><body style="margin: 12px"><main></main>'
_THEME = """dark => {
  document.body.dataset.jpThemeLight = String(!dark);
  const colours = dark ? ["#111", "#212121", "#424242"] : ["#fff", "#fff", "#eee"];  // those of JupyterLab
  colours.forEach((colour, level) => document.body.style.setProperty(`--jp-layout-color${level}`, colour));
  document.body.style.background = colours[0];
}"""
_START = """async ([source, style, traits]) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  const { default: widget } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const hear = [];
  const deliver = (messages) => messages.forEach((message) => hear.forEach((each) => each(message)));
  const model = {
    get: (name) => traits[name],
    on: (_event, each) => hear.push(each),
    send: (message) => window.toKernel(message).then(deliver),
  };
  window.deliver = deliver;
  widget.initialize({ model });
  const begin = performance.now();
  widget.render({ model, el: document.querySelector("main") });
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
}"""


class Stage:
    """A ``cluster`` on a ``page``, or two side by side. ``first_paint`` is in milliseconds.

    ``received`` are all messages from the page, ``sent`` those to it.
    """

    def __init__(self, page: Page, cluster: Cluster, theme: str = "light", other: Cluster | None = None) -> None:
        self.page = page
        self.cluster = cluster
        self.sent: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self._outbox: list[dict[str, Any]] = []
        self.session: Any = Session(cluster, self._outbox.append, lambda call: None)
        traits: dict[str, Any] = {"opening": self.session.opening()}
        if other is not None:
            self.session = pair = PairSession((cluster, other), self._outbox.append, lambda call: None)
            traits = {"openings": pair.openings(), "names": ["mine", "other"], "divergence": pair.divergence()}
        page.set_content(_BODY)
        page.evaluate(_THEME, theme == "dark")
        page.expose_function("toKernel", self._to_kernel)
        traits = json.loads(json.dumps(traits))
        self.first_paint: float = page.evaluate(_START, [bundle.script(), bundle.style(), traits])

    def flush(self) -> None:
        """What the kernel does when a cell is done."""
        self.session.flush()
        self.page.evaluate("messages => window.deliver(messages)", self._sent())

    def _to_kernel(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        self.received.append(message)
        self.session.receive(message)
        return self._sent()

    def _sent(self) -> list[dict[str, Any]]:
        messages = json.loads(json.dumps(self._outbox))
        self._outbox.clear()
        self.sent += messages
        return list(messages)


def shop() -> Cluster:
    """A small shop on three workers, not yet started."""
    cluster = Cluster(workers=3, seed=7)
    cluster.apply(SHOP)
    return cluster


def crowd(nodes: int, pods: int, owners: int = 10) -> Cluster:
    """Very many nodes and running Pods, stored as they are: nothing runs, so it is quick."""
    cluster = Cluster(workers=0)
    cluster.stop("controllers")
    cluster.stop("scheduler")
    create, ready = cluster.client.create, [{"type": "Ready", "status": "True"}]
    allocatable = {"cpu": "16", "memory": "64Gi", "pods": "110"}
    for number in range(nodes):
        node = create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": f"node-{number}"}})
        cluster.client.update_status(node, {"allocatable": allocatable, "conditions": ready})
    sets = [create(_replicaset(f"team-{number}")) for number in range(owners)]
    for number in range(pods):
        pod = create(_pod(f"node-{number * 7 % nodes}", number, sets[number % owners]))
        running = {
            "name": "c",
            "ready": True,
            "restartCount": 0,
            "state": {"running": {}},
            "image": "b",
            "imageID": "b",
        }
        cluster.client.update_status(pod, {"phase": "Running", "conditions": ready, "containerStatuses": [running]})
    cluster.clock.settle()
    return cluster


def crash_some(cluster: Cluster, number: int) -> None:
    """``number`` Pods of a crowd crash at once."""
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    status = {"name": "c", "ready": False, "restartCount": 1, "state": waiting, "image": "b", "imageID": "b"}
    for pod in cluster.client.list("Pod")[:number]:
        cluster.client.update_status(pod, {"phase": "Running", "containerStatuses": [status]})
    cluster.clock.settle()


def _replicaset(name: str) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "b"}]}}
    spec = {"replicas": 0, "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": name}, "spec": spec}


def _pod(node: str, number: int, owner: Any) -> dict[str, Any]:
    reference = {"kind": "ReplicaSet", "name": owner.metadata.name, "uid": owner.metadata.uid, "controller": True}
    resources = {"requests": {"cpu": f"{100 + number % 9 * 100}m", "memory": "256Mi"}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"p-{number}", "ownerReferences": [{"apiVersion": "apps/v1", **reference}]},
        "spec": {"nodeName": node, "containers": [{"name": "c", "image": "b", "resources": resources}]},
    }
