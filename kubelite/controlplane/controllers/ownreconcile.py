"""A learner's ``reconcile(rs, pods)``: what it asks for is checked here, before any of it is done."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kubelite.objects import Pod, ReplicaSet
from kubelite.rules.functions import Place


class Create(Struct, frozen=True, repr_omit_defaults=True):
    """Make one Pod from the template. ``node_name`` is what the scheduler writes: leave it empty."""

    node_name: str = ""


class Delete(Struct, frozen=True):
    """Delete the Pod of this ``name``."""

    name: str


def asked_for(place: Place, rs: ReplicaSet, pods: Sequence[Pod]) -> tuple[list[Create], list[Pod]]:
    """What the function in ``place`` wants for ``rs``: the Pods to make, and those to delete.

    ``pods`` are all that the selector of ``rs`` matches. Raises ``FunctionError`` for an answer that makes no sense.
    """
    about = f"replicaset {rs.metadata.name}"
    answer = place.ask(rs, pods, about=about)
    expected = "a list of Create() and Delete(name)"
    if not isinstance(answer, list | tuple):
        raise place.wrong(answer, about=about, expected=expected, hint="nothing to do is the empty list []")
    strange = next((item for item in answer if not isinstance(item, Create | Delete)), None)
    if strange is not None:
        hint = "each item is one Create() or one Delete(name), with parentheses"
        raise place.wrong(strange, about=about, expected=expected, hint=hint)
    by_name = {pod.metadata.name: pod for pod in pods}
    names = dict.fromkeys(item.name for item in answer if isinstance(item, Delete))
    unknown = next((name for name in names if not isinstance(name, str) or name not in by_name), None)
    if unknown is not None:
        hint = "the name of a pod is pod.metadata.name"
        raise place.wrong(Delete(unknown), about=about, expected="the name of one of the pods", hint=hint)
    return [item for item in answer if isinstance(item, Create)], [by_name[name] for name in names]
