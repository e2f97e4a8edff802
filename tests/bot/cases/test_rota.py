"""Who is on duty at a moment, and in which quiet hours of the week nobody is."""

from __future__ import annotations

from datetime import datetime, time

from bot.cases.rota import DAY, Gap, Shift, gaps, on_shift

NINE, TEN_AT_NIGHT, SEVEN = 9 * 60, 22 * 60, 7 * 60
MONDAY, SUNDAY = 0, 6


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of the week that begins on Monday, 30 November 2026."""
    return (
        datetime(2026, 11, 30 + 0, hour, minute)
        if day == MONDAY
        else datetime(2026, 12, day, hour, minute)
    )


def test_a_shift_by_day() -> None:
    shift = Shift(1, MONDAY, NINE, TEN_AT_NIGHT)
    assert on_shift([shift], at(MONDAY, 9)) == {1}
    assert on_shift([shift], at(MONDAY, 21, 59)) == {1}
    assert on_shift([shift], at(MONDAY, 22)) == set()
    assert on_shift([shift], at(1, 9)) == set()


def test_a_shift_that_goes_on_after_midnight_also_from_sunday_to_monday() -> None:
    shift = Shift(1, SUNDAY, TEN_AT_NIGHT, SEVEN)
    assert on_shift([shift], at(SUNDAY, 23)) == {1}
    assert on_shift([shift], at(MONDAY, 6, 59)) == {1}
    assert on_shift([shift], at(MONDAY, 7)) == set()
    assert on_shift([shift], at(SUNDAY, 6)) == set()


def test_nights_with_nobody_and_parts_of_them() -> None:
    nights = [Shift(1, day, TEN_AT_NIGHT, SEVEN) for day in range(7)]
    quiet = time(22), time(7)
    assert gaps(nights, *quiet) == []
    assert gaps(nights[1:], *quiet) == [Gap(MONDAY, TEN_AT_NIGHT, SEVEN)]
    late = [Shift(2, MONDAY, 23 * 60, 0), *nights[1:]]
    assert gaps(late, *quiet) == [Gap(0, TEN_AT_NIGHT, 23 * 60), Gap(1, 0, SEVEN)]
    assert len(gaps([], *quiet)) == 7
    assert gaps([Shift(1, day, 0, DAY - 1) for day in range(7)], time(1), time(2)) == []
