"""The talk between a cluster and the page that shows it: frames go out, wishes come in. No time passes by itself.

The page asks for time (``advance``), for a moment (``seek``), for a deed (``act``) or for an answer (``ask``). After
each wish, and whenever the cluster changed otherwise, a frame tells what is different now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubelite.cluster import Cluster
from kubelite.objects.errors import APIError
from kubelite.view.marks import Mark, Marks
from kubelite.view.narration import narrate
from kubelite.view.recording import Recording
from kubelite.view.replay import Replay
from kubelite.view.scene import Patch, Scene
from kubelite.view.widget.actions import Actions
from kubelite.view.widget.answers import answer
from kubelite.view.widget.requests import load_pieces, measurements

Message = dict[str, Any]
LONGEST_STEP = 60.0
"""How many virtual seconds a step waits for something to happen."""
MOST_SECONDS_AT_ONCE = 3600.0


class Session:
    """One page that looks at one ``cluster``.

    ``send(message)`` reaches the page. ``later(call)`` makes a call once the running cell or message is done.
    """

    def __init__(
        self, cluster: Cluster, send: Callable[[Message], object], later: Callable[[Callable[[], None]], object]
    ) -> None:
        self.cluster = cluster
        self.actions = Actions(cluster)
        self.recording = Recording(cluster.client, cluster.history, cluster.clock.settle)
        self.replay = Replay(self.recording)
        self.replay.seek(cluster.clock.now)
        self.scene = Scene(self.replay)
        self._past: float | None = None
        self._look()
        self.serial = 0
        self.recording.on_change = self._on_change
        self._marks = Marks()
        self._marked = 0
        self._new_marks()
        self._told: tuple[float, float] = (-1.0, -1.0)
        self._send = send
        self._later = later
        self._flush_is_due = False

    @property
    def is_live(self) -> bool:
        """Whether the page looks at the present."""
        return self._past is None

    def opening(self) -> Message:
        """The whole scene: the first frame, and the next one when frames were lost."""
        marks = [_mark(mark) for mark in self._marks.all.values()]
        offered = {"begin": 0.0, "abilities": self.actions.offered()}
        return self._frame(self.scene.pieces, marks) | {"whole": True, **offered}

    def receive(self, message: Message) -> None:
        """Do what the page wishes, then tell what changed. A wish that is refused changes nothing but is answered."""
        try:
            self._wishes[message["do"]](self, message)
        except (APIError, ValueError, LookupError, TypeError) as refusal:
            self._send({"type": "said", "text": _words(refusal), "tone": "bad"})
        self.flush()

    def flush(self, jump: bool = False) -> None:
        """Send what is different since the last frame; nothing, if nothing is. ``jump``: not the next moment."""
        self._flush_is_due = False
        moment = self.cluster.clock.now if self._past is None else self._past
        self.replay.seek(moment)
        patch = self._look()
        marks = [_mark(mark) for mark in self._new_marks()]
        if patch or marks or self._told != (moment, self.cluster.clock.now):
            self.serial += 1
            self._send(self._frame(patch, marks) | ({"jump": True} if jump else {}))

    def close(self) -> None:
        """Look no more."""
        self.recording.on_change = lambda: None
        self.recording.stop()

    def _frame(self, patch: Patch | dict[str, Any], marks: list[Any]) -> Message:
        self._told = (self.replay.moment, self.cluster.clock.now)
        return {
            "type": "frame",
            "serial": self.serial,
            "moment": round(self._told[0], 3),
            "end": round(self._told[1], 3),
            "live": self._past is None,
            "sentence": narrate(self.replay.snapshot()),
            "patch": patch,
            "marks": marks,
        }

    def _look(self) -> Patch:
        """What looks different since the last look."""
        return self.scene.follow(self.cluster.broken(self._past), load_pieces(self.cluster, self.replay.moment))

    def _new_marks(self) -> list[Mark]:
        changes = self.recording.changes
        found = self._marks.add(changes[self._marked :])
        self._marked = len(changes)
        return found

    def _on_change(self) -> None:
        if not self._flush_is_due:
            self._flush_is_due = True
            self._later(self.flush)

    def _hello(self, message: Message) -> None:
        """A page is there; it may have missed frames, or be a second one."""
        if message.get("serial") != self.serial:
            self._send(self.opening())

    def _advance(self, message: Message) -> None:
        """Let time pass: in the past by looking on, now by living on."""
        seconds = min(float(message["seconds"]), MOST_SECONDS_AT_ONCE)
        if self._past is not None:
            self._go_to(self._past + seconds)
        else:
            self.cluster.clock.advance(seconds)

    def _step(self, message: Message) -> None:
        """To the next moment at which something happened; to the one before, with ``back``.

        In the present the next moment has yet to come: time passes, unless the page wants to stay ``within`` the past.
        """
        if message.get("back"):
            moments = [change.moment for change in self.recording.changes[: self.replay.position]]
            earlier = [moment for moment in moments if moment < self.replay.moment]
            self._go_to(max(earlier, default=0.0))
        elif self._past is not None:
            later = self.recording.changes[self.replay.position :]
            self._go_to(later[0].moment if later else self.cluster.clock.now)
        elif not message.get("within"):
            self._live_to_next_change()

    def _live_to_next_change(self) -> None:
        clock, changes = self.cluster.clock, self.recording.changes
        end = clock.now + LONGEST_STEP
        while clock.now < end:
            known = len(changes)
            clock.run_until(lambda known=known: len(changes) > known, end - clock.now)  # type: ignore[misc]
            clock.settle()
            if self._new_looks():
                return
        self._send({"type": "said", "text": f"Nothing happened for {LONGEST_STEP:g} seconds.", "tone": "plain"})

    def _new_looks(self) -> bool:
        """Send a frame if the scene looks different now."""
        self.replay.seek(self.cluster.clock.now)
        if not (patch := self._look()):
            return False
        self.serial += 1
        self._send(self._frame(patch, [_mark(mark) for mark in self._new_marks()]))
        return True

    def _seek(self, message: Message) -> None:
        moment = message.get("moment")
        self._go_to(self.cluster.clock.now if moment is None else float(moment))
        self.flush(jump=True)

    def _go_to(self, moment: float) -> None:
        """Look at a moment; from the present one on, look at the living cluster."""
        moment = max(0.0, moment)
        self._past = moment if moment < self.cluster.clock.now else None

    def _act(self, message: Message) -> None:
        """Deeds are done in the present."""
        if self._past is not None:
            raise ValueError("You are looking at the past, which cannot be changed. Return to now first.")
        said = self.actions.do(message["action"], message["target"], message.get("value"))
        self._send({"type": "said", "text": said, "tone": "good"})

    def _ask(self, message: Message) -> None:
        found = answer(self.cluster, message["about"], message["aspect"])
        self._send({"type": "answer", "about": message["about"], "aspect": message["aspect"], **found})

    def _measure(self, message: Message) -> None:
        found = measurements(self.cluster, int(message["since"]), float(message["seen"]))
        self._send({"type": "measured", **found})

    _wishes = {
        "hello": _hello,
        "advance": _advance,
        "step": _step,
        "seek": _seek,
        "act": _act,
        "ask": _ask,
        "measure": _measure,
    }


def _mark(mark: Mark) -> list[Any]:
    return [round(mark.moment, 3), mark.kind, mark.tone, mark.text]


def _words(refusal: Exception) -> str:
    """What an exception says, without the quotes that KeyError adds."""
    return str(refusal.args[0]) if isinstance(refusal, KeyError) and refusal.args else str(refusal)
