"""Who was there is what a trainer marked last, and whoever it is about is told it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.database.transaction import Transaction
from bot.training.attendance import Attendance, Marks, TooEarly
from services_directory.training.values import ClassMeeting
from tests.bot.training.classroom import AWA, BILEL, DAY, HOUR, MONDAY, Classroom

MINUTE = timedelta(minutes=1)


async def enrolled(room: Classroom) -> tuple[Attendance, ClassMeeting, int, int]:
    """Two people with a seat, and the first class, which is on."""
    cohort = await room.opens(seats=2)
    for address in (AWA, BILEL):
        await room.enrols(cohort, address)
    room.clock.now = MONDAY
    one, other = (row["id"] for row in await room.rows("SELECT id FROM enrolment ORDER BY id"))
    return Attendance(room.executor, room.clock), cohort.meetings[0], one, other


async def test_my_data_tells_what_was_marked_of_oneself(room: Classroom) -> None:
    attendance, first, awa, bilel = await enrolled(room)
    await attendance.mark(first, {awa: True, bilel: False}, by="Sami")
    data = "\n".join([await room.says(AWA, "mes données"), await room.says(AWA, "suite")])
    assert "Séances avec présence notée : 1, absence : 0" in data
    assert await attendance.of_cohort(first.cohort_id) == {first.id: {awa: True, bilel: False}}


async def test_nobody_is_marked_before_the_class_nor_in_another_cohort(room: Classroom) -> None:
    attendance, first, awa, _bilel = await enrolled(room)
    room.clock.now = MONDAY - 16 * MINUTE
    with pytest.raises(TooEarly):
        await attendance.mark(first, {awa: True}, by="Sami")
    room.clock.now = MONDAY + DAY
    other = await room.opens(room.clock() + HOUR)
    room.clock.now += HOUR
    assert await attendance.mark(other.meetings[0], {awa: True}, by="Sami") == 0
    assert await room.rows("SELECT id FROM class_attendance") == []


async def test_of_two_who_mark_at_once_the_trail_has_both(room: Classroom) -> None:
    attendance, first, awa, _bilel = await enrolled(room)
    trail: list[tuple[Marks, Marks]] = []

    def noting(before: Marks, after: Marks) -> Transaction[None]:
        trail.append((dict(before), dict(after)))
        yield from ()

    await asyncio.gather(
        attendance.mark(first, {awa: True}, by="Sami", also=noting),
        attendance.mark(first, {awa: False}, by="Amel", also=noting),
    )
    (row,) = await room.rows("SELECT present, marked_by FROM class_attendance")
    assert sorted(len(before) for before, _after in trail) == [0, 1]
    last = max(trail, key=lambda each: len(each[0]))
    assert last[1] == {awa: bool(row["present"])}
    assert row["marked_by"] == ("Sami" if row["present"] else "Amel")


async def test_who_was_there_once_takes_part(room: Classroom) -> None:
    attendance, first, awa, bilel = await enrolled(room)
    await attendance.mark(first, {awa: True, bilel: False}, by="Sami")
    await attendance.mark(first, {awa: None}, by="Sami")
    rows = await room.rows("SELECT id, state FROM enrolment ORDER BY id")
    assert [row["state"] for row in rows] == ["attending", "confirmed"]
    assert await attendance.of_cohort(first.cohort_id) == {first.id: {bilel: False}}


async def test_erased_with_everything_else(room: Classroom) -> None:
    attendance, first, awa, bilel = await enrolled(room)
    await attendance.mark(first, {awa: True, bilel: True}, by="Sami")
    await room.says(AWA, "effacer", "1")
    (left,) = await room.rows("SELECT enrolment_id FROM class_attendance")
    assert left["enrolment_id"] == bilel
