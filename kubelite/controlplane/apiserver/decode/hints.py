"""Hints for fields that do not exist: a sibling that is spelled alike, or where the field belongs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from kubelite.objects.schema import get_type

_DEEPEST = 5  # spec.jobTemplate.spec.template.spec is as deep as a reader would look


def for_unknown(name: str, siblings: Collection[str], kind_type: str) -> str:
    """One sentence, or an empty text when nothing is near."""
    near = get_close_matches(name.lower(), {sibling.lower(): sibling for sibling in siblings}, n=1, cutoff=0.7)
    if near:
        meant = next(sibling for sibling in siblings if sibling.lower() == near[0])
        return f'Did you mean "{meant}"?'
    elsewhere = next(_places(name, kind_type), "")
    return f'A field "{name}" belongs at {elsewhere}.' if elsewhere else ""


def _places(name: str, kind_type: str) -> Iterator[str]:
    """Paths at which a kind has a field of this name, the shortest first; status and metadata are nobody's to write."""
    level = [("", kind_type)]
    for _ in range(_DEEPEST + 1):
        deeper = []
        for path, type_name in level:
            known = get_type(type_name)
            if known is None:
                continue
            if name in known.fields:
                yield f"{path}{name}"
            for step, field in known.fields.items():
                if step not in ("status", "metadata"):
                    deeper.append((f"{path}{step}.", field.type.lstrip("[]{}")))
        level = deeper
