"""Whom no word of a class reached stands in the roster, with the reason, until one does."""

from __future__ import annotations

from datetime import timedelta

from bot.messages.errors import Rejected
from bot.training.delivery.unreached import THE_SEAT, Unreached
from bot.training.reminder_plan import NoticeKind
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, DAY, HOUR, MONDAY, Classroom

EVENING = MONDAY - timedelta(hours=20)
REFUSED = "Twilio 30006"


async def _unreached(room: Classroom, cohort: Cohort) -> dict[int, Unreached]:
    """By the place of the class in the timetable; of the one person in it."""
    (line,) = (await room.rosters.roster(cohort.id)).lines
    numbers = {each.id: number for number, each in enumerate(cohort.meetings)}
    return {numbers.get(meeting, -1): why for meeting, why in line.unreached.items()}


def _refuses(room: Classroom, times: int = 1) -> None:
    room.channels["sms"].refusals += [Rejected(REFUSED)] * times


async def test_a_reminder_that_did_not_arrive_and_none_once_another_did(room: Classroom) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    _refuses(room)
    await room.at(MONDAY - 3 * DAY)
    assert await _unreached(room, cohort) == {0: Unreached(NoticeKind.FIRST, REFUSED)}
    await room.at(EVENING)
    assert await _unreached(room, cohort) == {}
    _refuses(room)
    await room.at(EVENING + 2 * DAY)
    assert await _unreached(room, cohort) == {1: Unreached(NoticeKind.CLASS, REFUSED)}


async def test_who_writes_start_again_is_reminded_and_stands_there_no_more(room: Classroom) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.says(AWA, "STOP")
    await room.at(MONDAY - 3 * DAY)
    assert await _unreached(room, cohort) == {0: Unreached(NoticeKind.FIRST, "stopped")}
    await room.says(AWA, "START")
    await room.at(EVENING)
    assert await _unreached(room, cohort) == {}


async def test_a_change_that_did_not_arrive_counts_and_what_was_said_of_the_old_time_does_not(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    _refuses(room)
    await room.at(EVENING)
    assert await _unreached(room, cohort) == {0: Unreached(NoticeKind.CLASS, REFUSED)}
    later = MONDAY + 5 * HOUR
    await room.moves(cohort.id, 0, starts_at=later, ends_at=later + HOUR)
    assert await _unreached(room, cohort) == {}
    _refuses(room)
    await room.moves(cohort.id, 0, cancelled_at=room.clock())
    assert await _unreached(room, cohort) == {0: Unreached(NoticeKind.CHANGED, REFUSED)}


async def test_of_a_course_that_is_called_off_it_is_told_too(room: Classroom) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.says(AWA, "STOP")
    await room.calls_off(cohort.id)
    stopped = Unreached(NoticeKind.CHANGED, "stopped")
    assert await _unreached(room, cohort) == {0: stopped, 1: stopped}


async def test_who_knew_it_from_the_beginning_was_told(room: Classroom) -> None:
    cohort = await room.opens()
    await room.moves(cohort.id, 0, starts_at=MONDAY + HOUR)
    await room.enrols(room.cohort(cohort.id), AWA)
    assert await _unreached(room, cohort) == {}


async def test_an_invitation_that_did_not_arrive(room: Classroom) -> None:
    await room.speaks(AWA, "fr")
    await room.says(AWA, "register", "1", "1", "2", "Awa", "1", "1", "1")
    (wish,) = await room.rows("SELECT id FROM interest")
    cohort = await room.opens()
    _refuses(room)
    await room.rosters.invite(cohort.id, [wish["id"]])
    await room.tick()
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert line.unreached == {THE_SEAT: Unreached(NoticeKind.INVITED, REFUSED)}
