"""Two sisters share a phone, and are in the same course: each is told apart, and answered for."""

from __future__ import annotations

import pytest

from bot.training.attendance import Attendance
from bot.training.enrolments import NotInvited
from bot.training.rosters import RosterLine
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, DAY, HOUR, MONDAY, Classroom

EVENING = MONDAY - 20 * HOUR
PICKS = {
    "fr": ("Une place pour une autre personne", "Je ne peux pas venir", "je ne peux pas venir"),
    "en": ("A seat for somebody else", "I cannot come", "I cannot come"),
    "ar": ("مكان لشخص آخر", "لا أستطيع الحضور", "لا أستطيع الحضور"),
    "aeb": ("بلاصة لواحد آخر", "ما نجمش نجي", "manjemch nji"),
}


async def both(room: Classroom, cohort: Cohort, locale: str = "fr") -> None:
    """Amel asks for a seat, and then asks for one for Salma on the same phone."""
    await room.speaks(AWA, locale)
    await opens_card(room, cohort)
    await room.says(AWA, "1", "Amel", "1")
    await opens_card(room, cohort)
    asked = await room.says(AWA, "1")
    assert PICKS[locale][0] in asked
    await room.says(AWA, "2")
    again = await room.says(AWA, "amel")
    assert "Amel" not in again.splitlines()[0]
    await room.says(AWA, "Salma")


async def opens_card(room: Classroom, cohort: Cohort) -> None:
    from bot.messages.message import InboundMessage
    from flows.engine.event import Picked

    event = Picked(f"cohort:{cohort.id}")
    await room.inbox.receive(InboundMessage("sms", AWA, f"m{next(room.numbers)}", event))
    await room.inbox.settled()
    await room.outbox.deliver_due()


async def lines(room: Classroom, cohort: Cohort) -> list[RosterLine]:
    return list((await room.rosters.roster(cohort.id)).lines)


@pytest.mark.parametrize("locale", PICKS)
async def test_each_has_a_seat_and_my_course_tells_both(
    sqlite_room: Classroom, locale: str
) -> None:
    room = sqlite_room
    cohort = await room.opens(seats=3)
    await both(room, cohort, locale)
    assert [each.first_name for each in await lines(room, cohort)] == ["Amel", "Salma"]
    words = {"fr": "moncours", "en": "myclass", "ar": "دورتي", "aeb": "دروسي"}[locale]
    told = (await room.says(AWA, words)).splitlines()
    for number, name in enumerate(("Amel", "Salma"), start=1):
        assert any(name in each and "09:00" in each for each in told)
        assert any(each.startswith(f"{number} ") and name in each for each in told)
    assert "Salma" in await room.says(AWA, "2")


@pytest.mark.parametrize("locale", PICKS)
async def test_who_cannot_come_is_asked_for(sqlite_room: Classroom, locale: str) -> None:
    room = sqlite_room
    cohort = await room.opens(seats=3)
    await both(room, cohort, locale)
    asked = (await room.says(AWA, PICKS[locale][2])).splitlines()
    choices = [each for each in asked if each[:1].isdigit() and "09:00" in each]
    assert len(choices) == len(set(choices)) == 4
    assert "Salma" in choices[1]
    assert "Salma" in await room.says(AWA, "2")
    amel, salma = await lines(room, cohort)
    assert (dict(amel.coming), list(salma.coming.values())) == ({}, [False])


async def test_each_reminder_and_each_change_says_for_whom_it_is(room: Classroom) -> None:
    cohort = await room.opens(seats=3)
    await both(room, cohort)
    seen = len(room.got(AWA))
    await room.at(EVENING)
    reminders = room.got(AWA)[seen:]
    assert [each.splitlines()[0].split(" : ")[0] for each in reminders] == [
        "Dalil, Amel",
        "Dalil, Salma",
    ]
    assert "Salma : C'est noté : vous ne venez pas." in await room.says(AWA, "2")
    await room.moves(cohort.id, 0, starts_at=MONDAY + DAY, ends_at=MONDAY + DAY + 3 * HOUR)
    assert {each.split(" : ")[0] for each in room.got(AWA)[-2:]} == {"Dalil, Amel", "Dalil, Salma"}


async def test_staff_invite_both_wishes_of_a_phone_and_nobody_twice(room: Classroom) -> None:
    await room.speaks(AWA, "fr")
    wishes = []
    for name in ("Amel", "Salma"):
        agreed = ["1"] if name == "Amel" else []
        await room.says(AWA, "register", "1", "1", "2", name, "1", "1", *agreed)
        wishes.append(int((await room.rows("SELECT MAX(id) AS id FROM interest"))[0]["id"]))
    cohort = await room.opens(seats=3)
    assert await room.rosters.invite(cohort.id, wishes) == dict.fromkeys(wishes)
    again = await room.rosters.invite(cohort.id, wishes)
    assert again == dict.fromkeys(wishes, NotInvited.ALREADY)


async def test_a_seat_asked_for_twice_is_one(room: Classroom) -> None:
    cohort = await room.opens(seats=3)
    await room.enrols(cohort, AWA)
    await opens_card(room, cohort)
    await room.says(AWA, "1")
    assert "Vous avez une place" in await room.says(AWA, "1")
    assert len(await lines(room, cohort)) == 1


AWAY = {
    "fr": ("Salma ne vient pas", "Karima ne vient pas"),
    "en": ("Salma is not coming", "Karima is not coming"),
    "ar": ("سلمى لن تأتي", "كريمة لن تأتي"),
    "aeb": ("سلمى ما تجيش", "karima matjich"),
}


@pytest.mark.parametrize("locale", AWAY)
async def test_who_is_named_is_noted_and_a_strange_name_asked_about(
    sqlite_room: Classroom, locale: str
) -> None:
    """Under the reminders of both, of which the last is Salma's: it is hers by her name alone."""
    room = sqlite_room
    cohort = await room.opens(seats=3)
    await both(room, cohort, locale)
    await room.at(EVENING)
    named, strange = AWAY[locale]
    assert "Salma" in await room.says(AWA, named)
    amel, salma = await lines(room, cohort)
    assert (dict(amel.coming), list(salma.coming.values())) == ({}, [False])
    asked = (await room.says(AWA, strange)).splitlines()
    assert [each[:1] for each in asked if "Amel" in each or "Salma" in each] == ["1", "2"]
    await room.says(AWA, "1")
    amel, salma = await lines(room, cohort)
    assert (list(amel.coming.values()), list(salma.coming.values())) == ([False], [False])


async def test_of_amel_nothing_is_noted_for_salma_who_was_asked_last(
    sqlite_room: Classroom,
) -> None:
    room = sqlite_room
    cohort = await room.opens(seats=3)
    await both(room, cohort)
    await room.at(EVENING)
    assert "Amel : C'est noté : vous ne venez pas" in await room.says(AWA, "Amel est malade")
    amel, salma = await lines(room, cohort)
    assert (list(amel.coming.values()), dict(salma.coming)) == ([False], {})


async def over(room: Classroom, cohort: Cohort, *was_there: bool) -> None:
    """A course of two classes is over; of each person, whether they were at them."""
    ids = [row["id"] for row in await room.rows("SELECT id FROM enrolment ORDER BY id")]
    room.clock.now = MONDAY + 3 * DAY
    marks = dict(zip(ids, was_there, strict=False))
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, marks, by="Sami")
    await room.at(MONDAY + 5 * DAY)


@pytest.mark.parametrize("locale", PICKS)
async def test_the_end_of_the_course_is_told_to_each_by_name(
    sqlite_room: Classroom, locale: str
) -> None:
    room = sqlite_room
    cohort = await room.opens(seats=3)
    await both(room, cohort, locale)
    seen = len(room.got(AWA))
    await over(room, cohort, True, False)
    amel, salma = room.got(AWA)[seen:][-2:]
    assert "Amel" in amel.splitlines()[0]
    assert "Salma" in salma.splitlines()[0]
    await room.at(MONDAY + 8 * DAY)
    assert "Amel" in room.last(AWA).splitlines()[0]


async def test_so_it_is_where_the_other_was_told_before(room: Classroom) -> None:
    """Amel missed too much and is off the list, when it is known of Salma."""
    cohort = await room.opens(seats=3)
    await both(room, cohort)
    await over(room, cohort, False)
    assert "Amel" in room.last(AWA)
    ids = [row["id"] for row in await room.rows("SELECT id FROM enrolment ORDER BY id")]
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, {ids[1]: True}, by="Sami")
    await room.at(MONDAY + 5 * DAY + HOUR)
    assert "Dalil, Salma : Vous avez suivi tout le cours" in room.last(AWA)
    assert "Vous avez suivi tout le cours : Tourisme responsable, Salma" in await room.says(
        AWA, "mon certificat"
    )


async def test_of_a_name_that_others_may_read_the_first_letter_is_enough(room: Classroom) -> None:
    cohort = await room.opens(seats=3)
    await both(room, cohort)
    await room.rows("UPDATE enrolment SET discreet = ? RETURNING id", True)
    seen = len(room.got(AWA))
    await over(room, cohort, True, True)
    told = [each for each in room.got(AWA)[seen:] if "suivi" in each]
    assert [each.split(" : ")[0] for each in told] == ["Dalil, A.", "Dalil, S."]
    assert not [each for each in told if "Tourisme" in each]
