"""The volumes of a Pod, as ``kubectl describe`` writes them.

Source of the layout: ``staging/src/k8s.io/kubectl/pkg/describe/describe.go`` (``describeVolumes``).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.describe.layout import NONE, Lines, line, title
from kubelite.controlplane.apiserver.tables.layout import Manifest

_KINDS = {
    "emptyDir": "EmptyDir (a temporary directory that shares a pod's lifetime)",
    "hostPath": "HostPath (bare host directory volume)",
    "configMap": "ConfigMap (a volume populated by a ConfigMap)",
    "secret": "Secret (a volume populated by a Secret)",
    "persistentVolumeClaim": "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
    "projected": "Projected (a volume that contains injected data from multiple sources)",
}


def volume_lines(spec: Manifest, level: int = 0) -> Lines:
    """Every volume with its kind and source; ``<none>`` when there is none."""
    volumes = spec.get("volumes") or ()
    if not volumes:
        yield line("Volumes", NONE, level)
        return
    yield title("Volumes", level)
    for volume in volumes:
        yield f"{'  ' * level}  {volume['name']}:" if not level else f"{'  ' * level} {volume['name']}:"
        yield from _volume(volume)


def _volume(volume: Manifest) -> Lines:
    kind, source = next(((key, value) for key, value in volume.items() if key != "name"), ("", {}))
    yield line("Type", _KINDS.get(kind, kind[:1].upper() + kind[1:] or "<unknown>"), 2)
    if kind == "projected":
        yield from _projected(source or {})
    for label, value in _details(kind, source or {}):
        yield line(label, value, 2)


def _details(kind: str, source: Manifest) -> list[tuple[str, object]]:
    optional = ("Optional", str(bool(source.get("optional"))).lower())
    details: dict[str, list[tuple[str, object]]] = {
        "emptyDir": [("Medium", source.get("medium", "")), ("SizeLimit", source.get("sizeLimit", "<unset>"))],
        "hostPath": [("Path", source.get("path", "")), ("HostPathType", source.get("type", ""))],
        "configMap": [("Name", source.get("name", "")), optional],
        "secret": [("SecretName", source.get("secretName", "")), optional],
        "persistentVolumeClaim": [
            ("ClaimName", source.get("claimName", "")),
            ("ReadOnly", str(bool(source.get("readOnly"))).lower()),
        ],
    }
    return details.get(kind, [])


def _projected(source: Manifest) -> Lines:
    for item in source.get("sources") or ():
        if "serviceAccountToken" in item:
            yield line("TokenExpirationSeconds", item["serviceAccountToken"].get("expirationSeconds", 3600), 2)
        for field, word in (("configMap", "ConfigMap"), ("secret", "Secret")):
            if field in item:
                yield line(f"{word}Name", item[field].get("name", ""), 2)
                optional = item[field].get("optional")
                yield line(f"{word}Optional", "<nil>" if optional is None else str(optional).lower(), 2)
        if "downwardAPI" in item:
            yield line("DownwardAPI", "true", 2)
