"""Predictions: the learner says what will happen before it happens, and sees both side by side afterwards.

    guess = predict("How many pods will run on worker-2?", answer=...)
    guess.outcome(0)

The learner writes a guess in the place of the three dots.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType

from kubelite import logbook
from kubelite.grading.checks import wrapped

Guess = str | int | float | bool


class Prediction:
    """A question and the learner's guess, ``None`` as long as there is none. It shows itself as text."""

    def __init__(self, question: str, options: Mapping[str, str], guess: Guess | None, note: str) -> None:
        self.question = question
        self.options = options
        self.guess = guess
        self._note = note

    def outcome(self, happened: Guess, explain: Mapping[Guess, str] | None = None) -> None:
        """Print the guess beside what happened. ``explain`` holds, for a wrong guess, why it does not happen."""
        if self.guess is not None:
            logbook.note_prediction(self.question, self.guess, happened)
        print(f"You said:       {self._named(self.guess)}")
        print(f"What happened:  {self._named(happened)}")
        if self.guess == happened:
            print("You saw it coming.")
        elif self.guess is not None and explain and self.guess in explain:
            print(wrapped(explain[self.guess]))

    def _named(self, guess: Guess | None) -> str:
        if guess is None:
            return "nothing yet"
        text = self.options.get(str(guess), "")
        return f"{guess}: {text}" if text else str(guess)

    def __repr__(self) -> str:
        choices = [f"  {letter}: {text}" for letter, text in self.options.items()]
        return "\n".join([wrapped(self.question), *choices, wrapped(self._note)])


def predict(
    question: str, answer: Guess | EllipsisType | None = ..., options: Mapping[str, str] | None = None
) -> Prediction:
    """Record a guess. ``answer=...`` stands for no guess yet; with ``options`` the guess is one of their letters."""
    choices = dict(options or {})
    if answer is None or isinstance(answer, EllipsisType):
        earlier = _earlier(question)
        note = _invitation(choices) if earlier is None else f"Earlier you said: {earlier}"
        return Prediction(question, choices, earlier, note)
    answer = _meant(answer, choices)
    if choices and answer not in choices:
        letters = ", ".join(f'"{letter}"' for letter in choices)
        return Prediction(question, choices, None, f"You wrote {answer!r}. Write one of these in its place: {letters}")
    logbook.note_prediction(question, answer)
    return Prediction(question, choices, answer, f"Your guess: {answer}. Now see what happens.")


def _invitation(choices: Mapping[str, str]) -> str:
    """What is to be written. Letters are shown as Python wants them: without quotation marks they are names."""
    *others, last = [f'"{letter}"' for letter in choices] or ["your guess"]
    what = f"{', '.join(others)} or {last}" if others else last
    return f"Write {what} in the place of the three dots, and run this cell again."


def _meant(answer: Guess, choices: Mapping[str, str]) -> Guess:
    """The letter of a choice also where it was written large, and a number also in quotation marks."""
    text = answer.strip().lower() if isinstance(answer, str) else ""
    if text in choices:
        return text
    return int(text) if text.isdecimal() else answer


def _earlier(question: str) -> Guess | None:
    """The guess that the learner made before this notebook was opened; ``None`` when there is none."""
    work = logbook.work_folder()
    guess = logbook.predictions(work).get(question, {}).get("guess") if work else None
    return guess if isinstance(guess, Guess) else None
