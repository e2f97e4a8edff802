"""Holidays and seasons in the hours of a service: what is known, and what is to be asked."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services_directory.values.calendar.holidays import (
    Calendar,
    Correction,
    Season,
    calendar_of,
)
from services_directory.values.local_text import LocalText
from services_directory.values.schedules import OpeningState, open_within, opening, week_ahead

OPEN, CLOSED, UNKNOWN = OpeningState.OPEN, OpeningState.CLOSED, OpeningState.UNKNOWN
TUNISIA = calendar_of("TN")
FITR = "eid_al_fitr:2027-03-09"
CONFIRMED = TUNISIA.corrected({FITR: Correction(date(2027, 3, 10), 3)})
WEEK = "Mo-Sa 08:00-12:00"
RAMADAN = Season("ramadan", LocalText.of({"en": "Ramadan"}), "Mo-Sa 09:00-11:00", ("office-*",))
SUMMER = Season(
    "summer", LocalText.of({"en": "summer"}), "Mo-Fr 07:00-10:00", ("*",), "07-01", "08-31"
)


def at(day: str, clock: str = "10:00") -> datetime:
    """A time on the clocks of Tunis, which are an hour ahead all year."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC) - timedelta(hours=1)


def state(hours: str, day: str, calendar: Calendar = TUNISIA, clock: str = "10:00") -> OpeningState:
    return opening(hours, at(day, clock), "Africa/Tunis", calendar).state


@pytest.mark.parametrize(
    ("hours", "day", "found"),
    [
        ("Mo-Sa 08:00-12:00; PH,Su off", "2026-05-27", CLOSED),
        ("PH off; Mo-Sa 08:00-12:00", "2026-05-27", CLOSED),
        ("Mo-Sa 08:00-12:00; PH closed", "2026-12-17", CLOSED),
        # 14 January is no holiday since the decree of 2021.
        ("Mo-Sa 08:00-12:00; PH off", "2027-01-14", OPEN),
        ("Mo-Sa,PH 08:00-12:00", "2027-03-20", OPEN),
        ("Mo-Sa 08:00-09:00; PH 08:00-12:00", "2026-12-17", OPEN),
        ("Mo-Sa 08:00-12:00", "2026-12-17", UNKNOWN),
        ("Mo-Sa 08:00-12:00", "2026-12-18", OPEN),
        # A word nobody here understands, and one that is no rule.
        ("Mo-Sa 08:00-12:00; Mo-Fr PH off", "2026-12-17", UNKNOWN),
        ('Mo-Sa 08:00-12:00 "PH: 8-9"', "2026-12-17", UNKNOWN),
        ("24/7", "2027-03-09", OpeningState.ALWAYS),
        ("Mo-Su 00:00-24:00", "2027-03-09", OpeningState.ALWAYS),
        ("24/7; PH off", "2027-03-09", CLOSED),
        # Staff wrote down this very day.
        ("Mo-Sa 08:00-12:00; 2026 Dec 17 09:00-11:00", "2026-12-17", OPEN),
        ("Mo-Sa 08:00-12:00; 2026 Dec 16-2026 Dec 18 off", "2026-12-17", CLOSED),
    ],
)
def test_a_holiday_is_as_the_hours_say_and_else_nobody_knows(
    hours: str, day: str, found: OpeningState
) -> None:
    assert state(hours, day) is found


@pytest.mark.parametrize("day", ["2027-03-08", "2027-03-11"])
def test_beside_a_feast_that_is_expected_nobody_knows(day: str) -> None:
    assert state("Mo-Sa 08:00-12:00; PH off", day) is UNKNOWN
    assert state("Mo-Sa,PH 08:00-12:00", day) is OPEN
    told = opening(WEEK, at(day), "Africa/Tunis", TUNISIA)
    assert told.holiday is not None
    assert (told.holiday.code, told.holiday.is_on(date.fromisoformat(day))) == (
        "eid_al_fitr",
        False,
    )


def test_a_feast_is_on_the_days_that_staff_say() -> None:
    hours = "Mo-Su 08:00-12:00; PH off"
    days = [f"2027-03-{n:02}" for n in range(7, 15)]
    assert [state(hours, day, CONFIRMED) for day in days] == [
        *(OPEN, OPEN, OPEN),
        *(CLOSED, CLOSED, CLOSED),
        *(OPEN, OPEN),
    ]


def test_the_next_opening_is_one_that_is_certain() -> None:
    evening = at("2026-12-16", "20:00")
    assert opening(WEEK, evening, "Africa/Tunis", TUNISIA).opens_at == at("2026-12-18", "08:00")


def test_in_a_season_its_hours_are_kept_and_that_is_told() -> None:
    def found(day: str, clock: str, hours: str = WEEK) -> tuple[OpeningState, str]:
        told = opening(hours, at(day, clock), "Africa/Tunis", TUNISIA, (RAMADAN, SUMMER))
        return told.state, told.season.code if told.season else ""

    assert found("2027-02-08", "08:30") == (CLOSED, "ramadan")
    assert found("2027-02-08", "10:59") == (OPEN, "ramadan")
    assert found("2027-02-07", "23:00") == (CLOSED, "")
    assert found("2027-07-03", "08:30") == (CLOSED, "summer")
    assert found("2027-07-05", "09:59") == (OPEN, "summer")
    assert found("2027-09-01", "08:30") == (OPEN, "")
    # Hours that name months say their summer themselves; no month is Ramadan.
    months = "Sep-Jun Mo-Sa 08:00-12:00; Jul-Aug Mo-Sa 08:00-11:30"
    assert found("2027-07-05", "11:00", months)[0] is OPEN
    assert found("2027-02-08", "11:30", months)[0] is CLOSED


def test_ramadan_ends_with_the_eve_of_the_feast() -> None:
    seen = [CONFIRMED.season_on(date(2027, 3, n), (RAMADAN,)) for n in (8, 9, 10)]
    assert seen == [RAMADAN, RAMADAN, None]


def test_a_season_is_for_the_services_it_names() -> None:
    calendar = replace(TUNISIA, seasons=(RAMADAN,))
    assert calendar.seasons_of("office-1~2") == (RAMADAN,)
    assert calendar.seasons_of("clinic") == ()


def test_a_holiday_is_unknown_in_a_search_and_in_the_week_ahead() -> None:
    start = at("2026-12-17", "08:00")
    within = open_within(WEEK, start, start + timedelta(hours=3), "Africa/Tunis", TUNISIA)
    assert within is UNKNOWN
    week = dict(week_ahead("Mo-Sa 08:00-12:00", date(2026, 12, 14), "Africa/Tunis", TUNISIA) or ())
    assert week[date(2026, 12, 17)] is None
    assert week[date(2026, 12, 20)] == ()
    assert len(week[date(2026, 12, 18)] or ()) == 1


@pytest.mark.parametrize("country", ["TN", "ET"])
def test_each_table_has_five_years_of_every_feast(country: str) -> None:
    found = calendar_of(country)
    years = {each.day.year for each in found.dated if each.code == "eid_al_adha"}
    assert years == set(range(2026, 2032))
    assert all(each.name.in_locale("fr") for each in found.dated)
    assert len({each.id for each in found.dated}) == len(found.dated)
    certain = {each.code for each in found.dated if each.is_certain}
    assert certain == (
        {"good_friday", "easter", "epiphany", "enkutatash", "meskel"} if country == "ET" else set()
    )


def test_feasts_by_the_moon_are_a_lunar_year_apart() -> None:
    """354 or 355 days: a date that somebody mistyped is not."""
    for code in ("ramadan", "eid_al_fitr", "eid_al_adha", "hijri_new_year", "mawlid"):
        days = [each.day for each in TUNISIA.dated if each.code == code]
        apart = {(later - day).days for day, later in itertools.pairwise(days)}
        assert apart <= {354, 355}, code


def test_nobody_wrote_down_the_holidays_of_most_countries() -> None:
    assert not calendar_of("XX").is_known
    assert state("Mo-Sa 08:00-12:00", "2026-12-17", calendar_of("XX")) is OPEN
