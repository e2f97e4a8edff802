"""Whoever did not answer for a seat in time is told so, once, and how to come back."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.contacts.quiet_hours import is_quiet
from bot.messages.segments import count
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY, HOUR, MONDAY, Classroom

GONE = {
    "fr": "votre place n'est plus gardée",
    "en": "your seat is not kept any more",
    "ar": "فات وقت الجواب والمكان",
    "aeb": "فات وقت الجواب والبلاصة",
}


async def offered(room: Classroom, locale: str = "fr") -> Cohort:
    """Awa gives her seat back, and it is kept for Bilel; Clara is next in line."""
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL, locale)
    await room.enrols(cohort, CLARA)
    await room.says(AWA, "moncours", "3", "1")
    return cohort


async def until(room: Classroom) -> datetime:
    (row,) = await room.rows("SELECT answer_by FROM enrolment WHERE state = 'invited'")
    moment = row["answer_by"]
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def told(room: Classroom, address: str = BILEL, locale: str = "fr") -> list[str]:
    return [each for each in room.got(address) if GONE[locale] in each]


@pytest.mark.parametrize("locale", GONE)
async def test_once_in_one_segment_and_one_number_leads_back(room: Classroom, locale: str) -> None:
    await offered(room, locale)
    await room.at(await until(room) - HOUR)
    assert not told(room, locale=locale)
    for hours in range(4):
        await room.at(room.clock.now + HOUR)
        assert len(told(room, locale=locale)) <= min(hours + 1, 1)
    (said,) = told(room, locale=locale)
    assert count(said).segments == 1
    assert "1 " in said.splitlines()[1]
    assert "Tourisme" in said or "السياحة" in said
    assert "09:00" in await room.says(BILEL, "1")
    await room.says(BILEL, "1", "1")
    (row,) = await room.rows("SELECT COUNT(*) AS n FROM enrolment WHERE state = 'waiting'")
    assert row["n"] == 1


async def test_yes_to_it_leads_back_as_well_and_it_is_no_question(
    sqlite_room: Classroom,
) -> None:
    room = sqlite_room
    await offered(room)
    await room.at(await until(room))
    assert "Je veux attendre une place" in await room.says(BILEL, "oui")
    assert "Nous n'attendons pas de réponse" in await room.says(BILEL, "reponse")


async def test_nobody_is_told_who_said_stop_or_no(room: Classroom) -> None:
    await offered(room)
    last = await until(room)
    await room.says(BILEL, "STOP")
    await room.at(last)
    assert not told(room)
    assert "Oui, je la prends" in room.last(CLARA)
    await room.says(CLARA, "2")
    await room.at(room.clock.now + 3 * DAY)
    assert not told(room, CLARA)


async def test_after_an_outage_it_waits_for_the_morning_and_for_who_is_not_back(
    room: Classroom,
) -> None:
    await offered(room)
    room.clock.now = await until(room)
    quiet = room.enrolments.notices.quiet
    while not is_quiet(room.clock.now, *quiet):
        room.clock.forward(HOUR)
    await room.tick()
    assert not told(room)
    await room.says(BILEL, "formation tourisme kairouan", "1", "1", "1")
    assert "liste d'attente" in room.last(BILEL)
    await room.at(room.clock.now + 14 * HOUR)
    assert not is_quiet(room.clock.now, *quiet)
    assert not told(room)


@pytest.mark.parametrize("what", ["called off", "begins in the night", "begins later"])
async def test_what_waits_for_the_morning_follows_the_course(room: Classroom, what: str) -> None:
    cohort = await offered(room)
    room.clock.now = await until(room)
    while not is_quiet(room.clock.now, *room.enrolments.notices.quiet):
        room.clock.forward(HOUR)
    await room.tick()
    if what == "called off":
        await room.calls_off(cohort.id)
    elif what == "begins in the night":
        soon = room.clock.now + HOUR
        await room.moves(cohort.id, 0, starts_at=soon, ends_at=soon + HOUR)
    else:
        await room.moves(cohort.id, 0, starts_at=MONDAY + DAY, ends_at=MONDAY + DAY + HOUR)
    await room.at(room.clock.now + 14 * HOUR)
    assert len(told(room)) == (what == "begins later")


async def test_little_is_said_where_others_read_the_phone(room: Classroom) -> None:
    await offered(room)
    await room.rows("UPDATE enrolment SET discreet = ? RETURNING id", True)
    await room.at(await until(room))
    (said,) = told(room)
    assert "Tourisme" not in said


async def test_once_the_course_has_begun_there_is_nothing_to_come_back_to(
    room: Classroom,
) -> None:
    await offered(room)
    room.clock.now = MONDAY + HOUR
    await room.tick()
    assert not told(room)
    rows = await room.rows("SELECT left_out FROM class_notice WHERE kind = 'lapsed'")
    assert [row["left_out"] for row in rows] == ["too_late"]
