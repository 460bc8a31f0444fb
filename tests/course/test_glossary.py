"""course/glossary.md and the lessons say the same: a word stands in bold where it is defined, in the lesson named."""

import re
from typing import NamedTuple

import nbformat
import pytest

from tests.conftest import ROOT

LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "course").glob("[0-9][0-9]_*.ipynb"))}
NOT_TERMS = {"Shift + Enter", "Play", "Pause", "Step"}
"""What is in bold for another reason: keys and buttons."""
BOLD = re.compile(r"\*\*(?!\[)(.+?)\*\*")
IMAGES_AND_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)
MOST_NEW_WORDS = {"00": 5}  # the map of five words; all other lessons have at most three


class Entry(NamedTuple):
    """One row of the glossary. A row may hold a pair of words, ``label`` and ``selector``, that belong together."""

    terms: tuple[str, ...]
    is_new: bool
    sentence: str
    korean: str
    lesson: str


def entries():
    lines = (ROOT / "course" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert all(len(row) == 4 for row in rows)
    return [entry(*row) for row in rows[1:]]


def entry(term, sentence, korean, lesson):
    words = tuple(term.replace("**", "").split(" and "))
    return Entry(words, "**" in term, sentence, korean, lesson)


ENTRIES = entries()
TERMS = [(word, each) for each in ENTRIES for word in each.terms]
TAUGHT = [(word, each) for word, each in TERMS if each.lesson in LESSONS]
NEW_WORDS = [(word, each) for word, each in TAUGHT if each.is_new and each.lesson != "00"]
"""Lesson 00 shows a cluster first, and names its parts afterwards."""


def prose(lesson):
    """The markdown cells of a lesson without headings and code, in their order."""
    cells = nbformat.read(LESSONS[lesson], as_version=4).cells
    return [without_headings(cell.source) for cell in cells if cell.cell_type == "markdown"]


def without_headings(text):
    return re.sub(r"(?m)^#.*$", "", IMAGES_AND_CODE.sub("", text))


def in_bold(lesson):
    """The words that a lesson has in bold, as terms: without a colon at the end, keys and buttons."""
    found = {word.strip() for text in prose(lesson) for word in BOLD.findall(text)}
    return {word for word in found if not word.endswith((":", ".", "!", "?")) and word not in NOT_TERMS}


def is_term(word, term):
    """Whether ``word`` is ``term``, in the singular or the plural, with or without a capital."""
    return re.fullmatch(plural(term), word, re.IGNORECASE) is not None


def plural(term):
    stem = re.escape(term)
    return rf"(?:{stem}|{stem}e?s|{stem[:-1]}ies)" if term.endswith("y") else rf"{stem}(?:e?s)?"


def name(value):
    return value if isinstance(value, str) else ""


def test_a_term_stands_once_and_in_the_order_of_the_course():
    words = [word.lower() for word, _ in TERMS]
    assert len(set(words)) == len(words)
    assert [each.lesson for each in ENTRIES] == sorted(each.lesson for each in ENTRIES)


@pytest.mark.parametrize("each", ENTRIES, ids=lambda each: each.terms[0])
def test_an_entry_is_one_plain_sentence_with_a_korean_term(each):
    assert re.fullmatch(r"[A-Zm].*[^.!?]\.", each.sentence), "a sentence ends with one full stop"
    assert not re.search(r"[.!?] [A-Z]", each.sentence), "one sentence, not two"
    assert len(each.sentence) <= 130
    assert re.search("[가-힣]", each.korean) or each.korean == each.terms[0], "a Korean term, or the same name"
    assert len(each.korean.split(", ")) == len(each.terms)


@pytest.mark.parametrize("lesson", sorted({each.lesson for each in ENTRIES}))
def test_a_lesson_has_at_most_three_new_words(lesson):
    new = [each.terms for each in ENTRIES if each.lesson == lesson and each.is_new]
    assert len(new) <= MOST_NEW_WORDS.get(lesson, 3), new


@pytest.mark.parametrize(("word", "each"), TAUGHT, ids=name)
def test_a_term_is_in_bold_in_its_lesson(word, each):
    assert any(is_term(found, word) for found in in_bold(each.lesson)), f"lesson {each.lesson} has no **{word}**"


@pytest.mark.parametrize(("word", "each"), NEW_WORDS, ids=name)
def test_a_new_word_is_in_bold_where_it_is_first_used_in_its_lesson(word, each):
    used = re.compile(rf"(?<![\w-]){plural(word)}(?![\w-])", re.IGNORECASE)
    first = next((text for text in prose(each.lesson) if used.search(text)), "")
    assert any(is_term(found, word) for found in BOLD.findall(first)), f"lesson {each.lesson} first says: {first}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_word_in_bold_is_in_the_glossary_and_not_defined_later(lesson):
    for word in sorted(in_bold(lesson)):
        (found,) = [each for term, each in TERMS if is_term(word, term)] or [None]
        assert found, f"lesson {lesson} has **{word}** in bold; add it to course/glossary.md, or write *{word}*"
        assert found.lesson <= lesson, f"**{word}** is already in bold in lesson {lesson}"
