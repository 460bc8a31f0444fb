"""kubelite/learning/hints.py: three tiers for each part."""

from kubelite.learning import hint
from kubelite.learning.hints import TIERS, _hints


def test_each_part_has_three_different_hints():
    for part, hints in _hints().items():
        assert len(set(hints)) == TIERS, part
        assert all(text.strip() for text in hints)


def test_a_hint_says_how_to_get_the_next_one_and_the_last_does_not():
    assert repr(hint("03.fits")).endswith('Not enough? hint("03.fits", 2) says more.')
    assert "says more" not in hint("03.fits", 3)


def test_hints_are_broken_between_words():
    hints = [hint(part, tier) for part in _hints() for tier in (1, 2, 3)]
    lines = [line for each in hints for line in each.splitlines()]
    assert max(len(line) for line in lines if not line.startswith(" ")) <= 92


def test_no_hint_holds_code():
    for hints in _hints().values():
        assert not any(word in "".join(hints) for word in ("def ", "return ", "sum("))


def test_an_unknown_part_or_tier_is_answered_in_words():
    assert "There are hints for: " in hint("99.none")
    assert "03.fits" in hint("99.none")
    assert "there is no tier 4" in hint("03.fits", 4)
