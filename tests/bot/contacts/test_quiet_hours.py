"""Quiet hours: nobody is woken, and nothing waits longer than it must."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.quiet_hours import earliest_polite, is_quiet

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
