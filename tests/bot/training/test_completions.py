"""Who went through a training is decided by the classes they were at, and told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.training.attendance import UNMARKED_AFTER, Attendance
from bot.training.completions import fewest_classes, is_through
from services_directory.training.store import change_cohort
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY, DINA, HOUR, MONDAY, Classroom

CLASSES = [MONDAY + number * DAY for number in range(4)]
OVER = CLASSES[-1] + 3 * HOUR


async def after_the_course(room: Classroom, *people: str, marks: str, locale: str = "fr") -> Cohort:
    """A cohort of four classes; `marks`: for each of them a word of "+", "-" and "?"."""
    cohort = await room.opens(*CLASSES, seats=4)
    for address in people:
        await room.enrols(cohort, address, locale)
    ids = [row["id"] for row in await room.rows("SELECT id FROM enrolment ORDER BY id")]
    room.clock.now = OVER
    attendance = Attendance(room.executor, room.clock)
    means = {"+": True, "-": False}
    for person, said in zip(ids, marks.split(), strict=True):
        for meeting, mark in zip(cohort.meetings, said, strict=True):
            if mark in means:
                await attendance.mark(meeting, {person: means[mark]}, by="Sami")
    await room.tick()
    return cohort


async def states(room: Classroom) -> list[tuple[str, str | None]]:
    """Of each enrolment where it stands, and why it ended."""
    (cohort,) = room.worlds.snapshot.trainings.cohorts
    lines = (await room.rosters.roster(cohort.id)).lines
    return [(each.state, each.left_why) for each in lines]


async def test_three_of_four_classes_are_enough_and_two_are_not(room: Classroom) -> None:
    await after_the_course(room, AWA, BILEL, CLARA, DINA, marks="+++- ++-- ++?? ++?-")
    assert {state for state, _why in await states(room)} == {"attending"}
    await room.at(OVER + UNMARKED_AFTER - timedelta(minutes=1))
    assert {state for state, _why in await states(room)} == {"attending"}
    await room.at(OVER + UNMARKED_AFTER)
    assert await states(room) == [
        ("completed", None),
        ("dropped", "missed"),
        ("attending", None),
        ("attending", None),
    ]
    assert "Vous avez suivi tout le cours : Tourisme responsable." in room.last(AWA)
    assert "Le cours est fini : Tourisme responsable." in room.last(BILEL)
    assert "HUMAIN" in room.last(BILEL)
    assert "suivi" not in room.last(CLARA) + room.last(DINA)


async def test_what_was_not_known_decides_once_it_is_marked(room: Classroom) -> None:
    cohort = await after_the_course(room, AWA, marks="++?-")
    await room.at(OVER + UNMARKED_AFTER + DAY)
    assert await states(room) == [("attending", None)]
    (person,) = [row["id"] for row in await room.rows("SELECT id FROM enrolment")]
    attendance = Attendance(room.executor, room.clock)
    await attendance.mark(cohort.meetings[2], {person: True}, by="Sami")
    await room.tick()
    assert await states(room) == [("completed", None)]


@pytest.mark.parametrize(
    ("locale", "through", "missed"),
    [
        ("ar", "أكملت الدورة كلها: السياحة المسؤولة.", "انتهت الدورة: السياحة المسؤولة."),
        ("aeb", "كملت القراية الكل: السياحة المسؤولة.", "القراية وفات: السياحة المسؤولة."),
        ("en", "You went through the whole course: Tourisme", "The course is over: Tourisme"),
    ],
)
async def test_each_is_told_once_in_their_language(
    room: Classroom, locale: str, through: str, missed: str
) -> None:
    await after_the_course(room, AWA, BILEL, marks="++++ +---", locale=locale)
    for hours in range(4):
        await room.at(OVER + UNMARKED_AFTER + hours * HOUR)
    assert sum(through in text for text in room.got(AWA)) == 1
    assert sum(missed in text for text in room.got(BILEL)) == 1


async def test_who_said_stop_is_not_told_and_quiet_hours_hold(room: Classroom) -> None:
    await after_the_course(room, AWA, BILEL, marks="++++ ++++")
    await room.says(AWA, "STOP")
    had = len(room.got(AWA)), len(room.got(BILEL))
    midnight = (OVER + UNMARKED_AFTER).replace(hour=23)
    await room.at(midnight)
    assert await states(room) == [("completed", None)] * 2
    assert (len(room.got(AWA)), len(room.got(BILEL))) == had
    await room.at(midnight + 9 * HOUR)
    assert (len(room.got(AWA)), len(room.got(BILEL))) == (had[0], had[1] + 1)


async def test_a_discreet_phone_reads_no_course(room: Classroom) -> None:
    cohort = await room.opens(*CLASSES, seats=4)
    await room.enrols(cohort, AWA)
    await room.rows("UPDATE enrolment SET discreet = ? RETURNING id", True)
    (person,) = [row["id"] for row in await room.rows("SELECT id FROM enrolment")]
    room.clock.now = OVER
    for meeting in cohort.meetings:
        await Attendance(room.executor, room.clock).mark(meeting, {person: True}, by="Sami")
    await room.at(OVER + UNMARKED_AFTER)
    assert "Vous avez suivi tout le cours." in room.last(AWA)
    assert "Tourisme" not in room.last(AWA)


async def test_the_programme_says_how_many_classes_are_enough(room: Classroom) -> None:
    limits = replace(room.worlds.programme.limits, classes_attended_percent=50)
    await room.in_programme(limits=limits)
    await after_the_course(room, AWA, BILEL, marks="++-- +---")
    await room.at(OVER + UNMARKED_AFTER)
    assert [state for state, _why in await states(room)] == ["completed", "dropped"]


async def test_a_cohort_may_say_otherwise_than_its_programme(room: Classroom) -> None:
    cohort = await after_the_course(room, AWA, BILEL, marks="++-- +---")
    await change_cohort(replace(room.cohort(cohort.id), attended_percent=26), now=room.clock())
    await room.at(OVER + UNMARKED_AFTER)
    assert [state for state, _why in await states(room)] == ["completed", "dropped"]
    assert fewest_classes(26, len(CLASSES)) == 2


@pytest.mark.parametrize("classes", range(1, 25))
@pytest.mark.parametrize("percent", [1, 50, 75, 80, 100])
def test_nobody_is_decided_about_while_a_mark_could_change_it(classes: int, percent: int) -> None:
    for there in range(classes + 1):
        for unknown in range(classes - there + 1):
            could = {(there + more) * 100 >= percent * classes for more in range(unknown + 1)}
            said = is_through(there, unknown, classes, percent)
            assert said is (could.pop() if len(could) == 1 else None)
