"""Open now, opens next, or unknown: never a promise nobody published."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services_directory.values.schedules import (
    Opening,
    OpeningState,
    open_within,
    opening,
    validate,
    week_ahead,
)

TUESDAY_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""12:00 in Tunis."""


def in_tunis(hours: str | None, now: datetime = TUESDAY_NOON) -> Opening:
    return opening(hours, now, "Africa/Tunis", "TN")


def test_an_open_office_says_when_it_closes() -> None:
    closes_at = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    assert in_tunis("Mo-Fr 08:30-16:30") == Opening(OpeningState.OPEN, closes_at=closes_at)


def test_a_closed_office_says_when_it_opens_next() -> None:
    saturday = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    opens_at = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    assert in_tunis("Mo-Fr 08:30-16:30", saturday) == Opening(
        OpeningState.CLOSED, opens_at=opens_at
    )


def test_a_lunch_break_is_closed_until_after_lunch() -> None:
    found = in_tunis("Mo-Fr 08:00-11:30,14:00-17:00")
    assert found == Opening(OpeningState.CLOSED, opens_at=datetime(2026, 11, 24, 13, tzinfo=UTC))


@pytest.mark.parametrize("hours", ["24/7", "00:00-24:00", "Mo-Su 00:00-24:00"])
def test_a_line_that_never_closes_is_always_open(hours: str) -> None:
    assert in_tunis(hours) == Opening(OpeningState.ALWAYS)


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ("Tu", (1,)),
        ("Mo-Fr", (0, 1, 2, 3, 4)),
        ("Tu,Th", (1, 3)),
        ("Tu; Mo 08:00-10:00", (1,)),
        # A day that another runs into without a break, and one beside evenings until midnight.
        ("Tu; Mo 12:00-24:00", (1,)),
        ("Sa; Mo-Fr 20:00-24:00", (5,)),
        ("Jun-Aug Tu", (1,)),
    ],
)
@pytest.mark.parametrize("days_later", range(7))
def test_a_day_without_hours_is_told_as_a_day_and_never_as_open_round_the_clock(
    hours: str, days: tuple[int, ...], days_later: int
) -> None:
    found = in_tunis(hours, TUESDAY_NOON + timedelta(days=days_later))
    assert found == Opening(OpeningState.UNKNOWN, days=days)


@pytest.mark.parametrize(
    "hours",
    [
        None,
        "",
        "  ",
        "Su-Th 8-16",
        "ask at the desk",
        "sunrise-12:00",
        "08:00-sunset",
        "dawn-12:00",
        "08:00-dusk",
        "Mo-Fr 08:00-18:00 unknown",
    ],
)
def test_hours_that_cannot_be_known_are_unknown(hours: str | None) -> None:
    assert in_tunis(hours) == Opening(OpeningState.UNKNOWN)


def test_hours_of_a_past_year_are_unknown_rather_than_closed_for_good() -> None:
    assert in_tunis("2020 Mo-Fr 08:00-16:00") == Opening(OpeningState.UNKNOWN)


@pytest.mark.parametrize("hours", ["off", "closed"])
def test_closed_for_good_is_closed(hours: str) -> None:
    assert in_tunis(hours) == Opening(OpeningState.CLOSED)


def test_closed_before_hours_that_may_be_is_closed_and_nobody_knows_until_when() -> None:
    evening = TUESDAY_NOON + timedelta(hours=8)
    assert in_tunis("Mo-Fr 08:00-18:00 unknown", evening) == Opening(OpeningState.CLOSED)


def test_around_the_clock_until_a_day_more_than_a_week_away_is_always() -> None:
    midnight = datetime(2026, 11, 23, 23, tzinfo=UTC)
    in_a_week = midnight + timedelta(days=7)
    until = "24/7; 2026 Dec 01 off"
    assert in_tunis(until, midnight) == Opening(OpeningState.OPEN, closes_at=in_a_week)
    assert in_tunis(until, midnight - timedelta(minutes=1)) == Opening(OpeningState.ALWAYS)


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        (9, OpeningState.UNKNOWN),
        # Ten hours are the day, also the ten that nine and a half have begun.
        (9.5, OpeningState.OPEN),
        (10, OpeningState.OPEN),
    ],
)
def test_a_day_without_hours_is_known_for_the_whole_of_it_only(
    hours: float, state: OpeningState
) -> None:
    start = datetime(2026, 11, 24, 6, tzinfo=UTC)
    end = start + timedelta(hours=hours)
    assert open_within("Tu", start, end, "Africa/Tunis", "TN") is state


WEEK = {
    "Tu 09:00-12:00": {1: ((time(9), time(12)),)},
    "Mo 08:00-10:00,14:00-16:00": {0: ((time(8), time(10)), (time(14), time(16)))},
    # A whole day with its hours is told, two on end are not: which would close when?
    "Mo 00:00-24:00": {0: ((time(0), time(0)),)},
    "Mo-Tu 00:00-24:00": None,
    "24/7": None,
    "Tu": None,
    "Tu 09:00+": None,
    "Tu sunrise-12:00": None,
    "Tu 09:00-sunset": None,
    "at the desk": None,
    "off": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize("hours", WEEK)
def test_the_week_ahead_is_told_where_every_day_of_it_is_known(hours: str | None) -> None:
    monday, known = date(2026, 11, 23), WEEK[hours]
    days = [(monday + timedelta(days=n), known.get(n, ())) for n in range(7)] if known else None
    assert week_ahead(hours, monday, "Africa/Tunis", "TN") == (tuple(days) if days else None)


def test_an_open_end_has_no_closing_time() -> None:
    assert in_tunis("Mo-Fr 08:00+") == Opening(OpeningState.OPEN)


def test_public_holidays_of_the_country_are_kept() -> None:
    independence_day = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
    assert in_tunis("Mo-Fr 08:00-16:00; PH off", independence_day).state == OpeningState.CLOSED


def test_a_country_without_a_calendar_of_holidays_still_has_hours() -> None:
    found = opening("Mo-Fr 08:00-16:00", TUESDAY_NOON, "Africa/Addis_Ababa", "ET")
    assert found.closes_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "letter"), [("Su-Th 8-16", 7), ("Mo \ud800", 1)])
def test_what_cannot_be_read_is_said_with_its_place_and_an_example(hours: str, letter: int) -> None:
    assert validate(hours) == (
        f"These hours cannot be read from letter {letter} on. "
        "Write them like “Mo-Fr 08:30-16:30; Sa 09:00-12:00” or “24/7”."
    )


@pytest.mark.parametrize("hours", ["Mo-Fr 08:30-16:30", "24/7", "Tu"])
def test_hours_that_can_be_read_have_no_fault(hours: str) -> None:
    assert validate(hours) is None


@pytest.mark.parametrize("hours", ["easter Mo 08:00-10:00", "2035 Jan 01 08:00-10:00"])
def test_an_opening_that_never_comes_or_years_ahead_is_no_opening(hours: str) -> None:
    assert in_tunis(hours) == Opening(OpeningState.UNKNOWN)


PIECES = (
    'Mo Fr PH - , ; 08:00 16:30 24/7 off Jan + [1] week 2027 || "x" easter 26:00 unknown / dawn'
)
HOURS_LIKE = st.lists(st.sampled_from([" ", *PIECES.split()]), max_size=8).map("".join)


@example("EASTERMO")
@given(st.text(st.characters(), max_size=30) | HOURS_LIKE)
def test_no_hours_ever_raise_and_times_are_ahead(hours: str) -> None:
    found = in_tunis(hours)
    validate(hours)
    for moment in (found.closes_at, found.opens_at):
        assert moment is None or moment > TUESDAY_NOON


NIGHTS = "Mo-Fr 18:00-08:00; Sa-Su 20:00-10:00"


@pytest.mark.parametrize(
    ("day", "hour", "state"),
    [
        (5, 2, OpeningState.OPEN),
        (5, 9, OpeningState.CLOSED),
        (7, 9, OpeningState.OPEN),
        (7, 11, OpeningState.CLOSED),
    ],
)
def test_a_night_is_not_cut_by_the_rule_of_the_next_day(
    day: int, hour: int, state: OpeningState
) -> None:
    assert in_tunis(NIGHTS, datetime(2026, 12, day, hour - 1, 30, tzinfo=UTC)).state is state


def test_a_later_rule_for_the_same_day_still_takes_its_place() -> None:
    saturday = datetime(2026, 12, 5, 2, tzinfo=UTC)
    assert in_tunis("Mo-Su 18:00-08:00; Sa 20:00-10:00", saturday).state is OpeningState.CLOSED


def test_what_may_be_by_appointment_is_no_open_door() -> None:
    hours = 'Mo-Fr 09:00-16:00 || "sur rendez-vous"'
    saturday = datetime(2026, 12, 5, 9, tzinfo=UTC)
    assert in_tunis(hours, saturday).state is OpeningState.CLOSED
    week = week_ahead(hours, date(2026, 11, 30), "Africa/Tunis", "TN")
    assert week is not None
    assert [len(times or ()) for _day, times in week] == [1, 1, 1, 1, 1, 0, 0]


def test_two_strokes_within_words_are_words() -> None:
    assert in_tunis('Mo-Fr 09:00-16:00 "salle || guichet"').state is OpeningState.OPEN
