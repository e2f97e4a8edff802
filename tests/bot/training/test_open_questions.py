"""What we asked of ourselves can be answered until it is answered: also after something newer."""

from __future__ import annotations

import pytest

from bot.messages.message import InboundMessage
from bot.training.attendance import Attendance
from bot.training.enrolments import NewEnrolment
from bot.training.opinions.asking import ASKED_AFTER
from flows.engine.event import Picked
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, DAY, HOUR, MONDAY, Classroom

EVENING = MONDAY - 20 * HOUR
OPEN = {"fr": "REPONSE", "en": "ANSWER", "ar": "جواب", "aeb": "جواب"}
LATIN = {**OPEN, "aeb": "jaweb"}
USEFUL = {"fr": "utile", "en": "useful", "ar": "أفادتك", "aeb": "فادتك"}
MENU = {"fr": "menu", "en": "menu", "ar": "القائمة", "aeb": "القايمة"}
OPINION = {"fr": "avis", "en": "opinion", "ar": "رأيي", "aeb": "رايي"}


async def over(room: Classroom, locale: str = "fr", address: str = AWA) -> Cohort:
    """A course that is over, of which somebody is asked what they think."""
    cohort = await room.opens(MONDAY, MONDAY + DAY, seats=5)
    await room.enrols(cohort, address, locale)
    room.clock.now = MONDAY + DAY + 3 * HOUR
    (row,) = await room.rows("SELECT MAX(id) AS id FROM enrolment")
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, {row["id"]: True}, by="Sami")
    await room.at(MONDAY + DAY + 3 * HOUR + ASKED_AFTER)
    return cohort


async def kept(room: Classroom) -> int:
    return await room.inbox.anonymous.write()


async def coming(room: Classroom, cohort: Cohort) -> list[list[bool]]:
    lines = (await room.rosters.roster(cohort.id)).lines
    return [list(each.coming.values()) for each in lines]


async def two(room: Classroom, *cohorts: Cohort) -> None:
    """Amel and Salma, who share a phone, have a seat each in these cohorts."""
    await room.speaks(AWA, "fr")
    event = Picked(f"cohort:{cohorts[0].id}")
    await room.inbox.receive(InboundMessage("sms", AWA, f"m{next(room.numbers)}", event))
    await room.inbox.settled()
    await room.says(AWA, "1", "Amel", "1")
    (amel,) = await room.rows("SELECT contact_id FROM enrolment")
    salma = NewEnrolment(amel["contact_id"], first_name="Salma", for_another=True)
    enrols = room.enrolments.take_seat
    assert await room.executor.run(lambda: enrols(cohorts[1].id, salma, room.clock()))


@pytest.mark.parametrize("locale", OPEN)
async def test_an_opinion_is_given_after_something_else_was_read(
    sqlite_room: Classroom, locale: str
) -> None:
    room = sqlite_room
    await over(room, locale)
    assert OPEN[locale] in await room.says(AWA, MENU[locale])
    assert OPEN[locale] not in await room.says(AWA, MENU[locale])
    assert USEFUL[locale] in await room.says(AWA, LATIN[locale])
    await room.says(AWA, "1", "1")
    assert await kept(room) == 2
    assert USEFUL[locale] not in await room.says(AWA, LATIN[locale])


@pytest.mark.parametrize("locale", OPEN)
async def test_the_word_for_an_opinion_or_for_the_course_leads_back_to_it(
    sqlite_room: Classroom, locale: str
) -> None:
    room = sqlite_room
    await over(room, locale)
    words = {"fr": "moncours", "en": "myclass", "ar": "دورتي", "aeb": "دروسي"}[locale]
    assert USEFUL[locale] in await room.says(AWA, OPINION[locale])
    await room.says(AWA, MENU[locale])
    assert USEFUL[locale] in await room.says(AWA, words)
    await room.says(AWA, "2")
    assert await kept(room) == 1


async def test_what_shows_no_numbers_leaves_it_on_the_screen(room: Classroom) -> None:
    await over(room)
    said = await room.says(AWA, "merci")
    assert "REPONSE" not in said
    await room.says(AWA, "Très utile")
    assert await kept(room) == 1


async def test_a_reminder_is_answered_after_the_menu(room: Classroom) -> None:
    cohort = await room.opens(seats=5)
    await room.enrols(cohort, AWA)
    await room.at(EVENING)
    assert "REPONSE" in await room.says(AWA, "menu")
    assert "lundi 7 décembre, 09:00" in await room.says(AWA, "reponse")
    assert "vous venez" in await room.says(AWA, "oui")
    assert await coming(room, cohort) == [[True]]
    assert "REPONSE" not in await room.says(AWA, "menu")


async def test_stop_and_danger_say_nothing_of_it(room: Classroom) -> None:
    await over(room)
    assert "REPONSE" not in await room.says(AWA, "il me frappe au secours")
    other = await room.opens(MONDAY + 20 * DAY, seats=5)
    await room.enrols(other, BILEL)
    await room.at(MONDAY + 20 * DAY - 20 * HOUR)
    assert "REPONSE" not in await room.says(BILEL, "STOP")


async def test_a_class_that_has_begun_is_not_asked_of(room: Classroom) -> None:
    cohort = await room.opens(MONDAY, MONDAY + 9 * DAY, seats=5)
    await room.enrols(cohort, AWA)
    await room.at(EVENING)
    room.clock.now = MONDAY + HOUR
    assert "lundi 7" not in await room.says(AWA, "reponse")


async def test_two_on_one_phone_are_asked_one_after_the_other(room: Classroom) -> None:
    cohort = await room.opens(seats=5)
    await two(room, cohort, cohort)
    await room.at(EVENING)
    said = await room.says(AWA, "1")
    assert "Salma : C'est noté" in said
    assert "Amel : lundi 7 décembre, 09:00, Maison des jeunes.\n1 Je viens" in said
    last = await room.says(AWA, "2")
    assert "Amel : C'est noté : vous ne venez pas" in last
    assert "1 Je viens" not in last
    assert await coming(room, cohort) == [[False], [True]]


async def test_so_are_two_in_two_cohorts_and_by_its_button(room: Classroom) -> None:
    first = await room.opens(seats=5)
    second = await room.opens(MONDAY + 2 * HOUR, seats=5)
    await two(room, first, second)
    await room.at(EVENING)
    assert [each.splitlines()[0].split(" : ")[0] for each in room.got(AWA)[-2:]] == [
        "Dalil, Amel",
        "Dalil, Salma",
    ]
    said = await room.says(AWA, "2")
    assert "Salma : C'est noté : vous ne venez pas" in said
    assert "Amel : lundi 7 décembre, 09:00" in said
    await room.says(AWA, "je viens")
    assert await coming(room, first) == [[True]]
    assert await coming(room, second) == [[False]]


async def test_of_two_that_were_left_both_are_found_again(room: Classroom) -> None:
    cohort = await room.opens(seats=5)
    await two(room, cohort, cohort)
    await room.at(EVENING)
    await room.says(AWA, "docteur kairouan", "menu")
    assert "Salma" in await room.says(AWA, "reponse")
    assert "Amel : lundi" in await room.says(AWA, "1")
    await room.says(AWA, "1")
    assert await coming(room, cohort) == [[True], [True]]


@pytest.mark.parametrize("locale", OPEN)
async def test_what_has_to_be_answered_first_comes_first_and_then_the_next(
    sqlite_room: Classroom, locale: str
) -> None:
    """The class is tomorrow; a seat that was offered after its reminder is kept for longer."""
    room = sqlite_room
    cohort = await room.opens(seats=5)
    other = await room.opens(MONDAY + 20 * DAY, seats=1)
    await room.enrols(other, BILEL)
    await room.enrols(cohort, AWA, locale)
    await room.enrols(other, AWA, locale)
    await room.at(EVENING)
    await room.says(BILEL, "moncours", "3", "1")
    seat = room.last(AWA)
    assert "09:00" in seat
    first = await room.says(AWA, LATIN[locale])
    assert seat.splitlines()[-1] not in first
    then = await room.says(AWA, "2")
    assert seat.splitlines()[-1] in then
    await room.says(AWA, "1")
    assert await coming(room, cohort) == [[False]]
    states = await room.rows("SELECT state FROM enrolment ORDER BY id")
    assert [row["state"] for row in states] == ["dropped", "confirmed", "confirmed"]


async def test_a_seat_whose_time_ends_sooner_goes_before_a_newer_reminder(
    room: Classroom,
) -> None:
    cohort = await room.opens(MONDAY + 2 * DAY, seats=5)
    other = await room.opens(MONDAY + 20 * DAY, seats=1)
    await room.enrols(other, BILEL)
    await room.enrols(cohort, AWA)
    await room.enrols(other, AWA)
    room.clock.now = MONDAY
    await room.says(BILEL, "moncours", "3", "1")
    assert "Oui, je la prends" in room.last(AWA)
    await room.at(MONDAY + 2 * DAY - 20 * HOUR)
    assert "1 Je viens" in room.last(AWA)
    assert "Oui, je la prends" in await room.says(AWA, "reponse")
    assert "mercredi 9 décembre" in await room.says(AWA, "1")
    await room.says(AWA, "1")
    assert await coming(room, cohort) == [[True]]
