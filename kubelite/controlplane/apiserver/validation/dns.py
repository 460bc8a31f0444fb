"""How a pod finds others and is found: its resolver, its host name, its lines in ``/etc/hosts``.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validatePodDNSConfig, ValidateHostAliases).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import ips, names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    required,
    too_long,
    wrong,
)


def dns_config(spec: Doc, path: str) -> Causes:
    config, at = spec.get("dnsConfig"), f"{path}.dnsConfig"
    if spec.get("dnsPolicy") == "None" and not (config or {}).get("nameservers"):
        if config is None:
            yield required(at, "must provide `dnsConfig` when `dnsPolicy` is None")
        else:
            yield required(f"{at}.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")
        return
    if config is None:
        return
    servers, searches = config.get("nameservers") or [], config.get("searches") or []
    if len(servers) > 3:
        yield invalid(f"{at}.nameservers", servers, "must not have more than 3 nameservers")
    for index, server in enumerate(servers):
        yield from wrong(f"{at}.nameservers[{index}]", server or "", ips.ip(server or ""))
    yield from _searches(searches, f"{at}.searches")
    for option, option_at in each(config, "options", at):
        if not option.get("name"):
            yield required(option_at, "must not be empty")


def _searches(searches: list[str], path: str) -> Causes:
    if len(searches) > 32:
        yield invalid(path, searches, "must not have more than 32 search paths")
    if len(" ".join(searches)) > 2048:
        yield invalid(path, searches, "must not have more than 2048 characters (including spaces) in the search list")
    for index, search in enumerate(searches):
        if search != ".":
            domain = search.removesuffix(".")
            yield from wrong(f"{path}[{index}]", domain, names.dns_subdomain_underscore(domain))


def hostname_override(spec: Doc, path: str) -> Causes:
    if (name := spec.get("hostnameOverride")) is None:
        return
    at = f"{path}.hostnameOverride"
    if spec.get("setHostnameAsFQDN"):
        yield forbidden(at, "may not be specified when setHostnameAsFQDN is true")
    if spec.get("hostNetwork"):
        yield forbidden(at, "may not be specified when hostNetwork is true")
    if len(name) > 64:
        yield too_long(at, 64)
    yield from wrong(at, name, names.dns_subdomain(name))


def host_aliases(spec: Doc, path: str) -> Causes:
    for alias, at in each(spec, "hostAliases", path):
        address = alias.get("ip") or ""
        yield from wrong(f"{at}.ip", address, ips.ip(address))
        for index, name in enumerate(alias.get("hostnames") or ()):
            yield from wrong(f"{at}.hostnames[{index}]", name or "", names.dns_subdomain(name or ""))
