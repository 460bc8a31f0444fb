"""Defaults of the group rbac.authorization.k8s.io.

Source of the rules: ``pkg/apis/rbac/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, items

_GROUP = "rbac.authorization.k8s.io"


def binding(document: Document) -> None:
    """RoleBinding and ClusterRoleBinding; users and groups belong to this API group, service accounts to the core."""
    document["roleRef"].setdefault("apiGroup", _GROUP)
    for subject in items(document, "subjects"):
        if subject["kind"] in ("User", "Group"):
            subject.setdefault("apiGroup", _GROUP)


DEFAULTS: Defaults = {"ClusterRoleBinding": binding, "RoleBinding": binding}
