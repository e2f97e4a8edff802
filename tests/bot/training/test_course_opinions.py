"""Whoever took part is asked once what they think of it; what they answer is of nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inbound import anonymous_records
from bot.messages.segments import count
from bot.training.attendance import Attendance
from bot.training.opinions.asking import ASKED_AFTER, ASKED_WITHIN
from bot.training.opinions.counting import SHOWN_FROM
from flows.engine.enrolments.opinions import OpinionQuestion
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY, DINA, HOUR, MONDAY, Classroom

CLASSES = [MONDAY, MONDAY + DAY]
OVER = CLASSES[-1] + 3 * HOUR
ASKED = OVER + ASKED_AFTER
WORDS = "Plus de pratique, dit Zorglub"
USEFUL = "Ce cours vous a-t-il été utile : Tourisme responsable ?"


async def ids_of(room: Classroom) -> list[int]:
    return [row["id"] for row in await room.rows("SELECT id FROM enrolment ORDER BY id")]


async def course(room: Classroom, *people: str, marks: str = "", locale: str = "fr") -> Cohort:
    """A cohort of two classes that is over; `marks`: who was at both ("+") or none ("-"), and of
    whom nobody knows ("?")."""
    cohort = await room.opens(*CLASSES, seats=12)
    for address in people:
        await room.enrols(cohort, address, locale)
    room.clock.now = OVER
    attendance = Attendance(room.executor, room.clock)
    for person, mark in zip(await ids_of(room), marks or "+" * len(people), strict=True):
        for meeting in cohort.meetings:
            if mark != "?":
                await attendance.mark(meeting, {person: mark == "+"}, by="Sami")
    return cohort


async def asked(room: Classroom) -> dict[int, str | None]:
    """Who was asked, by enrolment, and why not."""
    rows = await room.rows("SELECT * FROM class_notice WHERE kind = 'opinion'")
    return {row["enrolment_id"]: row["left_out"] for row in rows}


async def test_who_took_part_is_asked_once_three_days_after_the_end(room: Classroom) -> None:
    await course(room, AWA, BILEL, marks="+-")
    await room.at(ASKED - timedelta(minutes=1))
    assert await asked(room) == {}
    awa, _bilel = await ids_of(room)
    for hours in range(3):
        await room.at(ASKED + hours * HOUR)
        assert await asked(room) == {awa: None}
    assert [USEFUL in text for text in room.got(AWA)].count(True) == 1
    assert not any("utile" in text for text in room.got(BILEL))


async def test_who_is_marked_later_is_asked_then_and_the_others_not_again(room: Classroom) -> None:
    cohort = await course(room, AWA, BILEL, marks="+?")
    await room.at(ASKED)
    awa, bilel = await ids_of(room)
    assert await asked(room) == {awa: None}
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, {bilel: True}, by="Sami")
    await room.at(ASKED + DAY)
    assert await asked(room) == {awa: None, bilel: None}
    for person in (AWA, BILEL):
        assert [USEFUL in text for text in room.got(person)].count(True) == 1


async def test_nobody_is_asked_in_the_quiet_hours_or_long_after(room: Classroom) -> None:
    await course(room, AWA)
    await room.at(ASKED.replace(hour=22))
    assert await asked(room) == {}
    await room.at(ASKED.replace(hour=22) + 10 * HOUR)
    assert len(await asked(room)) == 1
    await room.rows("DELETE FROM class_notice WHERE kind = 'opinion' RETURNING id")
    await room.at(OVER + ASKED_WITHIN)
    assert await asked(room) == {}


async def test_who_stopped_left_or_was_never_there_is_not_asked(room: Classroom) -> None:
    cohort = await course(room, AWA, BILEL, CLARA, DINA)
    awa, bilel, clara, dina = await ids_of(room)
    await room.says(AWA, "STOP")
    await room.rows("UPDATE enrolment SET state = 'dropped' WHERE id = ? RETURNING id", bilel)
    marks = dict.fromkeys([clara])
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, marks, by="Sami")
    await room.at(ASKED)
    assert await asked(room) == {awa: "stopped", dina: None}
    await room.says(AWA, "START")
    await room.at(ASKED + HOUR)
    assert not any("utile" in text for text in room.got(AWA))


async def test_a_cohort_that_was_called_off_is_not_asked_about(room: Classroom) -> None:
    cohort = await room.opens(MONDAY, MONDAY + DAY, seats=2)
    await room.enrols(cohort, AWA)
    room.clock.now = MONDAY + 4 * HOUR
    (awa,) = await ids_of(room)
    await Attendance(room.executor, room.clock).mark(cohort.meetings[0], {awa: True}, by="Sami")
    await room.calls_off(cohort.id)
    await room.at(MONDAY + 5 * DAY)
    assert await asked(room) == {}


@pytest.mark.parametrize(("locale", "most"), [("fr", 1), ("en", 1), ("ar", 2), ("aeb", 2)])
@pytest.mark.parametrize("discreet", [True, False])
async def test_each_question_takes_few_segments(
    sqlite_room: Classroom, locale: str, most: int, discreet: bool
) -> None:
    room = sqlite_room
    await course(room, AWA, locale=locale)
    await room.rows("UPDATE enrolment SET discreet = ? RETURNING id", discreet)
    await room.at(ASKED)
    for answer in ("1", "2"):
        assert count(room.last(AWA)).segments <= most, room.last(AWA)
        await room.says(AWA, answer)
    assert count(room.last(AWA)).segments <= most, room.last(AWA)
    first = room.got(AWA)[-3]
    assert ("Tourisme" in first or "السياحة" in first) is not discreet
    assert "1 " in first
    assert "3 " in first


async def test_three_answers_are_kept_and_none_says_whose_it_is(room: Classroom) -> None:
    cohort = await course(room, AWA)
    await room.at(ASKED)
    assert "1 Très utile\n2 Un peu utile\n3 Pas utile" in room.last(AWA)
    assert "Conseilleriez-vous" in await room.says(AWA, "1")
    assert "Que changer" in await room.says(AWA, "3")
    assert "Merci" in await room.says(AWA, WORDS)
    assert await room.rows("SELECT * FROM course_opinion") == []
    assert await room.inbox.anonymous.write() == 3
    rows = await room.rows("SELECT * FROM course_opinion")
    assert {row["question"] for row in rows} == {"useful", "recommend", "change"}
    assert set(rows[0]) == {"id", "cohort_id", "question", "said_sealed", "ended_on"}
    assert {row["cohort_id"] for row in rows} == {cohort.id}
    assert {str(row["ended_on"]) for row in rows} == {str(OVER.date())}
    assert not any(b"Zorglub" in bytes(row["said_sealed"]) for row in rows)


async def test_an_answer_counts_where_somebody_stops_midway_and_only_once(room: Classroom) -> None:
    await course(room, AWA)
    await room.at(ASKED)
    await room.says(AWA, "2")
    assert "gardé sans votre nom" in await room.says(AWA, "annuler")
    (awa,) = await ids_of(room)
    key = f"opinion:{awa}.1"
    room.channels["sms"].keys[AWA] = {"again": key}
    assert "Conseilleriez-vous" in await room.says(AWA, "[again]")
    await room.says(AWA, "1", "1")
    assert await room.inbox.anonymous.write() == 2
    room.channels["sms"].keys[AWA] = {"again": key}
    assert "déjà répondu" in await room.says(AWA, "[again]")
    assert await room.inbox.anonymous.write() == 0


async def test_nobody_answers_for_somebody_else(room: Classroom) -> None:
    await course(room, AWA, BILEL)
    awa, _bilel = await ids_of(room)
    await room.at(ASKED)
    for who, answer in ((BILEL, "1"), (BILEL, "9"), (AWA, "9")):
        room.channels["sms"].keys[who] = {"forged": f"opinion:{awa}.{answer}"}
        assert "plus de place dans ce cours" in await room.says(who, "[forged]")
    assert await room.inbox.anonymous.write() == 0


async def test_stop_menu_and_danger_are_heard_in_the_midst(room: Classroom) -> None:
    people = [AWA, BILEL, CLARA]
    await course(room, *people)
    await room.at(ASKED)
    for address in people:
        await room.says(address, "1", "1")
    assert "190" in await room.says(AWA, "au secours")
    assert "1 " in await room.says(BILEL, "menu")
    await room.says(CLARA, "STOP")
    stopped = await room.rows("SELECT id FROM contact WHERE stopped_at IS NOT NULL")
    assert len(stopped) == 1
    assert await room.inbox.anonymous.write() == 6


async def test_who_fills_in_something_else_goes_on_with_it(room: Classroom) -> None:
    await course(room, AWA)
    await room.says(AWA, "avis", "4")
    asked_for = room.last(AWA).splitlines()[0]
    await room.at(ASKED)
    answered = await room.says(AWA, "1")
    assert "Merci" in answered
    assert asked_for in answered
    assert await room.inbox.anonymous.write() == 1


async def test_fewer_than_five_answers_are_not_shown(room: Classroom) -> None:
    people = [f"+2162000001{number}" for number in range(SHOWN_FROM)]
    cohort = await course(room, *people)
    await room.at(ASKED)
    for number, address in enumerate(people):
        answers = ["1", "2", WORDS] if number else ["3"]
        before = await room.rosters.opinions(cohort.id)
        assert before.counts == {}
        assert not before.words
        await room.says(address, *answers)
        await room.inbox.anonymous.write()
    said = await room.rosters.opinions(cohort.id)
    # The second question was answered by four, so it is not shown.
    assert said.counts == {OpinionQuestion.USEFUL: {"1": 4, "3": 1}}
    assert said.words == [WORDS] * 4


async def test_all_of_a_course_come_to_lie_in_an_order_that_is_drawn(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days apart, they are written anew together: nothing tells the first from the last."""
    drawn: list[int] = []

    def shuffle(rows: list[object]) -> None:
        drawn.append(len(rows))

    people = [AWA, BILEL, CLARA]
    await course(room, *people)
    await room.at(ASKED)
    monkeypatch.setattr(anonymous_records.CHANCE, "shuffle", shuffle)
    for number, address in enumerate(people, start=1):
        await room.at(ASKED + number * DAY)
        room.channels["sms"].keys[address] = {"1": f"opinion:{number}.1"}
        await room.says(address, "[1]")
        await room.inbox.anonymous.write()
    assert drawn == [1, 2, 3]


async def test_they_go_with_time_and_erasing_takes_the_link_that_there_is(room: Classroom) -> None:
    await course(room, AWA)
    await room.at(ASKED)
    await room.says(AWA, "1", "1", WORDS)
    await room.inbox.anonymous.write()
    assert "Vous avez donné votre avis" in await room.says(AWA, "mes données")
    await room.says(AWA, "effacer", "1")
    assert await ids_of(room) == []
    assert len(await room.rows("SELECT id FROM course_opinion")) == 3
    kept = room.worlds.programme.retention.request_days
    room.clock.now = OVER + timedelta(days=kept + 2)
    await room.privacy.delete_old_records()
    assert await room.rows("SELECT id FROM course_opinion") == []


async def test_a_long_title_leaves_its_place_to_the_question(sqlite_room: Classroom) -> None:
    room = sqlite_room
    await course(room, AWA)
    cohort = room.worlds.snapshot.trainings.cohorts[0]
    title = replace(cohort.venue, words=(("fr", "Tourisme " + "très " * 25),))
    await room.rows(
        "UPDATE course SET title = ? RETURNING id", f'{{"fr": "{dict(title.words)["fr"]}"}}'
    )
    await room.in_programme()
    await room.at(ASKED)
    assert "Votre cours vous a-t-il été utile ?" in room.last(AWA)
    assert count(room.last(AWA)).segments == 1
