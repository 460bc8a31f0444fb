"""Two runs on one timeline: what one wishes of time is wished of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubelite.cluster import Cluster
from kubelite.view.divergence import Comparison
from kubelite.view.widget.session import Message, Session

_OF_TIME = ("advance", "seek", "step")


class PairSession:
    """A page that looks at two clusters. Each message carries its ``side``, 0 or 1; time belongs to both."""

    def __init__(
        self,
        clusters: tuple[Cluster, Cluster],
        send: Callable[[Message], object],
        later: Callable[[Callable[[], None]], object],
    ) -> None:
        self.clusters = clusters
        self._send = send
        self.sides = [Session(cluster, self._sender(side), later) for side, cluster in enumerate(clusters)]
        self.comparison = Comparison(self.sides[0].recording, self.sides[1].recording)
        self._compare()

    def openings(self) -> list[Message]:
        """The whole scenes of both."""
        return [self._on_one_timeline(session.opening(), side) for side, session in enumerate(self.sides)]

    def receive(self, message: Message) -> None:
        """Do what the page wishes of one side, or of the time of both."""
        side = int(message.get("side", 0))
        if message.get("do") == "step":
            self._step(bool(message.get("back")), bool(message.get("within")))
        elif message.get("do") in _OF_TIME:
            for session in self.sides:
                session.receive(message)
        else:
            self.sides[side].receive(message)
        self.flush()

    def flush(self) -> None:
        """Send what is different since the last frame."""
        self._compare()
        for session in self.sides:
            session.flush()

    def close(self) -> None:
        """Look no more."""
        for session in self.sides:
            session.close()

    def divergence(self) -> list[Any]:
        """Moment and text of the first difference; empty when there is none."""
        return list(self.comparison.first or ())

    def _step(self, back: bool, within: bool) -> None:
        """To the nearest moment, on either side, at which something happened; in the present time passes."""
        moment = max(session.replay.moment for session in self.sides)
        changes = [change.moment for session in self.sides for change in session.recording.changes]
        found = [other for other in changes if (other < moment if back else other > moment)]
        if found:
            wish: Message = {"do": "seek", "moment": max(found) if back else min(found)}
        elif back or within:
            wish = {"do": "seek", "moment": 0.0 if back else None}
        else:
            wish = {"do": "advance", "seconds": 1.0}
        for session in self.sides:
            session.receive(wish)

    def _compare(self) -> None:
        """Look for the first difference, as far as both runs have come, and tell of it once."""
        known = self.comparison.first
        found = self.comparison.look(min(cluster.clock.now for cluster in self.clusters))
        if known is None and found is not None:
            self._send({"type": "differs", "side": 0, "moment": found.moment, "text": found.text})

    def _sender(self, side: int) -> Callable[[Message], object]:
        return lambda message: self._send(self._on_one_timeline(message, side))

    def _on_one_timeline(self, message: Message, side: int) -> Message:
        """The timeline reaches as far as the run that went on longer."""
        if message["type"] == "frame":
            end = max(cluster.clock.now for cluster in self.clusters)
            live = all(session.is_live for session in self.sides)
            message = message | {"end": round(end, 3), "live": live}
        return message | {"side": side}
