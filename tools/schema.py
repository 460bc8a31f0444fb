"""Make ``kubelite/objects/schema.json``: the fields of every kind, from the OpenAPI definitions of Kubernetes 1.36.

    python -m tools.schema            write the file
    python -m tools.schema --check    compare it with what would be written

The definitions come with the development package kubernetes-validate. Kept are types, integer widths, required fields
and what patches need (merge keys, strategies, list types); left out are descriptions and what no served kind reaches.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kubelite.objects.kinds import served

TARGET = Path(__file__).parent.parent / "kubelite" / "objects" / "schema.json"
VERSION = "v1.36.0"

# Bodies that are sent to subresources: deployments/scale, pods/eviction, serviceaccounts/token, DELETE.
BODIES = ("autoscaling.v1.Scale", "policy.v1.Eviction", "authentication.v1.TokenRequest", "meta.v1.DeleteOptions")

# Definitions that are one value in a manifest rather than a map with fields.
VALUES = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intOrString",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "microTime",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "any",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
}
SCALARS = {
    ("string", ""): "string",
    ("string", "byte"): "bytes",
    ("boolean", ""): "bool",
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("number", "double"): "double",
}

Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the file, or compare it; the exit code is 1 when it is out of date."""
    made = generate()
    if "--check" not in arguments:
        TARGET.write_text(made, encoding="utf-8")
        print(f"wrote {TARGET.name}: {len(made):,} characters")
        return 0
    if TARGET.read_text(encoding="utf-8") == made:
        print(f"{TARGET.name} is up to date")
        return 0
    print(f"{TARGET.name} is out of date: run `python -m tools.schema`")
    return 1


def generate() -> str:
    """The text of the file: one line a kind or type, in alphabetical order."""
    definitions = load_definitions()
    roots = {f"{resource.api_version}/{resource.kind}" for resource in served()}
    kinds = {gvk: name for name, definition in definitions.items() for gvk in _kinds_of(definition) if gvk in roots}
    types: dict[str, Json] = {}
    waiting = [*kinds.values(), *BODIES]
    while waiting:
        name = waiting.pop()
        if name not in types:
            types[name] = _type(definitions[name])
            waiting.extend(_references(types[name], definitions))
    return "{\n" + _section("kinds", kinds) + ",\n" + _section("types", types) + "\n}\n"


def load_definitions() -> dict[str, Json]:
    """All definitions by short name, such as ``core.v1.Pod``."""
    import kubernetes_validate

    folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"{VERSION}-local"
    definitions = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return {_short(name): definition for name, definition in definitions.items()}


def _short(name: str) -> str:
    """``io.k8s.api.core.v1.Pod`` → ``core.v1.Pod``: group, version and name, as Go's packages are called."""
    return ".".join(name.split(".")[-3:])


def _kinds_of(definition: Json) -> Iterator[str]:
    for gvk in definition.get("x-kubernetes-group-version-kind", ()):
        yield "/".join(part for part in (gvk["group"], gvk["version"], gvk["kind"]) if part)


def _type(definition: Json) -> Json:
    fields = {name: _field(field) for name, field in definition.get("properties", {}).items()}
    made: Json = {"fields": fields}
    if definition.get("required"):
        made["required"] = sorted(definition["required"])
    if definition.get("x-kubernetes-map-type") == "atomic":
        made["atomic"] = True
    return made


def _field(field: Json) -> Json:
    made: Json = {"type": _type_name(field)}
    for name, source in (("mergeKey", "patch-merge-key"), ("strategy", "patch-strategy"), ("listType", "list-type")):
        if value := field.get(f"x-kubernetes-{source}"):
            made[name] = value
    if keys := field.get("x-kubernetes-list-map-keys"):
        made["keys"] = keys
    if field.get("x-kubernetes-map-type") == "atomic":
        made["atomic"] = True
    return made


def _type_name(field: Json) -> str:
    """``string``, ``[]core.v1.Container``, ``{}quantity`` …"""
    if "$ref" in field:
        return _reference(field["$ref"].removeprefix("#/$defs/"))
    declared = field.get("type", "object")
    kind = declared if isinstance(declared, str) else declared[0]  # optional fields say ["string", "null"]
    if kind == "array":
        return "[]" + _type_name(field["items"])
    if kind == "object":
        return "{}" + _type_name(field["additionalProperties"])
    return SCALARS[kind, field.get("format", "")]


def _reference(name: str) -> str:
    if name in VALUES:
        return VALUES[name]
    schema_of_schemas = ".apiextensions.v1.JSON" in name and not name.endswith("JSONSchemaProps")
    return "any" if schema_of_schemas else _short(name)


def _references(made: Json, definitions: dict[str, Json]) -> Iterator[str]:
    for field in made["fields"].values():
        name = field["type"].replace("[]", "").replace("{}", "")
        if name in definitions:
            yield name


def _section(title: str, rows: dict[str, Any]) -> str:
    lines = [f"{_compact(name)}:{_compact(rows[name])}" for name in sorted(rows)]
    return f"{_compact(title)}:{{\n" + ",\n".join(lines) + "\n}"


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
