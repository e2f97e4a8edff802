"""“Sunday morning”, said on a Tuesday noon: when is that, and are the doors open then?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.search.filters import Wishes
from services_directory.search.finder import Finder
from services_directory.search.queries import Query
from services_directory.search.time_expressions import window
from services_directory.values.entries import Directory
from services_directory.values.schedules import OpeningState, open_within

TUNIS = ZoneInfo("Africa/Tunis")
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TUNIS)
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su", "today", "tomorrow", "weekend")
PARTS = ("morning", "afternoon", "evening", "night")


@pytest.mark.parametrize(
    ("said", "starts", "ends"),
    [
        ("today", "24 12", "25 00"),
        ("evening", "24 18", "25 00"),
        ("night", "24 20", "25 06"),
        ("tomorrow", "25 00", "26 00"),
        ("tomorrow-morning", "25 06", "25 12"),
        ("tu", "24 12", "25 00"),
        ("sa", "28 00", "29 00"),
        ("su-morning", "29 06", "29 12"),
        ("weekend", "28 00", "30 00"),
        # This morning is over at noon: who says so means the next one.
        ("morning", "25 06", "25 12"),
    ],
)
def test_a_time_is_the_next_of_its_kind(said: str, starts: str, ends: str) -> None:
    meant = window(said, TUESDAY_NOON)
    assert meant is not None
    assert [f"{moment:%d %H}" for moment in meant] == [starts, ends]


def test_on_a_sunday_the_weekend_lasts_and_its_morning_is_next_weeks() -> None:
    sunday = TUESDAY_NOON + timedelta(days=5, hours=3)
    assert window("weekend", sunday) == (sunday, sunday.replace(hour=0) + timedelta(days=1))
    morning = window("su-morning", sunday)
    assert morning is not None
    assert (morning[0] - sunday).days == 6


def test_what_nobody_knows_is_no_time() -> None:
    assert window("someday", TUESDAY_NOON) is None
    assert window("sa-noon", TUESDAY_NOON) is None


@given(
    day=st.sampled_from(("", *DAYS)),
    part=st.sampled_from(("", *PARTS)),
    hours=st.integers(0, 24 * 400),
)
def test_every_time_lies_ahead_and_within_two_weeks(day: str, part: str, hours: int) -> None:
    now = TUESDAY_NOON + timedelta(hours=hours)
    said = "-".join(filter(None, (day, part)))
    meant = window(said, now) if said else None
    if meant is not None:
        starts, ends = meant
        assert now <= starts < ends <= now + timedelta(days=14)
    assert (meant is None) == (not said)


@pytest.mark.parametrize(
    ("hours", "said", "state"),
    [
        ("Mo-Fr 08:30-16:30", "sa", OpeningState.CLOSED),
        ("Mo-Fr 08:30-16:30; Sa 09:00-12:00", "sa", OpeningState.OPEN),
        ("Mo-Fr 08:30-16:30; Sa 09:00-12:00", "sa-afternoon", OpeningState.CLOSED),
        ("Mo-Sa 08:30-16:30", "tomorrow", OpeningState.OPEN),
        ("24/7", "su-night", OpeningState.OPEN),
        ("Mo-Fr 08:30-16:30", "evening", OpeningState.CLOSED),
        # The van comes on Tuesdays, nobody says when.
        ("Tu", "tu", OpeningState.OPEN),
        ("Tu", "tu-evening", OpeningState.UNKNOWN),
        ("Tu", "we", OpeningState.CLOSED),
        ("sunrise-sunset", "sa", OpeningState.UNKNOWN),
        ("2020 Jan 01-2020 Dec 31 Mo-Fr 08:00-12:00", "we", OpeningState.UNKNOWN),
        ("by appointment, ask", "sa", OpeningState.UNKNOWN),
    ],
)
def test_doors_are_known_to_be_open_closed_or_unknown(
    hours: str, said: str, state: OpeningState
) -> None:
    meant = window(said, TUESDAY_NOON)
    assert meant is not None
    assert open_within(hours, *meant, "Africa/Tunis", "TN") is state


def test_what_is_open_then_comes_first_and_what_is_known_to_be_closed_last(
    directory: Directory,
) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    hours = {"week": "Mo-Fr 08:00-17:00", "silent": None, "market": "Sa 07:00-11:00"}
    services = tuple(replace(model, id=name, opening_hours=text) for name, text in hours.items())
    finder = Finder(replace(directory, services=services))
    asked = Query("health", "tabarka", now=TUESDAY_NOON, wishes=Wishes(("open:sa-morning",)))
    assert [each.service.id for each in finder.find(asked)] == ["market", "silent", "week"]
    met = [finder.meets(each, "open:sa-morning", asked) for each in services]
    assert met == [False, False, True]
