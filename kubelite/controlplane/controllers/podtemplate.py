"""The hash of a pod template, by which a Deployment tells its ReplicaSets apart.

Source of the rules: ``pkg/controller/controller_utils.go`` (``ComputeHash``), ``apimachinery/pkg/util/rand/rand.go``.
"""

from __future__ import annotations

from typing import Any

import msgspec

HASH_LABEL = "pod-template-hash"

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_OFFSET, _PRIME = 0x811C9DC5, 0x01000193


def template_hash(template: dict[str, Any], collisions: int = 0) -> str:
    """A short name for a pod ``template``: equal templates have the same, a changed one has another.

    ``collisions`` is how often two different templates of the Deployment had the same hash. FNV-32a as in Kubernetes,
    but over the canonical JSON of the template, not Go's print of it: the letters differ from those of a real cluster.
    """
    value = fnv32a(msgspec.json.encode(template, order="deterministic"))
    if collisions:
        value = fnv32a(collisions.to_bytes(4, "little"), value)
    return "".join(_LETTERS[ord(digit) % len(_LETTERS)] for digit in str(value))


def fnv32a(data: bytes, value: int = _OFFSET) -> int:
    """The Fowler–Noll–Vo hash of ``data`` in 32 bits, variant 1a; ``value`` goes on from an earlier part."""
    for byte in data:
        value = (value ^ byte) * _PRIME & 0xFFFFFFFF
    return value
