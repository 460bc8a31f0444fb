"""What is broken, and what was at any past moment: the API does not know it, so it is written down here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from kubelite.node.machine import Machine

Broken = Mapping[str, tuple[str, ...]]
"""Node → what is broken there. Parts of the control plane stand with its node."""


class Damage:
    """Grows with every fault and every repair."""

    def __init__(self) -> None:
        self._moments = [0.0]
        self._broken: list[Broken] = [{}]

    def note(self, now: float, broken: Broken) -> None:
        """This is broken from ``now`` on."""
        if now == self._moments[-1]:
            self._broken[-1] = broken
        elif broken != self._broken[-1]:
            self._moments.append(now)
            self._broken.append(broken)

    def at(self, moment: float) -> Broken:
        """What was broken when ``moment`` was over."""
        return self._broken[max(0, bisect_right(self._moments, moment) - 1)]


def broken_parts(machine: Machine, stopped: tuple[str, ...]) -> tuple[str, ...]:
    """What is broken at a machine; ``stopped`` are the parts of the control plane that somebody stopped."""
    power = () if machine.is_on else ("no power",)
    network = ("cut off",) if machine.is_cut_off else ()
    return (*power, *network, *machine.stopped, *(stopped if machine.hardware.control_plane else ()))
