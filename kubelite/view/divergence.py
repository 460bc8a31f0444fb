"""Where two runs part: the first moment at which their Pods are not in the same places and states.

Names of Pods are drawn at random, so Pods are counted by who wants them, where they are, and how they are.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kubelite.view.recording import Place, Recording
from kubelite.view.replay import Replay
from kubelite.view.snapshot import PodState, is_system

Kind = tuple[str, str, str]
"""Owner (or the name of a Pod that nobody manages), node, health."""


class Divergence(NamedTuple):
    """At ``moment`` (virtual seconds) the runs differ for the first time; ``text`` says in what."""

    moment: float
    text: str


class Comparison:
    """Two runs, compared from the first moment on. ``first`` is where they part; ``look`` looks at what is new."""

    def __init__(self, one: Recording, other: Recording) -> None:
        self.first: Divergence | None = None
        self._recordings = (one, other)
        self._tallies = (_Tally(one), _Tally(other))
        self._done = [0, 0]

    def look(self, until: float) -> Divergence | None:
        """Compare up to the moment ``until``, which both runs must have reached. The first difference, if any."""
        for moment in [] if self.first else self._moments(until):
            counts = [tally.seek(moment) for tally in self._tallies]
            if counts[0] != counts[1]:
                self.first = Divergence(moment, _in_words(*counts))
                break
        return self.first

    def _moments(self, until: float) -> list[float]:
        """The moments at which something happened in either run, since the last look."""
        found: set[float] = set()
        for side, recording in enumerate(self._recordings):
            end = recording.position(until)
            found.update(change.moment for change in recording.changes[self._done[side] : end])
            self._done[side] = end
        return sorted(found)


class _Tally:
    """How many Pods of each kind there are at a moment; only what changed is counted again."""

    def __init__(self, recording: Recording) -> None:
        self._replay = Replay(recording)
        self._kinds: dict[Place, Kind] = {}
        self._counts: Counter[Kind] = Counter()

    def seek(self, moment: float) -> Counter[Kind]:
        self._replay.seek(moment)
        for place in self._replay.refresh():
            if place[0] == "Pod":
                self._count(place)
        return self._counts

    def _count(self, place: Place) -> None:
        known = self._kinds.pop(place, None)
        if known is not None:
            self._counts[known] -= 1
        pod = self._replay.parts.get(place)
        if isinstance(pod, PodState) and not is_system(pod):
            self._kinds[place] = kind = (pod.owner or pod.name, pod.node, pod.health)
            self._counts[kind] += 1


def _in_words(one: Counter[Kind], other: Counter[Kind]) -> str:
    """The first difference in a sentence: rather one of places than one of states."""
    places = [_by_place(counts) for counts in (one, other)]
    kinds = [(counts[0], counts[1]) for counts in (places, (one, other)) if counts[0] != counts[1]]
    left, right = kinds[0]
    key = next(key for key in sorted({*left, *right}) if left[key] != right[key])
    return _of_many(key, left[key], right[key]) if "/" in key[0] else _of_one(key, in_the_first=left[key] > 0)


def _of_many(key: Kind, left: int, right: int) -> str:
    """``Deployment/web has 2 pods on worker-1 in the first run, and 3 in the second.``"""
    owner, node, health = key
    pods = " ".join(filter(None, [str(left), health, "pod" if left == 1 else "pods"]))
    return f"{owner} has {pods} {_where(node)} in the first run, and {right} in the second."


def _of_one(key: Kind, in_the_first: bool) -> str:
    """``The pod web is without a node in the first run, and not in the second.``"""
    name, node, health = key
    state = " ".join(filter(None, [health, _where(node)]))
    runs = ("first run", "second") if in_the_first else ("second run", "first")
    return f"The pod {name} is {state} in the {runs[0]}, and not in the {runs[1]}."


def _where(node: str) -> str:
    return f"on {node}" if node else "without a node"


def _by_place(counts: Counter[Kind]) -> Counter[Kind]:
    places: Counter[Kind] = Counter()
    for (owner, node, _), count in counts.items():
        places[owner, node, ""] += count
    return places
