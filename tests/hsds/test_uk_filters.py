"""The filters of the UK profile: by age, day and time, of what is known, with every other one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services_directory.records.records import ScheduleRecord
from services_directory.records.schedule_records import rows_of
from services_directory.web.api.times import Times, minutes, times_of
from tests.hsds.api_site import FEED, ApiSite, open_api
from tests.services_directory.whole import uuid

UK_PARAMETERS = {"minimum_age", "maximum_age", "start_time", "end_time", "day"}

EVENINGS = replace(
    FEED,
    id=uuid("evenings"),
    key="feed-evenings",
    source_id="evenings",
    minimum_age=None,
    maximum_age=None,
    schedules=(
        ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="09:00", closes_at="12:00"),
        ScheduleRecord(freq="WEEKLY", byday="SA", opens_at="18:00", closes_at="22:00"),
    ),
    sites=(),
)


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(database_url, tmp_path) as opened:
        await opened.keep(EVENINGS)
        yield opened


async def of_ours(api: ApiSite, name: str, asked: str) -> set[str]:
    """Which of the two services with known ages or hours are found."""
    found = await api.all_of(f"/{name}?per_page=100&full=true&{asked}")
    ids = {each["service"]["id"] if "at_loc" in name else each["id"] for each in found}
    return {key for key, id in (("feed", FEED.id), ("evenings", EVENINGS.id)) if id in ids}


async def test_services_are_found_by_age_day_and_time(api: ApiSite) -> None:
    for asked, expected in (
        ("minimum_age=6", {"feed"}),
        ("minimum_age=6.5", set()),
        ("maximum_age=17.5", {"feed"}),
        ("maximum_age=17", set()),
        ("minimum_age=5&maximum_age=18", {"feed"}),
        ("day=MO", {"feed", "evenings"}),
        ("day=TU", {"feed"}),
        ("day=SA", {"evenings"}),
        ("day=SU", set()),
        ("start_time=08:30", {"evenings"}),
        ("end_time=12:00", {"feed", "evenings"}),
        # The day and the times are those of one schedule.
        ("day=SA&end_time=12:00", set()),
        ("day=MO&start_time=18:00", set()),
        ("day=SA&start_time=18:00&end_time=22:00", {"evenings"}),
        ("day=MO&minimum_age=6", {"feed"}),
        ("day=MO&search=nothing", set()),
    ):
        assert await of_ours(api, "services", asked) == expected, asked


async def test_a_place_has_its_own_hours(api: ApiSite) -> None:
    told = await api.all_of(f"/service_at_locations?day=MO&organization_id={FEED.organisation.id}")
    (site, _tent) = FEED.sites
    assert site.id in {each["id"] for each in told}
    assert await of_ours(api, "service_at_locations", "day=SU") == set()
    assert await of_ours(api, "service_at_locations", "maximum_age=17.5&day=TU") == {"feed"}


async def test_the_filters_of_the_uk_profile_are_described(api: ApiSite) -> None:
    described = await api.json("/openapi.json")
    for path in ("/services", "/service_at_locations"):
        named = described["paths"][path]["get"]["parameters"]
        assert {each["$ref"].rpartition("/")[2] for each in named} >= UK_PARAMETERS
    assert json.dumps(described["components"]["parameters"]).count("UK profile") == 5


def test_times_are_those_that_can_be_believed() -> None:
    def of(hours: str) -> tuple[Times, ...]:
        return times_of(rows_of(hours), date(2026, 11, 24))

    week = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    assert of("24/7") == (Times(week, 0, minutes("23:59")),)
    assert of("Fr 22:00-06:00") == (Times(("FR",), minutes("22:00"), minutes("30:00")),)
    assert of("Mo 08:00-12:00; PH off") == (Times(("MO",), minutes("08:00"), minutes("12:00")),)
    assert of("Tu") == ()


def test_a_schedule_that_is_over_or_contradicts_itself_opens_no_door() -> None:
    row = ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="08:00", closes_at="12:00")
    today = date(2026, 11, 24)
    assert times_of([replace(row, valid_to="2026-11-24")], today)
    assert not times_of([replace(row, valid_to="2026-11-23")], today)
    assert not times_of([row, replace(row, closes_at="8 o'clock")], today)
    first_monday = replace(row, freq="MONTHLY", byday="1MO")
    assert times_of([first_monday], today)[0].days == ("MO",)
