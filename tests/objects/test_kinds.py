"""The table of kinds: complete, and forgiving about how a person names a kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubelite.objects.errors import BadRequest, NotFound
from kubelite.objects.kinds import at, named, of_manifest, served

# Bodies of subresources (serviceaccounts/token, deployments/scale, pods/eviction), and answers: not resources.
BODIES = {"TokenRequest", "Scale", "Eviction", "DeleteOptions"}
ANSWERS = {"APIGroup", "APIVersions", "Status", "WatchEvent"}


def test_serves_every_stable_kind_of_the_schema() -> None:
    validate = pytest.importorskip("kubernetes_validate")
    folder = Path(validate.__file__).parent / "kubernetes-json-schema" / "v1.36.0-local"
    definitions = json.loads((folder / "_definitions.json").read_text())["$defs"]
    stable = {
        (gvk["group"], gvk["version"], gvk["kind"])
        for definition in definitions.values()
        for gvk in definition.get("x-kubernetes-group-version-kind", ())
        if "alpha" not in gvk["version"] and "beta" not in gvk["version"]
    }
    expected = {row for row in stable if not row[2].endswith("List") and row[2] not in BODIES | ANSWERS}
    assert {(resource.group, resource.version, resource.kind) for resource in served()} == expected


def test_plurals_and_kinds_are_unique_within_a_version() -> None:
    assert len({(resource.api_version, resource.plural) for resource in served()}) == len(served())
    assert len({(resource.api_version, resource.kind) for resource in served()}) == len(served())


@pytest.mark.parametrize("word", ["Deployment", "deployment", "deploy", "DEPLOYMENTS.apps", "deploy.v1.apps"])
def test_names_a_kind_in_any_way_that_kubectl_takes(word: str) -> None:
    assert named(word).plural == "deployments"


def test_prefers_the_core_event_and_the_newest_autoscaler() -> None:
    assert named("ev").group == ""
    assert named("events.events.k8s.io").group == "events.k8s.io"
    assert named("hpa").version == "v2"
    assert named("hpa.v1.autoscaling").version == "v1"


def test_unknown_word_gets_a_suggestion() -> None:
    with pytest.raises(NotFound) as caught:
        named("podz")
    assert caught.value.message == 'the server doesn\'t have a resource type "podz"'
    assert caught.value.hint == 'Did you mean "pod"?'


def test_finds_the_resource_of_a_manifest() -> None:
    resource = of_manifest({"apiVersion": "apps/v1", "kind": "Deployment"})
    assert (resource.plural, resource.namespaced, resource.acts) == ("deployments", True, True)
    assert "scale" in resource.subresources


def test_unknown_kind_gets_a_suggestion() -> None:
    with pytest.raises(NotFound) as caught:
        of_manifest({"apiVersion": "apps/v1", "kind": "Deploymnet"})
    assert caught.value.message == 'no matches for kind "Deploymnet" in version "apps/v1"'
    assert caught.value.hint == "Did you mean Deployment?"


def test_wrong_version_names_the_served_one() -> None:
    with pytest.raises(NotFound) as caught:
        of_manifest({"apiVersion": "extensions/v1beta1", "kind": "Ingress"})
    assert caught.value.hint == "Kubernetes 1.36 serves Ingress as networking.k8s.io/v1."


@pytest.mark.parametrize("doc", [{"apiVersion": "v1"}, {"kind": "Pod"}, {"apiVersion": 1, "kind": "Pod"}])
def test_manifest_without_kind_is_a_bad_request(doc: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        of_manifest(doc)


def test_path_lookup() -> None:
    found = at("", "v1", "pods")
    assert found is not None
    assert found.kind == "Pod"
    assert at("apps", "v1beta1", "deployments") is None


def test_cluster_scoped_kinds_have_no_namespace() -> None:
    scoped = {resource.kind for resource in served() if resource.group == "" and not resource.namespaced}
    assert scoped == {"ComponentStatus", "Namespace", "Node", "PersistentVolume"}
