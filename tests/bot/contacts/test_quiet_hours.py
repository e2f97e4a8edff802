"""Quiet hours: nobody is woken, and nothing waits longer than it must."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.quiet_hours import after_waking, earliest_polite, is_quiet, latest_polite

TUNIS = "Africa/Tunis"
ZONES = [TUNIS, "Africa/Addis_Ababa", "Europe/Paris", "America/Guatemala", "Australia/Lord_Howe"]

moments = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)
)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "polite"),
    [
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-11-23 19:59", "2026-11-23 19:59"),
        ("2026-11-23 20:00", "2026-11-24 07:00"),
        ("2026-11-24 03:00", "2026-11-24 07:00"),
        ("2026-11-24 07:00", "2026-11-24 07:00"),
    ],
)
def test_from_nine_in_the_evening_to_eight_in_the_morning_in_tunis(asked: str, polite: str) -> None:
    assert earliest_polite(utc(asked), time(21), time(8), TUNIS) == utc(polite)


def test_quiet_hours_at_midday_end_the_same_day() -> None:
    polite = earliest_polite(utc("2026-11-23 11:30"), time(12), time(14), TUNIS)
    assert polite == utc("2026-11-23 13:00")


def test_the_same_time_twice_means_never_quiet() -> None:
    assert not is_quiet(utc("2026-11-23 03:00"), time(8), time(8), TUNIS)


def test_the_autumn_hour_that_comes_twice_is_waited_out_not_a_whole_day() -> None:
    # In Paris 02:00-03:00 comes twice on 25 October 2026; this is 02:10 for the second time.
    polite = earliest_polite(utc("2026-10-25 01:10"), time(22), time(2, 30), "Europe/Paris")
    assert polite == utc("2026-10-25 01:30")


@given(moments, clocks, clocks, st.sampled_from(ZONES))
def test_the_moment_found_is_polite_and_less_than_a_day_and_an_hour_away(
    moment: datetime, quiet_from: time, quiet_until: time, timezone: str
) -> None:
    polite = earliest_polite(moment, quiet_from, quiet_until, timezone)
    assert not is_quiet(polite, quiet_from, quiet_until, timezone)
    assert moment <= polite <= moment + timedelta(hours=25)


@given(moments, clocks, clocks, st.sampled_from(ZONES))
def test_a_polite_moment_is_not_moved(
    moment: datetime, quiet_from: time, quiet_until: time, timezone: str
) -> None:
    polite = earliest_polite(moment, quiet_from, quiet_until, timezone)
    assert earliest_polite(polite, quiet_from, quiet_until, timezone) == polite


@given(moments, clocks, clocks)
def test_nothing_waits_longer_than_it_must(
    moment: datetime, quiet_from: time, quiet_until: time
) -> None:
    # Tunis keeps one time all year, so a minute before the moment found it was still quiet.
    polite = earliest_polite(moment, quiet_from, quiet_until, TUNIS)
    if polite > moment:
        assert is_quiet(polite - timedelta(seconds=1), quiet_from, quiet_until, TUNIS)


@pytest.mark.parametrize(
    ("asked", "polite"),
    [
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-11-23 20:00", "2026-11-23 20:00"),
        ("2026-11-24 06:59", "2026-11-23 20:00"),
        ("2026-11-24 07:00", "2026-11-24 07:00"),
    ],
)
def test_what_must_not_be_late_comes_before_the_quiet_hours(asked: str, polite: str) -> None:
    assert latest_polite(utc(asked), time(21), time(8), TUNIS) == utc(polite)


@given(moments, clocks, clocks, st.sampled_from(ZONES))
def test_moved_earlier_it_ends_where_the_quiet_hours_begin(
    moment: datetime, quiet_from: time, quiet_until: time, timezone: str
) -> None:
    polite = latest_polite(moment, quiet_from, quiet_until, timezone)
    assert moment - timedelta(hours=26) <= polite <= moment
    just_before = polite - timedelta(microseconds=1)
    assert polite == moment or not is_quiet(just_before, quiet_from, quiet_until, timezone)
    if timezone == TUNIS and polite < moment:
        assert is_quiet(polite, quiet_from, quiet_until, timezone)


@pytest.mark.parametrize(
    ("began", "hours", "ends"),
    [
        ("2026-11-23 10:00", 4, "2026-11-23 14:00"),
        ("2026-11-23 10:00", 10, "2026-11-23 20:00"),
        ("2026-11-23 19:00", 2, "2026-11-24 08:00"),
        ("2026-11-23 22:00", 1, "2026-11-24 08:00"),
        ("2026-11-23 10:00", 24, "2026-11-25 08:00"),
    ],
)
def test_an_answer_is_not_waited_for_while_people_sleep(began: str, hours: int, ends: str) -> None:
    ended = after_waking(utc(began), timedelta(hours=hours), time(21), time(8), TUNIS)
    assert ended == utc(ends)


def test_without_quiet_hours_time_is_only_time() -> None:
    ended = after_waking(utc("2026-11-23 22:00"), timedelta(hours=24), time(8), time(8), TUNIS)
    assert ended == utc("2026-11-24 22:00")


@settings(max_examples=25)
@given(moments, clocks, clocks, st.sampled_from(ZONES), st.integers(1, 40))
def test_so_much_waking_time_passes_as_was_given(
    moment: datetime, quiet_from: time, quiet_until: time, timezone: str, quarters: int
) -> None:
    length = timedelta(minutes=15) * quarters
    ended = after_waking(moment, length, quiet_from, quiet_until, timezone)
    assert ended >= moment + length
    awake, at = timedelta(0), moment
    while at < ended:
        step = min(timedelta(minutes=1), ended - at)
        awake += step * (not is_quiet(at, quiet_from, quiet_until, timezone))
        at += step
    # A minute that the quiet hours begin or end in is counted whole, or not at all.
    assert abs(awake - length) <= timedelta(minutes=2 * 6)
