"""``kubectl describe pod``, and the Pod template inside a controller.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go`` (``describePod``, ``describeContainers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubelite.controlplane.apiserver.describe.layout import (
    NONE,
    Lines,
    annotation_lines,
    controlled_by,
    event_lines,
    line,
    pairs,
    quantities,
    several,
    title,
    when,
)
from kubelite.controlplane.apiserver.describe.volumes import volume_lines
from kubelite.controlplane.apiserver.tables.duration import human_duration, seconds_between
from kubelite.controlplane.apiserver.tables.layout import Manifest, part


def pod(obj: Manifest, now: datetime, events: Sequence[Manifest], related: Sequence[Manifest]) -> Lines:
    """A Pod: where it is, how it is, its containers, and what was said about it."""
    meta, spec, status = obj["metadata"], part(obj, "spec"), part(obj, "status")
    yield line("Name", meta["name"])
    yield line("Namespace", meta.get("namespace", ""))
    yield line("Priority", spec.get("priority", 0))
    if spec.get("priorityClassName"):
        yield line("Priority Class Name", spec["priorityClassName"])
    yield line("Service Account", spec.get("serviceAccountName", ""))
    yield line("Node", f"{spec['nodeName']}/{status.get('hostIP', '')}" if spec.get("nodeName") else NONE)
    if status.get("startTime"):
        yield line("Start Time", when(status["startTime"]))
    yield from pairs("Labels", meta.get("labels"))
    yield from annotation_lines(obj)
    yield from _state(obj, now)
    yield line("IP", status.get("podIP", ""))
    yield from _addresses(status)
    yield from controlled_by(obj)
    if status.get("nominatedNodeName"):
        yield line("NominatedNodeName", status["nominatedNodeName"])
    yield from _all_containers(spec, status)
    yield from _conditions(status)
    yield from volume_lines(spec)
    if status.get("qosClass"):
        yield line("QoS Class", status["qosClass"])
    yield from placement(spec)
    yield from event_lines(events, now)


def template(inner: Manifest) -> Lines:
    """The mould from which a controller makes Pods."""
    spec = part(inner, "spec")
    yield title("Pod Template")
    yield from pairs("Labels", part(inner, "metadata").get("labels"), 1)
    if part(inner, "metadata").get("annotations"):
        yield from pairs("Annotations", inner["metadata"]["annotations"], 1, ": ")
    if spec.get("serviceAccountName"):
        yield line("Service Account", spec["serviceAccountName"], 1)
    yield from _all_containers(spec, {}, heading="  ", name=" ")
    yield from volume_lines(spec, 1)
    yield from placement(spec, 1)


def placement(spec: Manifest, level: int = 0) -> Lines:
    """What the spec says about nodes: selector and tolerations."""
    yield from pairs("Node-Selectors", spec.get("nodeSelector"), level)
    yield from several("Tolerations", sorted(_toleration(item) for item in spec.get("tolerations") or ()), level)


def _toleration(item: Manifest) -> str:
    text = item.get("key", "")
    text += f"={item['value']}" if item.get("value") else ""
    text += f":{item['effect']}" if item.get("effect") else ""
    text += " op=Exists" if item.get("operator") == "Exists" else ""
    seconds = item.get("tolerationSeconds")
    return (text if seconds is None else f"{text} for {seconds}s").strip()


def _state(obj: Manifest, now: datetime) -> Lines:
    meta, status = obj["metadata"], part(obj, "status")
    if meta.get("deletionTimestamp") and status.get("reason") != "NodeLost":
        lasts = human_duration(max(0.0, seconds_between(meta["deletionTimestamp"], now)))
        yield line("Status", f"Terminating (lasts {lasts})")
        yield line("Termination Grace Period", f"{meta.get('deletionGracePeriodSeconds', 0)}s")
    else:
        yield line("Status", status.get("phase", ""))
    for field in ("reason", "message"):
        if status.get(field):
            yield line(field.capitalize(), status[field])


def _addresses(status: Manifest) -> Lines:
    if not status.get("podIPs"):
        yield line("IPs", NONE)
        return
    yield title("IPs")
    yield from (line("IP", item["ip"], 1) for item in status["podIPs"])


def _conditions(status: Manifest) -> Lines:
    if status.get("conditions"):
        yield title("Conditions")
        yield "  Type\tStatus"
        yield from (f"  {item['type']}\t{item['status']}" for item in status["conditions"])


def _all_containers(spec: Manifest, status: Manifest, heading: str = "", name: str = "  ") -> Lines:
    """Init containers, then containers; a template indents their names by one blank only."""
    if spec.get("initContainers"):
        yield f"{heading}Init Containers:"
        yield from _containers(spec["initContainers"], status.get("initContainerStatuses"), heading + name)
    yield f"{heading}Containers:"
    yield from _containers(spec.get("containers") or (), status.get("containerStatuses"), heading + name)


def _containers(found: Sequence[Manifest], statuses: Sequence[Manifest] | None, indent: str) -> Lines:
    by_name = {item["name"]: item for item in statuses or ()}
    for container in found:
        yield f"{indent}{container['name']}:"
        yield from _container(container, by_name.get(container["name"]))


def _container(container: Manifest, status: Manifest | None) -> Lines:
    if status is not None:
        yield line("Container ID", status.get("containerID", ""), 2)
    yield line("Image", container.get("image", ""), 2)
    if status is not None:
        yield line("Image ID", status.get("imageID", ""), 2)
    yield from _ports(container.get("ports") or ())
    for field in ("command", "args"):
        if container.get(field):
            yield title(field.capitalize(), 2)
            yield from (f"      {word}" for text in container[field] for word in text.split("\n"))
    if status is not None:
        yield from _state_lines("State", part(status, "state"))
        if status.get("lastState"):
            yield from _state_lines("Last State", status["lastState"])
        yield line("Ready", bool(status.get("ready")), 2)
        yield line("Restart Count", status.get("restartCount", 0), 2)
    yield from quantities("Limits", part(container, "resources").get("limits"), 2)
    yield from quantities("Requests", part(container, "resources").get("requests"), 2)
    for field in ("liveness", "readiness", "startup"):
        if container.get(f"{field}Probe"):
            yield line(field.capitalize(), _probe(container[f"{field}Probe"]), 2)
    yield from _environment(container)
    yield from _mounts(container.get("volumeMounts") or ())


def _ports(ports: Sequence[Manifest]) -> Lines:
    mark = "s" if len(ports) > 1 else ""
    inside = [f"{port['containerPort']}/{port.get('protocol', 'TCP')}" for port in ports]
    inside = [
        f"{text} ({port['name']})" if port.get("name") else text for text, port in zip(inside, ports, strict=True)
    ]
    outside = [f"{port.get('hostPort', 0)}/{port.get('protocol', 'TCP')}" for port in ports]
    yield line(f"Port{mark}", ", ".join(inside) or NONE, 2)
    yield line(f"Host Port{mark}", ", ".join(outside) or NONE, 2)


def _state_lines(label: str, state: Manifest) -> Lines:
    kind = next((kind for kind in ("running", "waiting", "terminated") if state.get(kind) is not None), "waiting")
    inside = state.get(kind) or {}
    yield line(label, kind.capitalize(), 2)
    for field in ("reason", "message"):
        if inside.get(field):
            yield line(field.capitalize(), inside[field], 3)
    if kind == "terminated":
        yield line("Exit Code", inside.get("exitCode", 0), 3)
    for field, name in (("startedAt", "Started"), ("finishedAt", "Finished")):
        if inside.get(field):
            yield line(name, when(inside[field]), 3)


def _probe(probe: Manifest) -> str:
    times = {"delay": "initialDelaySeconds", "timeout": "timeoutSeconds", "period": "periodSeconds"}
    text = " ".join(f"{name}={probe.get(field, 0)}s" for name, field in times.items())
    success, failure = probe.get("successThreshold", 1), probe.get("failureThreshold", 3)
    return f"{_action(probe)} {text} #success={success} #failure={failure}"


def _action(probe: Manifest) -> str:
    if "httpGet" in probe:
        get = probe["httpGet"]
        path = "/" + get.get("path", "").removeprefix("/")
        return f"http-get {get.get('scheme', 'HTTP').lower()}://{get.get('host', '')}:{get['port']}{path}"
    if "tcpSocket" in probe:
        return f"tcp-socket {probe['tcpSocket'].get('host', '')}:{probe['tcpSocket']['port']}"
    if "grpc" in probe:
        return f"grpc <pod>:{probe['grpc']['port']} {probe['grpc'].get('service') or ''}".rstrip()
    return f"exec [{' '.join(part(probe, 'exec').get('command') or ())}]"


def _environment(container: Manifest) -> Lines:
    if container.get("envFrom"):
        yield title("Environment Variables from", 2)
        for source in container["envFrom"]:
            kind, given = next((key, source[key]) for key in ("configMapRef", "secretRef") if key in source)
            word = "ConfigMap" if kind == "configMapRef" else "Secret"
            yield f"      {given.get('name', '')}\t{word}\tOptional: {str(given.get('optional', False)).lower()}"
    if not container.get("env"):
        yield line("Environment", NONE, 2)
        return
    yield title("Environment", 2)
    yield from (line(item["name"], _variable(item), 3) for item in container["env"])


def _variable(item: Manifest) -> str:
    source = item.get("valueFrom") or {}
    for field, text in (("configMapKeyRef", "of config map"), ("secretKeyRef", "in secret")):
        if field in source:
            given = source[field]
            optional = str(given.get("optional", False)).lower()
            return f"<set to the key '{given['key']}' {text} '{given.get('name', '')}'>\tOptional: {optional}"
    if "fieldRef" in source:
        return f" ({source['fieldRef'].get('apiVersion', 'v1')}:{source['fieldRef']['fieldPath']})"
    if "resourceFieldRef" in source:
        return f"{source['resourceFieldRef'].get('containerName', '')} ({source['resourceFieldRef']['resource']})"
    return str(item.get("value", ""))


def _mounts(mounts: Sequence[Manifest]) -> Lines:
    if not mounts:
        yield line("Mounts", NONE, 2)
        return
    yield title("Mounts", 2)
    for mount in sorted(mounts, key=lambda mount: str(mount["mountPath"])):
        inside = f',path="{mount["subPath"]}"' if mount.get("subPath") else ""
        yield f"      {mount['mountPath']} from {mount['name']} ({'ro' if mount.get('readOnly') else 'rw'}{inside})"
