"""The files that phones take in, read by another program."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from services_directory.training.calendar_file import CalendarWords, calendar_of, cohort_calendar
from services_directory.training.values import ClassMeeting, Cohort, CohortState
from services_directory.values.local_text import LocalText

NINE = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
FIRST = ClassMeeting(1, 1, NINE, NINE + timedelta(hours=3), "uid-1", sequence=2)
OFF = replace(FIRST, id=2, uid="uid-2", sequence=3, cancelled_at=NINE)
COHORT = Cohort(
    1,
    "tourism",
    "kairouan",
    20,
    NINE,
    "Africa/Tunis",
    CohortState.OPEN,
    venue=LocalText.of({"ar": "دار الشباب، القاعة 2"}),
    meetings=(FIRST, OFF),
)
WORDS = CalendarWords(
    "السياحة المسؤولة; الفوج الأول, \\ 2026",
    lambda meeting: COHORT.venue_of(meeting).best(["ar"]),
    lambda meeting: "كراس\nوقلم",
)


def read(text: str) -> tuple[Any, list[Any]]:
    calendar = icalendar.Calendar.from_ical(text)
    return calendar, [*calendar.walk("VEVENT")]


def test_a_cohort_is_read_as_it_was_meant() -> None:
    calendar, (first, off) = read(cohort_calendar(COHORT, WORDS, made_at=NINE))
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert (first["UID"], first["SEQUENCE"], first["STATUS"]) == ("uid-1", 2, "CONFIRMED")
    assert (off["UID"], off["SEQUENCE"], off["STATUS"]) == ("uid-2", 3, "CANCELLED")
    assert first["DTSTART"].dt == NINE
    assert first["DTEND"].dt == FIRST.ends_at
    assert first["DTSTAMP"].dt == NINE
    assert first["SUMMARY"] == WORDS.title
    assert first["LOCATION"] == "دار الشباب، القاعة 2"
    assert first["DESCRIPTION"] == "كراس\nوقلم"
    assert not calendar.errors


def test_a_class_that_is_off_leaves_the_calendar() -> None:
    calendar, (off,) = read(calendar_of([OFF], WORDS, made_at=NINE))
    assert (calendar["METHOD"], off["STATUS"]) == ("CANCEL", "CANCELLED")
    assert read(calendar_of([FIRST], WORDS, made_at=NINE))[0]["METHOD"] == "PUBLISH"
    assert read(calendar_of([], WORDS, made_at=NINE))[0]["METHOD"] == "PUBLISH"


def test_what_is_empty_is_not_written() -> None:
    plain = CalendarWords("x", lambda meeting: "")
    _, (event,) = read(calendar_of([FIRST], plain, made_at=NINE))
    assert not {"LOCATION", "DESCRIPTION"} & set(event)


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=200))
def test_any_words_come_back_in_lines_that_are_short(words: str) -> None:
    text = calendar_of([FIRST], CalendarWords(f"x{words}", lambda meeting: ""), made_at=NINE)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    _, (event,) = read(text)
    assert str(event["SUMMARY"]) == f"x{words}"
