"""Python's garbage collector, while a cluster is at work.

It looks at all objects of the process whenever a quarter of them is new. In a working cluster the new ones are what the
store keeps, so these looks find hardly anything: with ten thousand Pods they took a quarter of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 2**30


@contextmanager
def only_young_garbage() -> Iterator[None]:
    """Let the collector look at young objects only; what it would find among older ones waits until the end.

    A collector that somebody has switched off stays off, and afterwards its thresholds are as they were.
    """
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)
