"""Two contacts turn out to be one person: no seat is lost by it, and none is held twice."""

from __future__ import annotations

import pytest

from bot.contacts.aliases import unite
from bot.training.enrolments import NewEnrolment
from flows.engine.enrolments.states import LeaveReason
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, Classroom


async def _takes(room: Classroom, cohort: Cohort, address: str, name: str, *, leaves: bool) -> None:
    await room.speaks(address, "fr")
    found = room.sealer.address_hash("sms", address)
    (contact,) = await room.rows("SELECT id FROM contact WHERE address_hash = ?", found)
    wish, now = NewEnrolment(contact["id"], first_name=name), room.clock()
    await room.executor.run(lambda: room.enrolments.take_seat(cohort.id, wish, now))
    if leaves:
        (seat,) = await room.rows("SELECT MAX(id) AS id FROM enrolment")
        leave = room.enrolments.leave
        await room.executor.run(lambda: leave(contact["id"], seat["id"], LeaveReason.WORK, now))


@pytest.mark.parametrize(
    ("seats", "number", "other", "stay"),
    [
        (2, ("", True), ("", False), ["confirmed"]),
        (2, ("", False), ("", True), ["confirmed"]),
        (2, ("", False), ("", False), ["confirmed"]),
        (1, ("", False), ("", False), ["confirmed"]),
        (2, ("Awa", True), ("awa", False), ["confirmed"]),
        (2, ("Awa", False), ("Bilel", False), ["confirmed", "confirmed"]),
        (1, ("Awa", False), ("Bilel", False), ["confirmed", "waiting"]),
        (2, ("", True), ("", True), ["dropped"]),
    ],
)
async def test_what_stands_further_stays(
    room: Classroom,
    seats: int,
    number: tuple[str, bool],
    other: tuple[str, bool],
    stay: list[str],
) -> None:
    cohort = await room.opens(seats=seats)
    for address, (name, leaves) in ((AWA, number), (BILEL, other)):
        await _takes(room, cohort, address, name, leaves=leaves)
    await room.executor.run(lambda: unite("sms", AWA, BILEL, room.sealer))
    rows = await room.rows("SELECT state, contact_id FROM enrolment ORDER BY id")
    assert [row["state"] for row in rows] == stay
    assert len({row["contact_id"] for row in rows}) == 1
