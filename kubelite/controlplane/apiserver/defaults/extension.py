"""Defaults of the groups that extend the API: admission, custom resources, aggregated APIs.

Source of the rules: ``pkg/apis/admissionregistration/v1/defaults.go``;
``staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go``;
``staging/src/k8s.io/kube-aggregator/pkg/apis/apiregistration/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, items, present, struct

_HTTPS = 443


def validating_webhooks(document: Document) -> None:
    """ValidatingWebhookConfiguration."""
    for webhook in items(document, "webhooks"):
        _webhook(webhook)


def mutating_webhooks(document: Document) -> None:
    """MutatingWebhookConfiguration."""
    for webhook in items(document, "webhooks"):
        _webhook(webhook)
        webhook.setdefault("reinvocationPolicy", "Never")


def validating_policy(document: Document) -> None:
    """ValidatingAdmissionPolicy."""
    spec = document["spec"]
    spec.setdefault("failurePolicy", "Fail")
    for resources in present(spec, "matchConstraints"):
        _match_resources(resources)


def mutating_policy(document: Document) -> None:
    """MutatingAdmissionPolicy."""
    validating_policy(document)
    document["spec"].setdefault("reinvocationPolicy", "Never")


def policy_binding(document: Document) -> None:
    """The binding of either policy."""
    for resources in present(document["spec"], "matchResources"):
        _match_resources(resources)


def custom_resource_definition(document: Document) -> None:
    """CustomResourceDefinition."""
    spec = document["spec"]
    names = spec["names"]
    if names["kind"]:
        defaults(names, singular=names["kind"].lower(), listKind=f"{names['kind']}List")
    conversion = struct(spec, "conversion")
    conversion["strategy"] = conversion.get("strategy") or "None"
    for webhook in present(conversion, "webhook"):
        for client in present(webhook, "clientConfig"):
            _service_port(client)


def api_service(document: Document) -> None:
    """APIService."""
    _service_port(document["spec"])


def _webhook(webhook: Document) -> None:
    defaults(webhook, failurePolicy="Fail", timeoutSeconds=10)
    _matching(webhook)
    _service_port(webhook["clientConfig"])
    for rule in items(webhook, "rules"):
        rule.setdefault("scope", "*")


def _match_resources(resources: Document) -> None:
    _matching(resources)
    for field in ("resourceRules", "excludeResourceRules"):
        for rule in items(resources, field):
            rule.setdefault("scope", "*")


def _matching(document: Document) -> None:
    defaults(document, matchPolicy="Equivalent", namespaceSelector={}, objectSelector={})


def _service_port(holder: Document) -> None:
    for service in present(holder, "service"):
        service.setdefault("port", _HTTPS)


ADMISSION: Defaults = {
    "MutatingAdmissionPolicy": mutating_policy,
    "MutatingAdmissionPolicyBinding": policy_binding,
    "MutatingWebhookConfiguration": mutating_webhooks,
    "ValidatingAdmissionPolicy": validating_policy,
    "ValidatingAdmissionPolicyBinding": policy_binding,
    "ValidatingWebhookConfiguration": validating_webhooks,
}
CUSTOM: Defaults = {"CustomResourceDefinition": custom_resource_definition}
AGGREGATED: Defaults = {"APIService": api_service}
