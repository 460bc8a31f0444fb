"""The schema file: complete, up to date, and readable by path."""

from __future__ import annotations

import pytest

from kubelite.objects.kinds import named, served
from kubelite.objects.schema import Field, field_at, get_type, type_of


def test_the_file_is_what_the_tool_makes() -> None:
    pytest.importorskip("kubernetes_validate")
    from tools import schema as tool

    assert tool.TARGET.read_text(encoding="utf-8") == tool.generate()


def test_every_served_kind_has_a_type_with_metadata() -> None:
    for resource in served():
        known = get_type(type_of(resource))
        assert known is not None, resource
        assert known.fields["metadata"].type == "meta.v1.ObjectMeta"


def test_every_type_that_a_field_names_exists() -> None:
    scalars = {"string", "bool", "int32", "int64", "double", "bytes", "quantity", "intOrString"}
    scalars |= {"time", "microTime", "any"}
    seen, waiting = set[str](), [type_of(resource) for resource in served()]
    while waiting:
        name = waiting.pop()
        known = get_type(name)
        assert known is not None, name
        seen.add(name)
        names = {field.type.replace("[]", "").replace("{}", "") for field in known.fields.values()}
        waiting.extend(names - seen - scalars)


def test_reads_fields_by_path() -> None:
    deployment = named("deployment")
    containers = field_at(deployment, "spec", "template", "spec", "containers")
    assert containers == Field("[]core.v1.Container", "name", "merge", "map", ("name",))
    assert field_at(deployment, "spec", "template", "spec", "containers", "ports", "containerPort") == Field("int32")
    assert field_at(deployment, "metadata", "labels", "app") == Field("string")
    limit = field_at(named("pod"), "spec", "containers", "resources", "limits", "memory")
    assert limit == Field("quantity")


@pytest.mark.parametrize("path", [("spek",), ("spec", "nodeName", "x"), ("metadata", "labels", "app", "x"), ("a", "b")])
def test_there_is_no_field_at_a_wrong_path(path: tuple[str, ...]) -> None:
    assert field_at(named("pod"), *path) is None


def test_free_form_documents_are_any() -> None:
    assert field_at(named("controllerrevision"), "data") == Field("any")
    crd = get_type("apiextensions.v1.CustomResourceSubresourceStatus")
    assert crd is not None
    assert not crd.fields
