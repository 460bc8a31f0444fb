"""Scores that depend on Pods all over the cluster, so that no node can be judged by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

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
