"""Checks: how a notebook tells whether a learner's function is right, and what to try when it is not."""

from kubelite.grading.agreement import agree
from kubelite.grading.checks import Check, CheckFailed, check
from kubelite.grading.deciding import decides
from kubelite.grading.exercise import Exercise
from kubelite.grading.objects import a_container, a_node, a_pod

__all__ = ["Check", "CheckFailed", "Exercise", "a_container", "a_node", "a_pod", "agree", "check", "decides"]
