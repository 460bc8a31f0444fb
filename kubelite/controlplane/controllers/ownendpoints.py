"""Endpoints by a learner's function: what it answers for a Service, as entries of EndpointSlices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from kubelite.controlplane.controllers import endpoints as entries
from kubelite.controlplane.controllers.endpoints import Ports
from kubelite.objects import Node, Pod, Service
from kubelite.objects.core.service import ServicePort
from kubelite.objects.discovery import Endpoint, EndpointConditions
from kubelite.rules.functions import Place
from kubelite.rules.podstate import is_finished, is_ready, is_terminating


class Entry(NamedTuple):
    """An entry of a slice, and the ports of the slice in which it may stand."""

    ports: Ports
    endpoint: Endpoint


def chosen(
    place: Place, service: Service, pods: Sequence[Pod], node_of: Callable[[str], Node | None]
) -> dict[str, Entry]:
    """The entries for which the function in ``place`` asks, by the uids of their Pods.

    It is asked once for each port, with a Service that has no other one. All Pods that it names receive requests.
    """
    # An address can be that of a Pod that has ended, and now of another one, too: those that live come last, and win.
    by_address = {pod.status.pod_ip: pod for pod in sorted(pods, key=is_finished, reverse=True) if pod.status.pod_ip}
    found: dict[str, Entry] = {}
    for port in service.spec.ports:
        one_port = replace(service, spec=replace(service.spec, ports=(port,)))
        for address, number in _answer(place, one_port, pods):
            pod = by_address.get(address)
            if pod is None:
                hint = "the address of a pod is pod.status.pod_ip"
                raise place.wrong((address, number), about=_about(service), expected="addresses of pods", hint=hint)
            entry = found.setdefault(pod.metadata.uid, Entry((), _endpoint(service, pod, node_of(pod.spec.node_name))))
            found[pod.metadata.uid] = entry._replace(ports=(*entry.ports, _port(port, number)))
    return found


def _answer(place: Place, service: Service, pods: Sequence[Pod]) -> list[tuple[str, int]]:
    answer = place.ask(service, pods, about=_about(service))
    if not isinstance(answer, list | tuple | set | frozenset) or not all(map(_is_pair, answer)):
        hint = "one pair looks like (pod.status.pod_ip, 8080)"
        raise place.wrong(answer, about=_about(service), expected="a list of pairs (ip, port)", hint=hint)
    return list(dict.fromkeys((address, number) for address, number in answer))


def _is_pair(item: Any) -> bool:
    return isinstance(item, list | tuple) and len(item) == 2 and type(item[0]) is str and type(item[1]) is int


def _endpoint(service: Service, pod: Pod, node: Node | None) -> Endpoint:
    conditions = EndpointConditions(ready=True, serving=is_ready(pod), terminating=is_terminating(pod))
    return replace(entries.endpoint(service, pod, node), conditions=conditions)


def _port(port: ServicePort, number: int) -> tuple[str, str, int, str]:
    return port.name, port.protocol, number, port.app_protocol


def _about(service: Service) -> str:
    return f"service {service.metadata.name}"
