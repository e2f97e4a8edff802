"""Which closures a partner's program reads of: few, and only of now and the next weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services_directory.values.freshness import Closure
from services_directory.vocabulary.closures import told_of

TODAY = date(2026, 11, 24)


def closed(starts_in: int, ends_in: int) -> Closure:
    return Closure(TODAY + timedelta(days=starts_in), TODAY + timedelta(days=ends_in))


def test_three_are_told_the_first_ones_first() -> None:
    told = told_of([closed(number, number) for number in (9, 1, 5, 3)], TODAY).in_locale("en")
    assert told is not None
    days = ("2026-11-25", "2026-11-27", "2026-11-29")
    assert [told.count(day) for day in days] == [1, 1, 1]
    assert sorted(days, key=told.index) == [*days]
    assert "2026-12-03" not in told


@pytest.mark.parametrize(
    ("closure", "is_told"),
    [
        (closed(-9, -1), False),
        (closed(-9, 0), True),
        (closed(31, 40), True),
        (closed(32, 40), False),
    ],
)
def test_only_what_is_near_is_told(closure: Closure, is_told: bool) -> None:
    assert bool(told_of([closure], TODAY)) is is_told
