"""The comparison that Kubernetes prints when a field may not change: a unified diff of two Go structs as JSON.

Source of the format: ``staging/src/k8s.io/apimachinery/pkg/util/diff/diff.go``.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff
from itertools import islice
from typing import Any

from kubelite.controlplane.apiserver.validation.field import go_json


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The changed lines with three lines around them, without the two header lines of a diff of files."""
    before, after = (go_json(side, indent=1).split("\n") for side in (old, new))
    return "".join(f"{line}\n" for line in islice(unified_diff(before, after, lineterm=""), 2, None))
