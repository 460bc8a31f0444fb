"""One exercise in a notebook: its checks, and which of them have passed since the notebook was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kubelite import logbook
from kubelite.grading.checks import Check
from kubelite.objects import Pod
from kubelite.objects.core.node import Taint
from kubelite.objects.told import Told
from kubelite.rules.nodeinfo import NodeInfo

if TYPE_CHECKING:
    from kubelite.view.widget import ClusterPair


class NothingToShow(Told, LookupError):
    """No check has failed, or it has no picture."""


class Exercise:
    """``Exercise("03.fits", checks=6)``: the part that is written here, and how many visible checks there are."""

    def __init__(self, part: str, checks: int) -> None:
        self.part = part
        self.checks = checks
        self._results: dict[str, bool] = {}
        self._last_failed: Check | None = None

    def check(self, title: str) -> Check:
        """Begin a check that belongs to this exercise; a cell that runs again replaces its earlier result."""
        return Check(title, help=f'hint("{self.part}") points you further.', on_result=self._note)

    def counter_example(self) -> ClusterPair:
        """The last check that failed, in two living clusters: with your function, and with Kubernetes' own.

        Raises ``NothingToShow``.
        """
        failed = self._last_failed
        if failed is None or failed.called is None:
            raise NothingToShow("No check has failed since you opened this notebook, so there is nothing to show.")
        if not _can_be_shown(failed):
            raise NothingToShow("This check has no picture. Its story says in words what happened.")
        from kubelite.grading import counterexample  # it needs a whole cluster, and other checks do not

        function, (pod, place) = failed.called
        return counterexample.show(function, pod, place)

    @property
    def passed(self) -> bool:
        """Whether every visible check has passed, each the last time it ran."""
        return self.checks_passed >= self.checks and all(self._results.values())

    @property
    def checks_passed(self) -> int:
        """How many visible checks have passed."""
        return sum(self._results.values())

    @property
    def failed(self) -> tuple[str, ...]:
        """The titles of the checks that failed the last time they ran."""
        return tuple(title for title, passed in self._results.items() if not passed)

    def summary(self) -> str:
        """What is done, and that this is not all: hidden checks run when the work is graded."""
        done = f"{self.checks_passed} of {self.checks} visible checks pass."
        lines = [f"{done} Hidden checks run when your work is graded."]
        lines += [f"  ✗ {title}" for title in self.failed]
        if (unrun := self.checks - len(self._results)) > 0:
            lines.append(f"  {unrun} of them did not run yet.")
        return "\n".join(lines)

    def _note(self, check: Check, passed: bool) -> None:
        self._results[check.title] = passed
        if not passed:
            self._last_failed = check
            if check.has_answer and _can_be_shown(check):
                check.help += "\nexercise.counter_example() shows your function at work, beside Kubernetes' own."
        logbook.note_check(self.part, check.title, passed)


def _can_be_shown(check: Check) -> bool:
    """Whether a check has a picture: it asks whether a Pod may come to a node, or to one that has a taint."""
    arguments = check.called[1] if check.called else ()
    if type(check.wanted) is not bool or len(arguments) != 2:
        return False
    return isinstance(arguments[0], Pod) and isinstance(arguments[1], NodeInfo | Taint)
