"""Classes as an iCalendar file (RFC 5545), which a phone's calendar takes in and later changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services_directory.training.values import ClassMeeting, Cohort

CONTENT_TYPE = "text/calendar"

_LONGEST = 75
"""So many bytes has a line at most; the rest goes on in the next one, after a space."""


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What an entry says in one language: its title, where each class is, and what else."""

    title: str
    where: Callable[[ClassMeeting], str]
    about: Callable[[ClassMeeting], str] = lambda meeting: ""


def cohort_calendar(cohort: Cohort, words: CalendarWords, *, made_at: datetime) -> str:
    """All classes of a cohort, those that are off marked so. `made_at`: of the cohort as it is."""
    return calendar_of(cohort.meetings, words, made_at=made_at)


def calendar_of(
    meetings: Sequence[ClassMeeting], words: CalendarWords, *, made_at: datetime
) -> str:
    """These classes. Where none of them takes place, the file takes them out of a calendar."""
    is_off = bool(meetings) and all(each.is_cancelled for each in meetings)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dalil//Training//EN",
        f"METHOD:{'CANCEL' if is_off else 'PUBLISH'}",
        *(line for each in meetings for line in _event(each, words, made_at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(meeting: ClassMeeting, words: CalendarWords, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(meeting.uid)}"
    yield f"SEQUENCE:{meeting.sequence}"
    yield f"DTSTAMP:{_moment(made_at)}"
    # In UTC: each class is an entry of its own, so no clock change comes between two of them.
    yield f"DTSTART:{_moment(meeting.starts_at)}"
    yield f"DTEND:{_moment(meeting.ends_at)}"
    yield f"SUMMARY:{_text(words.title)}"
    if where := words.where(meeting):
        yield f"LOCATION:{_text(where)}"
    if about := words.about(meeting):
        yield f"DESCRIPTION:{_text(about)}"
    yield f"STATUS:{'CANCELLED' if meeting.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for letter in "\\;,":
        words = words.replace(letter, f"\\{letter}")
    return "\\n".join(words.splitlines())


def _folded(line: str) -> str:
    parts, size = [""], 0
    for letter in line:
        bytes_of_it = len(letter.encode())
        if size + bytes_of_it > _LONGEST:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += bytes_of_it
    return "\r\n".join(parts)
