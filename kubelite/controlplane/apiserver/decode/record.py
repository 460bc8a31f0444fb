"""What was wrong with a document: the first value of a wrong type, and every field that does not exist."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kubelite.controlplane.apiserver.decode.scalars import NOTHING

Step = str | int | tuple[Any]  # a field, an index of a list, a key of a map

MOST_UNKNOWN_FIELDS = 100  # Go stops counting there


class Record:
    """Where the reading is, and what was wrong so far.

    ``struct`` and ``go_type`` name the innermost Go struct and the type of the value that is being read.
    """

    __slots__ = ("go_type", "path", "struct", "type_error", "unknown_fields")

    def __init__(self) -> None:
        self.path: list[Step] = []
        self.struct = ""
        self.go_type = ""
        self.type_error = ""
        self.unknown_fields: dict[str, tuple[str, Collection[str]]] = {}

    def unknown(self, name: Any, siblings: Collection[str]) -> None:
        """A field that the type does not have, as ``spec.containers[0].imgae``; ``siblings`` are those that it has."""
        if len(self.unknown_fields) < MOST_UNKNOWN_FIELDS:
            self.unknown_fields.setdefault(join([*self.path, str(name)]), (str(name), siblings))

    def wrong_type(self, value: Any, go_type: str = "") -> Any:
        """A value of a wrong type. Kubernetes tells only the first, and reads on."""
        self.fail(self.type_message(value, go_type or self.go_type))
        return NOTHING

    def type_message(self, value: Any, go_type: str) -> str:
        """``json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32``."""
        fields = ".".join(step for step in self.path if isinstance(step, str))
        place = f"struct field {self.struct}.{fields}" if self.struct else "value"
        number = f" {value}" if go_type in ("int32", "int64") and _is_number(value) else ""
        return f"json: cannot unmarshal {json_kind(value)}{number} into Go {place} of type {go_type}"

    def fail(self, message: str) -> None:
        """Keep the first message."""
        self.type_error = self.type_error or message


def join(path: list[Step]) -> str:
    """``spec.containers[0].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step[0] if isinstance(step, tuple) else step}" if text else str(step)
    return text


def json_kind(value: Any) -> str:
    """What Go calls a JSON value."""
    if isinstance(value, bool):
        return "bool"
    if _is_number(value):
        return "number"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "string"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
