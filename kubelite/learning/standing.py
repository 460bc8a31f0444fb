"""Progress: what is done of the course, as far as this computer remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kubelite import logbook
from kubelite.learning.catalogue import Lesson, Question, catalogue
from kubelite.view.table import Text

MARKS = {True: "✓", False: "✗", None: "·"}
NOTHING = (
    "Nothing is remembered here. Open the course with `kubelite lab`: your copies under work/ remember what you do."
)
HONEST = "Checks count as they came out the last time they ran. Hidden checks run when your work is graded."
CERTIFICATE = "All exercises are done. Run `kubelite certificate` in a terminal to get a page that says so."


class Guess(NamedTuple):
    """A question, what the learner said first, and what happened; ``None`` for what is not known yet."""

    question: Question
    said: Any
    happened: Any

    @property
    def is_right(self) -> bool:
        """Whether the learner saw it coming."""
        return self.happened is not None and self.said == self.happened


class Standing(NamedTuple):
    """How far the learner is in one lesson. ``checks`` are title → passed, ``None`` for one that did not run yet."""

    lesson: Lesson
    guesses: tuple[Guess, ...]
    checks: dict[str, bool | None]

    @property
    def met(self) -> tuple[Guess, ...]:
        """The guesses that have met their outcome."""
        return tuple(guess for guess in self.guesses if guess.happened is not None)

    @property
    def right(self) -> int:
        """How many of these were right."""
        return sum(guess.is_right for guess in self.met)

    @property
    def passed(self) -> int:
        """How many visible checks pass."""
        return sum(passed is True for passed in self.checks.values())

    @property
    def is_solved(self) -> bool:
        """Whether there is an exercise, and all of its visible checks pass."""
        return bool(self.checks) and self.passed == len(self.checks)


def progress(lesson: str | int = "") -> Text:
    """What is done of the course; of one lesson (``progress("03")``) its guesses and checks one by one."""
    work = logbook.work_folder()
    return told(standings(work), lesson) if work else Text(NOTHING)


def standings(work: Path) -> tuple[Standing, ...]:
    """How far the learner is in each lesson of the clone around ``work``."""
    guesses, checks = logbook.predictions(work), logbook.checks(work)
    return tuple(_standing(lesson, guesses, checks) for lesson in catalogue(work.parent))


def told(every: tuple[Standing, ...], lesson: str | int = "") -> Text:
    """The standings as text: a table of all, or one of them in full."""
    if lesson == "":
        return Text("\n".join(_overview(every)))
    number = str(lesson).zfill(2)
    lines = [line for each in every if each.lesson.number == number for line in _in_full(each)]
    known = ", ".join(each.lesson.number for each in every)
    return Text("\n".join(lines) or f"There is no lesson {number}. There are: {known}.")


def all_solved(every: tuple[Standing, ...]) -> bool:
    """Whether all exercises that there are have been solved."""
    exercises = [each for each in every if each.checks]
    return bool(exercises) and all(each.is_solved for each in exercises)


def _standing(lesson: Lesson, guesses: dict[str, dict[str, Any]], checks: dict[str, dict[str, Any]]) -> Standing:
    noted = [(question, guesses.get(question.text, {})) for question in lesson.questions]
    ran = checks.get(lesson.part, {})
    return Standing(
        lesson,
        tuple(Guess(question, note.get("guess"), note.get("outcome")) for question, note in noted),
        {title: passed if isinstance(passed := ran.get(title), bool) else None for title in lesson.checks},
    )


def _overview(every: tuple[Standing, ...]) -> Iterator[str]:
    rows = [("LESSON", "GUESSES", "CHECKS"), *map(_row, every)]
    widths = [max(len(row[column]) for row in rows) + 3 for column in range(2)]
    for lesson, guesses, checks in rows:
        yield f"{lesson:{widths[0]}}{guesses:{widths[1]}}{checks}".rstrip()
    exercises = [each for each in every if each.checks]
    solved = [each for each in exercises if each.is_solved]
    yield ""
    yield CERTIFICATE if all_solved(every) else f"{len(solved)} of {len(exercises)} exercises are done."
    yield HONEST


def _row(each: Standing) -> tuple[str, str, str]:
    guesses = f"{len(each.met)} of {len(each.guesses)}" if each.guesses else ""
    checks = f"{each.passed} of {len(each.checks)}" if each.checks else ""
    right, done = f", {each.right} right" if each.met else "", ", done" if each.is_solved else ""
    return f"{each.lesson.number} {each.lesson.title}", guesses + right, checks + done


def _in_full(each: Standing) -> Iterator[str]:
    yield f"{each.lesson.number} {each.lesson.title}"
    for guess in each.guesses:
        yield f"\n  {guess.question.text}"
        if guess.happened is None:
            yield "      no guess yet" if guess.said is None else f"      your guess       {_named(guess, guess.said)}"
        else:
            yield f"      you said         {_named(guess, guess.said)}"
            yield f"      what happened    {_named(guess, guess.happened)}"
    if each.checks:
        yield f"\n  {each.passed} of {len(each.checks)} visible checks of exercise {each.lesson.part} pass."
        yield from (f"      {MARKS[passed]} {title}" for title, passed in each.checks.items())


def _named(guess: Guess, answer: Any) -> str:
    text = guess.question.options.get(str(answer), "")
    return f"{answer}: {text}" if text else str(answer)
