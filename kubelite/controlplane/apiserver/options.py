"""Options of a write, as they stand in the query of a request: ``?fieldValidation=Strict&dryRun=All``.

Source: ``staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go`` (ValidateCreateOptions …).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from kubelite.controlplane.apiserver.api import FieldValidation
from kubelite.objects.errors import Cause, Invalid

_FIELD_VALIDATIONS = ("", "Ignore", "Strict", "Warn")
_LONGEST_MANAGER = 128


class WriteOptions(NamedTuple):
    """How strictly unknown fields are taken, and whether the request only asks what would happen."""

    field_validation: FieldValidation = "Warn"
    dry_run: bool = False


def write_options(query: Mapping[str, Sequence[str]], kind: str) -> WriteOptions:
    """Read a query (each name with its values). ``kind`` is ``CreateOptions`` or ``UpdateOptions``.

    Errors: Invalid for values that Kubernetes does not know.
    """
    dry_run, asked = list(query.get("dryRun", ())), (*query.get("fieldValidation", ()), "")[0]
    manager = (*query.get("fieldManager", ()), "")[0]
    causes = []
    if len(manager) > _LONGEST_MANAGER:
        text = f"Too long: may not be more than {_LONGEST_MANAGER} bytes"
        causes.append(Cause("FieldValueTooLong", text, "fieldManager"))
    if any(value != "All" for value in dry_run):
        causes.append(_unsupported("dryRun", json.dumps(dry_run, separators=(",", ":")), ("All",)))
    if asked not in _FIELD_VALIDATIONS:
        causes.append(_unsupported("fieldValidation", json.dumps(asked), _FIELD_VALIDATIONS))
    if causes:
        raise Invalid(kind, "", causes, group="meta.k8s.io")
    return WriteOptions(cast(FieldValidation, asked or "Warn"), bool(dry_run))


def _unsupported(field: str, shown: str, known: Sequence[str]) -> Cause:
    listed = ", ".join(json.dumps(value) for value in known)
    return Cause("FieldValueNotSupported", f"Unsupported value: {shown}: supported values: {listed}", field)
