"""Hours are told by the clocks of where the doors are; people read them by their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.opening import Database
from services_directory.records.draft_records import draft_of, with_draft
from services_directory.records.drafts import DraftRefused, Fault
from services_directory.records.flat_fields import from_fields, to_fields
from services_directory.records.records import OrganisationRecord, ScheduleRecord, ServiceRecord
from services_directory.records.schedule_records import hours_of, rows_of, zone_of
from services_directory.search.filters import OPEN, Wishes
from services_directory.search.finder import Finder, Query
from services_directory.storage.all_records import load_records
from services_directory.storage.store import get_service, load_directory, save_service
from services_directory.values.entries import Directory, LocalText, Programme, Service, Status
from services_directory.values.schedules import OpeningState, open_within, opening, week_ahead
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record

ZONES = (
    *("Africa/Tunis", "Europe/Paris", "America/New_York", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Pacific/Apia", "UTC"),
    # Their clocks are set forward at midnight: a day begins at one o'clock.
    *("Africa/Cairo", "Asia/Beirut", "America/Havana"),
)

HELPLINE = ServiceRecord(
    key="helpline", source="feed", source_id="helpline", source_language="fr",
    organisation=OrganisationRecord(
        source="feed", source_id="org", name=LocalText.of({"fr": "Écoute"})
    ),
    name=LocalText.of({"fr": "Ligne d'écoute"}), category="health", status=Status.PUBLISHED,
    schedules=tuple(
        replace(each, timezone="Europe/Paris") for each in rows_of("Mo-Fr 09:00-17:00")
    ),
)  # fmt: skip


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(0, 22),
    st.integers(1, 23),
)
def test_a_door_is_open_by_the_clock_on_its_own_wall(
    zone: str, moment: datetime, opens: int, length: int
) -> None:
    closes = min(opens + length, 24)
    now = moment.replace(tzinfo=UTC)
    there = now.astimezone(ZoneInfo(zone))
    found = opening(f"Mo-Su {opens:02}:00-{closes:02}:00", now, zone, "FR")
    is_open = found.state in (OpeningState.OPEN, OpeningState.ALWAYS)
    assert is_open == (opens <= there.hour < closes)


@pytest.mark.parametrize(
    ("now", "closes_at"),
    [
        # Winter, summer, and the two Sundays on which the clocks of Paris are set.
        (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 1, 15, 16, tzinfo=UTC)),
        (datetime(2026, 7, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 15, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 15, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 25, 16, tzinfo=UTC)),
    ],
)
def test_it_closes_when_its_own_clock_says_so(now: datetime, closes_at: datetime) -> None:
    found = opening("Mo-Su 09:00-17:00", now, "Europe/Paris", "FR")
    assert (found.state, found.closes_at) == (OpeningState.OPEN, closes_at)


def test_the_night_the_clocks_are_set_moves_the_next_opening() -> None:
    evening = datetime(2026, 3, 28, 20, tzinfo=UTC)
    before = opening("Mo-Su 09:00-17:00", evening - timedelta(days=1), "Europe/Paris", "FR")
    after = opening("Mo-Su 09:00-17:00", evening, "Europe/Paris", "FR")
    assert before.opens_at == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert after.opens_at == datetime(2026, 3, 29, 7, tzinfo=UTC)


@given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_on_every_day_of_every_clock_there_is_an_answer(zone: str, day: date) -> None:
    """Also where an hour is left out of that day, of a week later, or of our farthest look."""
    for hour in range(24):
        now = datetime.combine(day, time(hour), UTC)
        for hours in ("Mo-Su 08:00-16:00", "Fr 08:00-16:00", "24/7"):
            assert opening(hours, now, zone, "FR").state is not OpeningState.UNKNOWN
        assert opening("Fr", now, zone, "FR").days == (4,)
    week = week_ahead("Mo-Su 08:00-16:00", day, zone, "FR")
    assert week is not None
    assert [times for _day, times in week] == [((time(8), time(16)),)] * 7
    evening = datetime.combine(day, time(20), ZoneInfo(zone))
    within = open_within("Mo-Su 08:00-16:00", evening, evening + timedelta(days=1), zone, "FR")
    assert within is OpeningState.OPEN


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Africa/Cairo", datetime(2026, 4, 24, 10, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 3, 29, 10, tzinfo=UTC)),
        # Eight hundred days later the clock of New York leaves out this very hour.
        ("America/New_York", datetime(2026, 1, 2, 7, tzinfo=UTC)),
    ],
)
def test_a_day_that_begins_at_one_is_a_day_like_others(zone: str, now: datetime) -> None:
    before = opening("Mo-Su 08:00-16:00", now - timedelta(days=1), zone, "FR")
    after = opening("Mo-Su 08:00-16:00", now, zone, "FR")
    assert before.state is after.state
    assert opening("Fr; Su", now, zone, "FR").days == (4, 6)


def test_hours_by_two_clocks_are_told_in_words_alone() -> None:
    paris, here = (
        ScheduleRecord(
            freq="WEEKLY", byday="MO", opens_at="09:00", closes_at="12:00", timezone=zone
        )
        for zone in ("Europe/Paris", "")
    )
    assert hours_of([paris, here]) is None
    assert (hours_of([paris]), zone_of([paris])) == ("Mo 09:00-12:00", "Europe/Paris")
    nowhere = replace(paris, timezone="Mars/Olympus")
    assert hours_of([nowhere]) is None


def test_the_zone_survives_the_flat_shapes() -> None:
    draft = draft_of(HELPLINE)
    assert (draft.opening_hours, draft.timezone) == ("Mo-Fr 09:00-17:00", "Europe/Paris")
    assert from_fields(to_fields(draft)) == draft
    moved = with_draft(HELPLINE, replace(draft, opening_hours="Mo 10:00-12:00"))
    assert {each.timezone for each in moved.schedules} == {"Europe/Paris"}
    home = with_draft(HELPLINE, replace(draft, timezone=""))
    assert {each.timezone for each in home.schedules} == {""}


async def test_a_line_abroad_is_kept_found_and_edited_by_its_own_clock(
    database: Database, programme: Programme
) -> None:
    await save_record(HELPLINE, by="feed", now=NOW)
    directory = await load_directory(programme)
    service = directory.service("helpline")
    assert service is not None
    assert (service.opening_hours, service.timezone) == ("Mo-Fr 09:00-17:00", "Europe/Paris")
    kept = await get_service("helpline")
    assert kept is not None
    wrong = replace(draft_of(kept), timezone="Paris, France")
    with pytest.raises(DraftRefused) as refused:
        await save_service(wrong, programme, by="Amal", now=NOW, service_id="helpline")
    assert refused.value.faults == {"timezone": Fault.ZONE_UNKNOWN}
    there = replace(draft_of(kept), timezone="Europe/Rome")
    await save_service(there, programme, by="Amal", now=NOW, service_id="helpline")
    record = (await load_records(programme)).services[0]
    assert {each.timezone for each in record.schedules} == {"Europe/Rome"}


def test_open_now_is_found_by_the_clock_of_the_door(directory: Directory) -> None:
    template = next(each for each in directory.services if each.category == "health")
    sleeping = replace(template, id="here", opening_hours="Mo-Su 08:00-12:00", timezone="")
    awake: Service = replace(sleeping, id="there", timezone="America/New_York")
    finder = Finder(replace(directory, services=(sleeping, awake)))
    # Half past two in the afternoon in Tunis, half past eight in the morning in New York.
    afternoon = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    asked = Query("health", now=afternoon, wishes=Wishes((OPEN,)))
    assert [finder.meets(each, OPEN, asked) for each in (sleeping, awake)] == [False, True]
