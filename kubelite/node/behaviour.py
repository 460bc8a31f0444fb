"""What an image does when it runs, as data. Nothing from a manifest is ever executed; this is looked up instead."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from kubelite.rules.images import Image

MEBIBYTE = 1024**2


@dataclass(frozen=True, kw_only=True, slots=True)
class Behaviour:
    """How the containers of one image behave. Times are in seconds, amounts of memory in bytes.

    ``Behaviour()`` starts in a second, works at once and runs for ever; ``Behaviour(exit_code=1, exit_after=5)`` fails
    five seconds after each start; ``Behaviour(ready_seconds=math.inf)`` runs and never passes a probe;
    ``Behaviour(hang_after=60)`` answers for a minute after each start; ``Behaviour(leak=1e6)`` needs ever more memory.
    """

    size: int = 60 * MEBIBYTE
    """Bytes that a node downloads."""
    pull_seconds: float = 2.0
    """How long the download takes."""
    missing: bool = False
    """No registry has the image, so that every download fails."""
    start_seconds: float = 1.0
    """From the creation of the container until it runs."""
    ready_seconds: float = 0.0
    """From the start until it answers probes and requests; ``math.inf``: never."""
    hang_after: float | None = None
    """How long after its start it stops to answer, although it runs; ``None``: it never hangs."""
    hang_seconds: float = math.inf
    """How long it hangs then; ``math.inf``: until it is restarted."""
    stop_seconds: float = 1.0
    """From the TERM signal until it ends by itself; KILL ends it earlier when the grace period is shorter."""
    exit_code: int | None = None
    """With what it ends; ``None``: with 0, if it ends at all."""
    exit_after: float | None = None
    """How long after its start it ends; ``None``: at once when there is an ``exit_code``, otherwise never."""
    logs: tuple[str, ...] = ()
    """The lines that it prints when it starts; ``$(NAME)`` stands for an environment variable."""
    cpu: int = 10
    """Millicores that it uses when it has nothing to do."""
    memory: int = 32 * MEBIBYTE
    """Bytes that it uses."""
    leak: float = 0.0
    """Bytes that it uses more every second."""
    request_seconds: float = 0.02
    """How long it works on one request."""
    request_cpu: float = 2.0
    """Millicores that one request every second costs: at 100 requests a second it needs ``100 * request_cpu``."""
    concurrency: int = 8
    """How many requests it works on at the same time; the next ones wait."""
    package: Image | None = None
    """What is in the image, and for which processor it was built; ``None``: all that is needed, for every one."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and value < 0:
                raise ValueError(f"Behaviour({field.name}={value}): give 0 or more")
        if isinstance(self.logs, str):
            raise TypeError(f"Behaviour(logs={self.logs!r}): give the lines as a tuple, such as ({self.logs!r},)")

    @property
    def lifetime(self) -> float | None:
        """Seconds from its start to its end; ``None`` when it runs for ever."""
        return 0.0 if self.exit_after is None and self.exit_code is not None else self.exit_after


UNKNOWN = Behaviour()


class Images:
    """Which image behaves how: ``images["shop/backend:2"] = Behaviour(start_seconds=5)``.

    An image that nobody has described behaves like ``Behaviour()``. A name without a tag means ``:latest``.
    """

    def __init__(self) -> None:
        self._known: dict[str, Behaviour] = {}

    def __setitem__(self, image: str, behaviour: Behaviour) -> None:
        if not isinstance(behaviour, Behaviour):
            came = type(behaviour).__name__
            raise TypeError(f'images["{image}"] wants a Behaviour, such as Behaviour(start_seconds=5), and got {came}')
        self._known[tagged(image)] = behaviour

    def __getitem__(self, image: str) -> Behaviour:
        return self.of(image)

    def __contains__(self, image: str) -> bool:
        return tagged(image) in self._known

    def of(self, image: str, lifetime: float | None = None) -> Behaviour:
        """What ``image`` does. One that nobody has described ends well after ``lifetime`` seconds (``None``: never)."""
        known = self._known.get(tagged(image))
        return known or (UNKNOWN if lifetime is None else Behaviour(exit_after=lifetime))


def tagged(image: str) -> str:
    """The name with its tag: ``nginx`` → ``nginx:latest``."""
    return image if "@" in image or ":" in image.rpartition("/")[2] else f"{image}:latest"
