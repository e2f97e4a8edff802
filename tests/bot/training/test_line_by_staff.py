"""Staff put people in line for a cohort that is full: in order, and each is told their place."""

from __future__ import annotations

import pytest

from bot.training.enrolments import NotInvited
from flows.engine.enrolments.states import HOLDING_A_SEAT, EnrolmentState
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY, DINA, HOUR, MONDAY, Classroom


async def registers(room: Classroom, address: str, name: str, locale: str = "fr") -> int:
    """They register interest in responsible tourism; the number of their wish."""
    await room.speaks(address, locale)
    await room.says(address, "register", "1", "1", "2", name, "1", "1", "1")
    return int((await room.rows("SELECT MAX(id) AS id FROM interest"))[0]["id"])


async def states(room: Classroom, cohort: Cohort) -> list[tuple[str, EnrolmentState]]:
    lines = (await room.rosters.roster(cohort.id)).lines
    held = sum(each.seats for each in lines if each.state in HOLDING_A_SEAT)
    assert held <= cohort.seats
    return [(each.first_name, each.state) for each in lines if each.first_name]


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("fr", "Dans la liste d'attente : 2 sur 2."),
        ("en", "You are number 2 of 2 in line."),
        ("ar", "رتبتك في الانتظار: 2 من 2."),
        ("aeb", "نومروك في الاستناية: 2 من 2."),
    ],
)
async def test_each_is_told_their_place_in_their_language(
    sqlite_room: Classroom, locale: str, told: str
) -> None:
    room = sqlite_room
    wish = await registers(room, CLARA, "Clara", locale)
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL)
    assert await room.rosters.put_in_line(cohort.id, [wish]) == {wish: None}
    await room.tick()
    assert told in room.last(CLARA)
    words = {"fr": "moncours", "en": "myclass", "ar": "دورتي", "aeb": "دروسي"}[locale]
    assert "2" in await room.says(CLARA, words)


async def test_they_come_in_their_order_after_those_who_wait_and_seats_are_given_once(
    room: Classroom,
) -> None:
    clara, dina = await registers(room, CLARA, "Clara"), await registers(room, DINA, "Dina")
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    assert await room.rosters.put_in_line(cohort.id, [clara, dina]) == {clara: None, dina: None}
    await room.tick()
    assert "1 sur 1" in room.last(CLARA)
    assert "2 sur 2" in room.last(DINA)
    waiting, invited = EnrolmentState.WAITING, EnrolmentState.INVITED
    assert await states(room, cohort) == [("Clara", waiting), ("Dina", waiting)]
    await room.says(AWA, "moncours", "3", "5")
    await room.tick()
    assert await states(room, cohort) == [("Clara", invited), ("Dina", waiting)]
    assert "1 place est libre pour vous" in room.last(CLARA)
    await room.says(CLARA, "2")
    await room.tick()
    assert await states(room, cohort) == [
        ("Clara", EnrolmentState.DROPPED),
        ("Dina", EnrolmentState.INVITED),
    ]
    assert "Vous avez une place" in await room.says(DINA, "1")


async def test_nobody_waits_where_a_seat_is_free_twice_or_for_nothing(room: Classroom) -> None:
    clara, dina = await registers(room, CLARA, "Clara"), await registers(room, DINA, "Dina")
    cohort = await room.opens(seats=1)
    put = room.rosters.put_in_line
    assert await put(cohort.id, [clara]) == {clara: NotInvited.SEAT_FREE}
    await room.enrols(cohort, AWA)
    await room.says(DINA, "STOP")
    await put(cohort.id, [clara])
    assert await put(cohort.id, [clara, dina, 999]) == {
        clara: NotInvited.ALREADY,
        dina: NotInvited.CANNOT_BE_TOLD,
        999: NotInvited.CANNOT_BE_TOLD,
    }
    assert await states(room, cohort) == [("Clara", EnrolmentState.WAITING)]
    await room.at(MONDAY + DAY)
    assert await put(cohort.id, [dina]) == {dina: NotInvited.CLOSED}


async def test_who_comes_late_stands_in_the_roster_until_they_say_otherwise(
    room: Classroom,
) -> None:
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.at(MONDAY - 20 * HOUR)
    first = cohort.meetings[0].id
    assert "vous venez en retard" in await room.says(AWA, "je serai en retard")
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert (line.coming, line.late) == ({first: True}, frozenset((first,)))
    await room.says(AWA, "je ne peux pas venir")
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert (line.coming, line.late) == ({first: False}, frozenset())


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "il lit mon telephone"),
        ("en", "he reads my phone"),
        ("ar", "يقرأ رسائلي"),
        ("aeb", "يقرا في تليفوني"),
    ],
)
async def test_whose_phone_is_read_is_offered_a_seat_without_the_name_of_the_course(
    room: Classroom, locale: str, said: str
) -> None:
    """Said while they wait in one line: so it is there, and in the next one they are put in."""
    wish = await registers(room, CLARA, "Clara", locale)
    cohort, later = await room.opens(seats=1), await room.opens(seats=1)
    for each in (cohort, later):
        await room.enrols(each, AWA)
    await room.rosters.put_in_line(cohort.id, [wish])
    await room.tick()
    await room.says(CLARA, said)
    seen = len(room.got(CLARA))
    await room.rosters.put_in_line(later.id, [wish])
    await room.tick()
    assert len(room.got(CLARA)) == seen + 1
    for enrolment in await room.rows("SELECT id FROM enrolment WHERE state = 'confirmed'"):
        await room.rosters.remove(enrolment["id"])
    await room.tick()
    told = room.got(CLARA)[seen:]
    assert len(told) == 3
    assert sum("09:00" in each for each in told) == 2
    for words in told:
        assert "ourisme" not in words
        assert "السياحة" not in words
        assert "Maison des jeunes" not in words
