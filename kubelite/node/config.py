"""What a container gets from ConfigMaps and Secrets, and what a Pod waits for while they are missing.

Source of the rules and words: ``pkg/kubelet/kubelet_pods.go`` (``makeEnvironmentVariables``) and
``pkg/volume/util/operationexecutor/operation_generator.go``.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubelite.client import Client
from kubelite.node.run import NOTHING, expanded
from kubelite.objects.core.container import Container, EnvVar
from kubelite.objects.core.pod import Pod, Volume
from kubelite.objects.errors import NotFound
from kubelite.objects.frozen import FrozenMap

KINDS = ("ConfigMap", "Secret", "PersistentVolumeClaim")
"""The objects for which a Pod may have to wait."""


class ConfigError(Exception):
    """Something is missing; the text says what, in the kubelet's words."""


class Source(NamedTuple):
    """A ConfigMap or Secret that is asked for."""

    kind: str
    name: str
    optional: bool


def content(client: Client, source: Source, namespace: str) -> Mapping[str, str] | None:
    """The keys of a ConfigMap or Secret as text; ``None`` when it is optional and missing, else ``ConfigError``."""
    try:
        found = client.get(source.kind, source.name, namespace)
    except NotFound:
        if source.optional:
            return None
        raise ConfigError(f'{source.kind.lower()} "{source.name}" not found') from None
    if source.kind == "ConfigMap":
        return {**found.data, **{key: _decoded(text) for key, text in found.binary_data.items()}}
    return {key: _decoded(text) for key, text in found.data.items()}


def environment(client: Client, pod: Pod, container: Container) -> Mapping[str, str]:
    """The environment variables of a container. ``ConfigError`` when a source is missing that is not optional."""
    if not (container.env or container.env_from):
        return NOTHING
    namespace, found = pod.metadata.namespace, dict[str, str]()
    for each in container.env_from:
        for kind, reference in (("ConfigMap", each.config_map_ref), ("Secret", each.secret_ref)):
            if reference is not None:
                keys = content(client, Source(kind, reference.name, reference.optional), namespace) or {}
                found |= {each.prefix + key: text for key, text in keys.items()}
    for variable in container.env:
        value = _value(client, variable, namespace)
        if value is not None:
            found[variable.name] = expanded(value, found)
    return FrozenMap(found)


def mount_problem(client: Client, pod: Pod) -> str:
    """What keeps the volumes of ``pod`` from being mounted, in the words of the Event; ``""`` when nothing does."""
    namespace = pod.metadata.namespace
    for volume in pod.spec.volumes:
        try:
            for source in sources(volume):
                content(client, source, namespace)
            if volume.persistent_volume_claim is not None:
                bound_volume(client, volume.persistent_volume_claim.claim_name, namespace)
        except ConfigError as error:
            return f'MountVolume.SetUp failed for volume "{volume.name}" : {error}'
    return ""


def sources(volume: Volume) -> Iterator[Source]:
    """The ConfigMaps and Secrets of which a volume consists."""
    if volume.config_map is not None:
        yield Source("ConfigMap", volume.config_map.name, volume.config_map.optional)
    if volume.secret is not None:
        yield Source("Secret", volume.secret.secret_name, volume.secret.optional)


def bound_volume(client: Client, claim: str, namespace: str) -> str:
    """The name of the volume to which a claim is bound; ``ConfigError`` when there is none yet."""
    try:
        name = client.manifest("PersistentVolumeClaim", claim, namespace).get("spec", {}).get("volumeName")
    except NotFound:
        raise ConfigError(f'persistentvolumeclaim "{claim}" not found') from None
    if not name:
        raise ConfigError(f'persistentvolumeclaim "{claim}" is not bound')
    return str(name)


def _value(client: Client, variable: EnvVar, namespace: str) -> str | None:
    """The value of one variable; ``None`` when it comes from an optional key that is missing."""
    if variable.value_from is None:
        return variable.value
    pairs = (("ConfigMap", variable.value_from.config_map_key_ref), ("Secret", variable.value_from.secret_key_ref))
    for kind, selector in pairs:
        if selector is not None:
            keys = content(client, Source(kind, selector.name, selector.optional), namespace)
            if keys is not None and selector.key not in keys and not selector.optional:
                raise ConfigError(f"couldn't find key {selector.key} in {kind} {namespace}/{selector.name}")
            return (keys or {}).get(selector.key)
    return None


def _decoded(text: str) -> str:
    return b64decode(text).decode(errors="replace")
