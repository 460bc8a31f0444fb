"""The scheduler: finds a node for every Pod that has none."""

from kubelite.controlplane.scheduler.decision import Decision
from kubelite.controlplane.scheduler.framework import Unschedulable
from kubelite.controlplane.scheduler.scheduler import Scheduler

__all__ = ["Decision", "Scheduler", "Unschedulable"]
