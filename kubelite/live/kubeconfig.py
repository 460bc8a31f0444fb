"""Which real cluster may be used: one made by kind, on this machine or in a private network.

The course writes into this cluster. A context that is not named ``kind-…``, or an address that others can have, is left
alone, whatever the kubeconfig says is the current one.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

SWITCH = "KUBELITE_LIVE"
"""``off``: use no real cluster, as if there were none. The name of a context: use this one. ``on``: as without it."""
PREFIX = "kind-"
NO_CONTEXT = "no context named kind-… was found"
PRIVATE = tuple(
    ip_network(block)
    for block in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "0.0.0.0/32")
)
"""This machine, and networks whose addresses are not used on the internet. 0.0.0.0 is this machine, too."""


_STUMBLES = (TypeError, KeyError, AttributeError, ValueError)
"""What the loader of the official client raises for files that are YAML and no kubeconfig."""


class Missing(Exception):
    """What is missing for a real cluster, as the end of the sentence "There is no real cluster to use: …"."""


def find(environment: Mapping[str, str] = os.environ) -> tuple[str, Any]:
    """The name of a context and a ``kubernetes.client.ApiClient`` for it. Raises ``Missing``."""
    switch = environment.get(SWITCH, "")
    if switch.lower() == "off":
        raise Missing(NO_CONTEXT)
    switch = "" if switch.lower() == "on" else switch
    try:
        from kubernetes import client, config
    except ImportError:
        raise Missing("the package kubernetes is not installed") from None
    loader: Any = config  # a module without types
    place = environment.get("KUBECONFIG") or str(Path("~/.kube/config").expanduser())
    try:
        context = choose(*_contexts(place), switch)
        configuration = client.Configuration()
        loader.load_kube_config(place, context, configuration, persist_config=False)
    except (config.ConfigException, yaml.YAMLError, OSError, *_STUMBLES) as error:
        raise Missing(f"the kubeconfig cannot be read ({error})") from None
    refuse_distant(context, configuration.host)
    configuration.proxy = None  # the cluster is near; a proxy may be far away
    configuration.retries = False  # urllib3 would tell of each try on stderr
    if not configuration.verify_ssl:
        _be_quiet()
    return context, client.ApiClient(configuration)


def _contexts(place: str) -> tuple[list[str], str]:
    """The names of all contexts in one or several files, and which one is current; it may be none."""
    from kubernetes.config import kube_config

    official: Any = kube_config
    merged = official.KubeConfigMerger(place).config
    document: Any = merged.value if merged is not None else {}
    names = [str(each["name"]) for each in document.get("contexts") or ()]
    return names, str(document.get("current-context") or "")


def choose(names: list[str], current: str, wanted: str = "") -> str:
    """The context to use: the ``wanted`` one, else the current one, else the first of those that kind made."""
    made_by_kind = [name for name in names if name.startswith(PREFIX)]
    if wanted and wanted not in made_by_kind:
        raise Missing(f"{SWITCH} asks for the context {wanted}, but the contexts made by kind are {made_by_kind}")
    if not made_by_kind:
        raise Missing(NO_CONTEXT)
    return wanted or (current if current in made_by_kind else made_by_kind[0])


def refuse_distant(context: str, address: str) -> None:
    """Raise ``Missing`` unless the host of a URL is this machine, or one in a private network."""
    host = urlsplit(address).hostname or ""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)} if host else set()
    except OSError:
        found = set()
    if not found or not all(_is_near(each) for each in found):
        raise Missing(f"the context {context} leads to {host or 'no host'}, which is not this machine")


def _is_near(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found.version == block.version and found in block for block in PRIVATE)


def _be_quiet() -> None:
    """A kubeconfig may say not to check certificates; urllib3 would warn of it at each request, on stderr."""
    import urllib3

    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
