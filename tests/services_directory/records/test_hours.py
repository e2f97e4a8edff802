"""Hours as rows and back: nothing becomes an open door that nobody said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.records.records import ScheduleRecord
from services_directory.records.schedule_records import (
    from_week,
    hours_of,
    in_normal_form,
    rows_of,
    weekly_intervals,
    with_closures,
)
from services_directory.values.entries import Closure
from services_directory.values.schedules import OpeningState, opening
from services_directory.values.weekly_rules import DAYS

CLOCKS = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
INTERVALS = st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] < pair[1])
WEEKS = st.dictionaries(st.sampled_from(DAYS), INTERVALS.map(lambda one: (one,)))


@given(WEEKS)
def test_any_week_comes_back_from_its_rows(week: dict[str, tuple[tuple[str, str], ...]]) -> None:
    hours = from_week(week)
    assert weekly_intervals(hours) == week
    assert hours_of(rows_of(hours)) == hours


@given(WEEKS, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_a_door_is_open_exactly_when_the_week_says_so(
    week: dict[str, tuple[tuple[str, str], ...]], moment: datetime
) -> None:
    found = opening(from_week(week), moment.replace(tzinfo=UTC), "UTC", "FR")
    inside = any(
        opens <= f"{moment:%H:%M}" < closes
        for opens, closes in week.get(DAYS[moment.weekday()], ())
    )
    assert (found.state in (OpeningState.OPEN, OpeningState.ALWAYS)) == inside


@pytest.mark.parametrize(
    ("written", "kept", "rows"),
    [
        ("24/7", "24/7", 1),
        ("Mo-Fr 8:30-16:30; Sa 09:00-12:00", "Mo-Fr 08:30-16:30; Sa 09:00-12:00", 2),
        ("Mo-Fr 08:00-12:00,14:00-18:00", "Mo-Fr 08:00-12:00,14:00-18:00", 2),
        ("Fr,Sa 22:00-02:00", "Fr-Sa 22:00-02:00", 1),
        ("Mo-Fr 08:00-16:00; PH off", "Mo-Fr 08:00-16:00; PH off", 2),
        # A later rule replaces an earlier one, and rows would add up: it stays as it was written.
        ("Mo-Fr 08:00-16:00; We 08:00-12:00", "Mo-Fr 08:00-16:00; We 08:00-12:00", 1),
        ("Tu", "Tu", 1),
        ("Mo-Fr 08:00+", "Mo-Fr 08:00+", 1),
        ("Mo-Fr 08:00-25:99", "Mo-Fr 08:00-25:99", 1),
    ],
)
def test_hours_are_kept_as_rows_where_rows_can_say_them(written: str, kept: str, rows: int) -> None:
    assert in_normal_form(written) == kept
    assert len(rows_of(written)) == rows


@pytest.mark.parametrize(
    "row",
    [
        # The schedule of the standard's own example, which opens on no day at all.
        ScheduleRecord(
            freq="WEEKLY", byday="TH,FR", bymonthday="2,3,4", byweekno="41,42", count=3,
            until="2005-01-01", opens_at="10:00:00", closes_at="18:00:00",
        ),
        ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="10:00"),
        ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="10am", closes_at="14:00"),
        ScheduleRecord(freq="WEEKLY", byday="1MO", opens_at="10:00", closes_at="14:00"),
        ScheduleRecord(freq="WEEKLY", byday="MO", interval=2, opens_at="10:00", closes_at="14:00"),
        ScheduleRecord(
            freq="WEEKLY", byday="MO", opens_at="10:00", closes_at="14:00",
            valid_from="2026-05-01", valid_to="2026-04-01",
        ),
        ScheduleRecord(freq="MONTHLY", bymonthday="3", opens_at="10:00", closes_at="14:00"),
        ScheduleRecord(byday="MO", opens_at="10:00", closes_at="14:00"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_believed_makes_no_hours(row: ScheduleRecord) -> None:
    fine = ScheduleRecord(freq="WEEKLY", byday="TU", opens_at="08:00", closes_at="12:00")
    assert hours_of([fine, row]) is None


def test_a_period_and_a_weekday_of_the_month_can_be_said() -> None:
    ramadan = ScheduleRecord(
        freq="WEEKLY", byday="MO,TU", opens_at="9:00", closes_at="13:00:00",
        valid_from="2026-02-18", valid_to="2026-03-19",
    )  # fmt: skip
    assert hours_of([ramadan]) == "2026 Feb 18-2026 Mar 19 Mo-Tu 09:00-13:00"
    second = ScheduleRecord(freq="MONTHLY", byday="2TU", opens_at="09:00", closes_at="12:00")
    assert hours_of([second]) == "Tu[2] 09:00-12:00"


def closed(*days: date, opens_at: str = "", closes_at: str = "") -> Closure:
    return Closure(days[0], days[-1], opens_at=opens_at, closes_at=closes_at)


def state(hours: str, moment: datetime) -> OpeningState:
    return opening(hours, moment.replace(tzinfo=UTC), "UTC", "FR").state


def test_a_closure_shuts_the_door_on_its_days_and_on_no_other() -> None:
    hours = with_closures("Mo-Fr 08:00-16:00", [closed(date(2026, 11, 24), date(2026, 11, 25))])
    noon = datetime(2026, 11, 23, 12)
    states = [state(hours, noon + timedelta(days=number)) for number in range(4)]
    assert states == [
        OpeningState.OPEN,
        OpeningState.CLOSED,
        OpeningState.CLOSED,
        OpeningState.OPEN,
    ]


def test_other_hours_are_for_the_days_it_is_open_anyway() -> None:
    ramadan = closed(date(2026, 2, 18), date(2026, 3, 19), opens_at="09:00", closes_at="13:00")
    hours = with_closures("Mo-Fr 08:00-16:00", [ramadan])
    assert state(hours, datetime(2026, 2, 23, 14)) is OpeningState.CLOSED
    assert state(hours, datetime(2026, 2, 23, 10)) is OpeningState.OPEN
    assert state(hours, datetime(2026, 2, 22, 10)) is OpeningState.CLOSED  # a Sunday
    assert state(hours, datetime(2026, 3, 23, 15)) is OpeningState.OPEN
    unplain = with_closures("Mo-Fr 08:00-16:00; PH off", [ramadan])
    assert state(unplain, datetime(2026, 2, 23, 10)) is OpeningState.UNKNOWN


def test_a_closure_of_hours_nobody_knows_leaves_them_unknown() -> None:
    assert with_closures("", [closed(date(2026, 11, 24))]) == ""


def test_a_closure_months_away_is_no_closing_time_of_today() -> None:
    hours = with_closures("24/7", [closed(date(2026, 12, 25))])
    found = opening(hours, datetime(2026, 11, 24, 12, tzinfo=UTC), "UTC", "FR")
    assert (found.state, found.closes_at) == (OpeningState.ALWAYS, None)
    assert state(hours, datetime(2026, 12, 25, 12)) is OpeningState.CLOSED
