"""What waits for the morning is in the words of the morning: the language, the discretion, the name
of the course that hold then; to nobody else, and no second time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.database.transaction import as_time
from services_directory.training.reading import get_course
from services_directory.training.store import save_course
from services_directory.training.values import Cohort
from services_directory.values.local_text import LocalText
from tests.bot.training.classroom import AWA, BILEL, DAY, HOUR, MONDAY, Classroom

NIGHT = MONDAY - timedelta(days=2, hours=11)
"""Friday, ten o'clock in the evening in Kairouan."""
MORNING = NIGHT + 10 * HOUR


async def _at_night(room: Classroom) -> Cohort:
    cohort = await room.opens(seats=3)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL)
    await room.at(MONDAY - 3 * DAY)
    await room.at(NIGHT)
    return cohort


async def _moved(room: Classroom, cohort: Cohort) -> None:
    later = MONDAY + 5 * HOUR
    await room.moves(cohort.id, 0, starts_at=later, ends_at=later + HOUR)


async def _picks(room: Classroom, who: str, *labels: str) -> str:
    """By the number that stands before each."""
    for label in labels:
        offered = {words: n for n, words in re.findall(r"^(\d+) (.*)$", room.last(who), re.M)}
        await room.says(who, offered[label])
    return room.last(who)


async def _told_in_the_morning(room: Classroom, before: int, who: str = AWA) -> str:
    await room.at(MORNING)
    (told,) = room.got(who)[before:]
    return told


@pytest.mark.parametrize(
    ("does", "kept"),
    [
        ("moves", ("هناك تغيير: السياحة المسؤولة", "14:00", "1 سأحضر")),
        ("off", ("هناك تغيير: السياحة المسؤولة", "7 ديسمبر")),
        ("called off", ("ألغيت الدورة: السياحة المسؤولة",)),
    ],
)
async def test_in_the_language_they_have_chosen_since(
    room: Classroom, does: str, kept: tuple[str, ...]
) -> None:
    cohort = await _at_night(room)
    if does == "moves":
        await _moved(room, cohort)
    elif does == "off":
        await room.moves(cohort.id, 0, cancelled_at=room.clock())
    else:
        await room.calls_off(cohort.id)
    await room.says(AWA, "langue", "2")
    before, others = len(room.got(AWA)), len(room.got(BILEL))
    told = await _told_in_the_morning(room, before)
    assert [each for each in kept if each not in told] == []
    assert "Tourisme" not in told
    (french,) = room.got(BILEL)[others:]
    assert "Tourisme responsable" in french


async def test_without_the_course_for_who_wants_it_so_since(room: Classroom) -> None:
    cohort = await _at_night(room)
    await _moved(room, cohort)
    await room.says(AWA, "moncours")
    await _picks(room, AWA, "Des rappels sans le nom du cours")
    told = await _told_in_the_morning(room, len(room.got(AWA)))
    assert "14:00" in told
    assert "Tourisme" not in told
    assert "Maison" not in told
    assert "14:00" in await room.says(AWA, "1")
    (line, _other) = (await room.rosters.roster(cohort.id)).lines
    assert line.coming == {cohort.meetings[0].id: True}


async def test_by_the_name_that_the_course_has_since(room: Classroom) -> None:
    cohort = await _at_night(room)
    await _moved(room, cohort)
    course = await get_course(cohort.course_id, room.worlds.programme.languages)
    assert course is not None
    named = replace(course, title=LocalText.of({"fr": "Accueil", "ar": "استقبال"}))
    await save_course(named, now=room.clock())
    before = len(room.got(AWA))
    await room.tick()
    told = await _told_in_the_morning(room, before)
    assert "Accueil" in told
    assert "Tourisme" not in told


async def test_a_seat_that_is_offered_at_night(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    for address in (AWA, BILEL):
        await room.enrols(cohort, address)
    await room.at(NIGHT - 7 * DAY)
    await room.says(AWA, "moncours")
    await _picks(room, AWA, "Quitter le cours", "L'heure ne me convient pas")
    await room.says(BILEL, "langue", "2")
    assert await _states(room, "queued") == 1
    before = len(room.got(BILEL))
    await room.at(MORNING - 7 * DAY)
    (told,) = room.got(BILEL)[before:]
    assert "السياحة المسؤولة" in told
    assert "نعم" in told


async def test_a_seat_is_kept_no_longer_than_the_classes_as_they_are_now_allow(
    room: Classroom,
) -> None:
    cohort = await room.opens(MONDAY, MONDAY + 2 * DAY, seats=1)
    for address in (AWA, BILEL):
        await room.enrols(cohort, address)
    await room.at(NIGHT - 7 * DAY)
    await room.says(AWA, "moncours")
    await _picks(room, AWA, "Quitter le cours", "L'heure ne me convient pas")
    sooner = MORNING - 7 * DAY + 9 * HOUR
    await room.moves(cohort.id, 0, starts_at=sooner, ends_at=sooner + HOUR)
    before = len(room.got(BILEL))
    await room.at(MORNING - 7 * DAY)
    told = room.got(BILEL)[before:]
    assert not any("7 décembre" in each for each in told)
    assert any("28 novembre, 17:00" in each for each in told)
    (invited,) = await room.rows("SELECT answer_by FROM enrolment WHERE state = 'invited'")
    assert as_time(invited["answer_by"]) == sooner - 3 * HOUR
    await room.at(sooner - 3 * HOUR)
    assert not await room.rows("SELECT id FROM enrolment WHERE state = 'invited'")


async def test_what_has_left_is_not_written_again(room: Classroom) -> None:
    cohort = await _at_night(room)
    await _moved(room, cohort)
    await room.at(MORNING)
    before = len(room.got(AWA))
    await room.says(AWA, "langue", "2")
    await room.at(MORNING + HOUR)
    assert not any("14:00" in each for each in room.got(AWA)[before:])
    assert await _states(room, "cancelled") == 0


async def _states(room: Classroom, state: str) -> int:
    rows: list[dict[str, Any]] = await room.rows(
        "SELECT COUNT(*) AS n FROM outbound_message WHERE state = ? AND kind = 'reminder'", state
    )
    return int(rows[0]["n"])
