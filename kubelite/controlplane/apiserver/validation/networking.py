"""Ingresses, IngressClasses and NetworkPolicies.

Source of the rules: ``pkg/apis/networking/validation/validation.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import ips, labels, names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    immutable,
    invalid,
    part,
    required,
    too_long,
    unsupported,
    wrong,
)

_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
_BAD_ENDS = ("/..", "/.")
_PROTOCOLS = ("TCP", "UDP", "SCTP")
_POLICY_TYPES = ("Ingress", "Egress")
_CLASS_ANNOTATION = "kubernetes.io/ingress.class"


def ingress(doc: Doc) -> Causes:
    yield from ingress_spec(doc)
    annotation = part(doc, "metadata", "annotations").get(_CLASS_ANNOTATION)
    name = part(doc, "spec").get("ingressClassName")
    if annotation is not None and name is not None and annotation != name:
        reason = "must match `ingressClassName` when both are specified"
        yield invalid(f"annotations.{_CLASS_ANNOTATION}", annotation, reason)


def ingress_spec(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    rules, backend = spec.get("rules") or [], spec.get("defaultBackend")
    if not rules and backend is None:
        yield invalid("spec", spec.get("rules"), "either `defaultBackend` or `rules` must be specified")
    if backend is not None:
        yield from _backend(backend, "spec.defaultBackend")
    for rule, at in each(spec, "rules", "spec"):
        yield from _host(rule.get("host") or "", f"{at}.host")
        if (http := rule.get("http")) is not None:
            yield from _http_rule(http, f"{at}.http")
    for tls, at in each(spec, "tls", "spec"):
        yield from _tls(tls, at)
    if (name := spec.get("ingressClassName")) is not None:
        yield from wrong("spec.ingressClassName", name, names.dns_subdomain(name))


def ingress_class(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    controller, parameters = spec.get("controller") or "", spec.get("parameters")
    if not controller:
        yield required("spec.controller")
    else:
        if len(controller) > 250:
            yield too_long("spec.controller", 250)
        for value, message in names.domain_prefixed_path(controller):
            yield invalid("spec.controller", value, message)
    if parameters is not None:
        yield from _parameters(parameters, "spec.parameters")


def ingress_class_update(new: Doc, old: Doc) -> Causes:
    wanted, known = part(new, "spec").get("controller"), part(old, "spec").get("controller")
    yield from immutable("spec.controller", wanted, known)
    yield from ingress_class(new)


def network_policy(doc: Doc) -> Causes:
    spec = part(doc, "spec")
    yield from labels.label_selector(spec.get("podSelector"), "spec.podSelector")
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule, at in each(spec, direction, "spec"):
            for port, port_at in each(rule, "ports", at):
                yield from _policy_port(port, port_at)
            for peer, peer_at in each(rule, peers, at):
                yield from _peer(peer, peer_at)
    types = spec.get("policyTypes") or []
    if len(types) > len(_POLICY_TYPES):
        yield invalid("spec.policyTypes", types, "may not specify more than two policyTypes")
        return
    for index, kind in enumerate(types):
        if kind not in _POLICY_TYPES:
            yield unsupported(f"spec.policyTypes[{index}]", kind or "", _POLICY_TYPES)


def _host(host: str, path: str) -> Causes:
    if not host:
        return
    if ips.parse_ip(host) is not None:
        yield invalid(path, host, "must be a DNS name, not an IP address")
    yield from wrong(path, host, _host_messages(host))


def _host_messages(host: str) -> names.Messages:
    return names.wildcard_subdomain(host) if "*" in host else names.dns_subdomain(host)


def _http_rule(http: Doc, path: str) -> Causes:
    if not http.get("paths"):
        yield required(f"{path}.paths")
    for entry, at in each(http, "paths", path):
        yield from _http_path(entry, at)


def _http_path(entry: Doc, path: str) -> Causes:
    kind, route = entry.get("pathType"), entry.get("path") or ""
    if kind is None:
        yield required(f"{path}.pathType", "pathType must be specified")
        return
    if kind in ("Exact", "Prefix"):
        yield from _exact_path(route, f"{path}.path")
    elif kind == "ImplementationSpecific":
        if route and not route.startswith("/"):
            yield invalid(f"{path}.path", route, "must be an absolute path")
    else:
        yield unsupported(f"{path}.pathType", kind, _PATH_TYPES)
    yield from _backend(part(entry, "backend"), f"{path}.backend")


def _exact_path(route: str, path: str) -> Causes:
    if not route.startswith("/"):
        yield invalid(path, route, "must be an absolute path")
    for sequence in _BAD_SEQUENCES:
        if sequence in route:
            yield invalid(path, route, f"must not contain '{sequence}'")
    for end in _BAD_ENDS:
        if route.endswith(end):
            yield invalid(path, route, f"cannot end with '{end}'")


def _backend(backend: Doc, path: str) -> Causes:
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        yield invalid(path, "", "cannot set both resource and service backends")
    elif resource is not None:
        yield from _object_reference(resource, f"{path}.resource")
    elif service is not None:
        yield from _service_backend(service, path)
    else:
        yield invalid(path, "", "resource or service backend is required")


def _service_backend(service: Doc, path: str) -> Causes:
    if name := service.get("name"):
        yield from wrong(f"{path}.service.name", name, names.dns_label(name))
    else:
        yield required(f"{path}.service.name")
    port = part(service, "port")
    name, number, at = port.get("name"), port.get("number"), f"{path}.service.port"
    if name and number:
        yield invalid(path, "", "cannot set both port name & port number")
    elif name:
        yield from wrong(f"{at}.name", name, names.port_name(name))
    elif number:
        yield from wrong(f"{at}.number", number, names.port_number(number))
    else:
        yield required(path, "port name or number is required")


def _object_reference(reference: Doc, path: str) -> Causes:
    if (group := reference.get("apiGroup")) is not None:
        yield from wrong(f"{path}.apiGroup", group, names.dns_subdomain(group))
    for field in ("kind", "name"):
        if value := reference.get(field):
            yield from wrong(f"{path}.{field}", value, names.path_segment(value))
        else:
            yield required(f"{path}.{field}")


def _parameters(parameters: Doc, path: str) -> Causes:
    yield from _object_reference(parameters, path)
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    if scope is None:
        yield required(f"{path}.scope")
    elif scope not in ("Cluster", "Namespace"):
        yield unsupported(f"{path}.scope", scope, ("Cluster", "Namespace"))
    elif scope == "Cluster":
        if namespace is not None:
            yield forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'")
    elif namespace is None:
        yield required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'")
    else:
        yield from wrong(f"{path}.namespace", namespace, names.dns_label(namespace))


def _tls(tls: Doc, path: str) -> Causes:
    for index, host in enumerate(tls.get("hosts") or ()):
        yield from wrong(f"{path}.hosts[{index}]", host or "", _host_messages(host or ""))
    if name := tls.get("secretName"):
        yield from wrong(f"{path}.secretName", name, names.dns_subdomain(name))


def _policy_port(port: Doc, path: str) -> Causes:
    protocol, number, end, at = port.get("protocol"), port.get("port"), port.get("endPort"), f"{path}.endPort"
    if protocol and protocol not in _PROTOCOLS:
        yield unsupported(f"{path}.protocol", protocol, _PROTOCOLS)
    if isinstance(number, int):
        yield from wrong(f"{path}.port", number, names.port_number(number))
        if end is not None:
            if end < number:
                yield invalid(at, end, "must be greater than or equal to `port`")
            yield from wrong(at, end, names.port_number(end))
    elif number is not None:
        if end is not None:
            yield invalid(at, end, "may not be specified when `port` is non-numeric")
        yield from wrong(f"{path}.port", number, names.port_name(number))
    elif end is not None:
        yield invalid(at, end, "may not be specified when `port` is not specified")


def _peer(peer: Doc, path: str) -> Causes:
    selectors = [field for field in ("podSelector", "namespaceSelector") if peer.get(field) is not None]
    for field in selectors:
        yield from labels.label_selector(peer[field], f"{path}.{field}")
    block = peer.get("ipBlock")
    if block is not None:
        yield from _ip_block(block, f"{path}.ipBlock")
    if block is None and not selectors:
        yield required(path, "must specify a peer")
    elif block is not None and selectors:
        yield forbidden(path, "may not specify both ipBlock and another peer")


def _ip_block(block: Doc, path: str) -> Causes:
    text = block.get("cidr") or ""
    if not text:
        yield required(f"{path}.cidr")
        return
    yield from wrong(f"{path}.cidr", text, ips.cidr(text))
    if (network := ips.parse_cidr(text)) is None:
        return
    for index, part_text in enumerate(block.get("except") or ()):
        at, inner = f"{path}.except[{index}]", ips.parse_cidr(part_text or "")
        yield from wrong(at, part_text or "", ips.cidr(part_text or ""))
        if inner is None:
            continue
        inside = inner.version == network.version and inner.network_address in network
        if not inside or network.prefixlen >= inner.prefixlen:
            yield invalid(at, part_text, "must be a strict subset of `cidr`")
