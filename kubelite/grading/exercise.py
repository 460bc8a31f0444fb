"""One exercise in a notebook: its checks, and which of them have passed since the notebook was opened."""

from __future__ import annotations

from kubelite import logbook
from kubelite.grading.checks import Check


class Exercise:
    """``Exercise("03.fits", checks=6)``: the part that is written here, and how many visible checks there are."""

    def __init__(self, part: str, checks: int) -> None:
        self.part = part
        self.checks = checks
        self._results: dict[str, bool] = {}

    def check(self, title: str) -> Check:
        """Begin a check that belongs to this exercise; a cell that runs again replaces its earlier result."""
        return Check(title, help=f'hint("{self.part}") points you further.', on_result=self._note)

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

    def _note(self, title: str, passed: bool) -> None:
        self._results[title] = passed
        logbook.note_check(self.part, title, passed)
