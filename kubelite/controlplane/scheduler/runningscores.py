"""Scores that depend on Pods all over the cluster, so that no node can be judged by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from kubelite.rules.nodeinfo import NodeInfo


class RunningScores(ABC):
    """What a plugin gives to some nodes, in their order, brought up to date while Pods come to nodes and go."""

    raw: list[int]

    @abstractmethod
    def follow(self, changed: Iterable[NodeInfo]) -> bool:
        """Other Pods are on these nodes of the cluster. ``False`` when more has changed than that: begin anew."""

    @abstractmethod
    def normalized(self) -> list[int]:
        """The scores brought to 0..100."""


class Running(NamedTuple):
    """Pods with the same ``key`` share their scores; ``begin`` scores these nodes for the first time."""

    key: Hashable
    begin: Callable[[Sequence[NodeInfo]], RunningScores]
