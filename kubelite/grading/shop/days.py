"""Graded game days: what customers notice of a shop on days that nobody knows beforehand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kubelite.grading.seed import grading_seed
from kubelite.grading.shop.gameday import game_day
from kubelite.grading.shop.look import told
from kubelite.grading.shop.reading import read_shop
from kubelite.grading.shop.sheet import MOST_LOST, ScoreSheet

DAYS = 3


@told
def few_requests_are_lost(manifests: Any) -> str:
    """On each of some days, less than one request in a thousand is lost."""
    sheet = max(_days(manifests), key=lambda sheet: sheet.lost_part)
    return "" if sheet.lost_part < MOST_LOST else f"Customers lost too many requests.\n{_indented(sheet)}"


@told
def no_order_is_lost(manifests: Any) -> str:
    """On each of some days, every order is found again in the evening."""
    sheet = max(_days(manifests), key=lambda sheet: sheet.orders_lost)
    return "" if not sheet.orders_lost else f"Customers lost orders.\n{_indented(sheet)}"


def _days(manifests: Any) -> tuple[ScoreSheet, ...]:
    read_shop(manifests)  # it says what is wrong with anything but a text
    return _sheets(manifests, grading_seed())


@lru_cache(maxsize=4)
def _sheets(manifests: str, seed: str) -> tuple[ScoreSheet, ...]:
    """The score sheets of all days, played once for all questions about them."""
    return tuple(game_day(manifests, seed=f"{seed}/game day {day}") for day in range(1, DAYS + 1))


def _indented(sheet: ScoreSheet) -> str:
    return "\n".join(f"    {line}".rstrip() for line in repr(sheet).splitlines())
