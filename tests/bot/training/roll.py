"""A trainer with a linked phone, and a class of three that is on."""

from __future__ import annotations

from datetime import timedelta

from bot.cases.alert_addresses import code_hash
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, CLARA, MONDAY, Classroom

MINUTE = timedelta(minutes=1)
SAMI, CHAT = "+21620000077", "7000077"


async def links(
    room: Classroom, phone: str, channel: str = "sms", name: str = "Sami", locale: str = "fr"
) -> str:
    """A trainer links a phone by a code, as the page gives one; what they are told."""
    await room.rows(
        "INSERT INTO staff_member (name, name_key, password_hash, role, locale, active,"
        " must_change, created_at) VALUES (?, ?, 'x', 'trainer', ?, ?, ?, ?)"
        " ON CONFLICT (name_key) DO NOTHING RETURNING id",
        *(name, name.casefold(), locale, True, False, room.clock()),
    )
    (staff,) = await room.rows("SELECT id FROM staff_member WHERE name = ?", name)
    await room.rows(
        "INSERT INTO alert_code (code_hash, staff_id, made_at) VALUES (?, ?, ?) RETURNING staff_id",
        *(code_hash("ABC-DEF-GHJ"), staff["id"], room.clock()),
    )
    return await room.says(phone, "alert ABC-DEF-GHJ", channel=channel)


async def class_of_three(room: Classroom) -> Cohort:
    """Three people with a seat, two with a name, and the first class, which is on."""
    cohort = await room.opens(seats=4)
    for address in (AWA, BILEL, CLARA):
        await room.enrols(cohort, address)
    room.clock.now = MONDAY + 5 * MINUTE
    await room.tick()
    return cohort


async def marks(room: Classroom) -> list[bool]:
    rows = await room.rows("SELECT present FROM class_attendance ORDER BY enrolment_id")
    return [bool(row["present"]) for row in rows]
