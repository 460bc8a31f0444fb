"""Reading the manifests of a learner: text and nothing else, and no more of it than a shop needs.

The text comes from somebody else. It is never taken for the name of a file, nothing in it is executed, and a few lines
that stand for millions of objects or Pods are refused before anything is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from kubelite import manifests
from kubelite.grading.plain import kind_of
from kubelite.manifests import ManifestError

Manifest = dict[str, Any]

LONGEST = 100_000  # characters
MOST_VALUES = 20_000  # with every alias written out
MOST_OBJECTS = 60
MOST_PODS = 100
COUNTS = ("replicas", "maxReplicas", "parallelism", "completions")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_shop(text: Any) -> list[Manifest]:
    """The manifests in ``text``. ``ManifestError`` says what is wrong with it: no text, no YAML, or too much."""
    if type(text) is not str:
        raise ManifestError(f"Manifests are expected as one text (str), and this is {kind_of(text)}.")
    if len(text) > LONGEST or _values(text) > MOST_VALUES:
        raise ManifestError("This text is much longer than a shop needs.")
    found = manifests.read(text + "\n")  # with the end of a line in it, it is no name of a file
    if not found:
        raise ManifestError("There is no manifest in this text.")
    if len(found) > MOST_OBJECTS:
        raise ManifestError(f"These are {len(found)} objects. A shop needs at most {MOST_OBJECTS}.")
    pods = sum(_counts(found))
    if pods > MOST_PODS:
        raise ManifestError(f"These manifests ask for {pods} pods. The shop may have at most {MOST_PODS}.")
    return found


def _values(text: str) -> int:
    """How many values there are when each alias is written out; a text that is no YAML has none."""
    try:
        return sum(_size(node, {}) for node in yaml.compose_all(text, Loader=_Loader) if node is not None)
    except yaml.YAMLError:
        return 0
    except RecursionError:
        return MOST_VALUES + 1


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    if id(node) not in known:
        known[id(node)] = MOST_VALUES + 1  # for a node that contains itself
        known[id(node)] = 1 + sum(_size(inner, known) for inner in _inside(node))
    return known[id(node)]


def _inside(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _counts(value: Any) -> Iterator[int]:
    """Every number of Pods that is asked for, wherever it stands."""
    if isinstance(value, dict):
        yield from (value[name] for name in COUNTS if type(value.get(name)) is int)
        for inner in value.values():
            yield from _counts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _counts(inner)
