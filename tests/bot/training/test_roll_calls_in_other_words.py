"""A trainer says who was there by name, by who is absent, or not clearly. On both databases."""

from __future__ import annotations

import pytest

from tests.bot.training.classroom import AWA, BILEL, MONDAY, Classroom
from tests.bot.training.roll import SAMI, class_of_three, links, marks


@pytest.mark.parametrize(
    ("locale", "said", "how"),
    [
        ("fr", "1 2", "après : PRESENT"),
        ("fr", "présents", "après : ABSENT"),
        ("en", "present nobody knows", "after: ABSENT"),
        ("ar", "١ ٢", "بعد: حاضر"),
        ("ar", "غايب فلان", "بعد: غائب"),
        ("fr", "ghayeb flen", "après : ABSENT"),
    ],
)
async def test_what_is_not_clear_is_told_how_to_write_and_nothing_is_kept(
    room: Classroom, locale: str, said: str, how: str
) -> None:
    await class_of_three(room)
    await links(room, SAMI, locale=locale)
    assert how in await room.says(SAMI, said)
    assert await marks(room) == []


@pytest.mark.parametrize(
    ("said", "there"),
    [("present bilel", [False, True]), ("absent Bilel", [True, False]), ("غايب bilel", None)],
)
async def test_a_name_on_the_list_is_as_good_as_its_number(
    room: Classroom, said: str, there: list[bool] | None
) -> None:
    await room.opens(seats=3)
    for phone, name in ((AWA, "Awa"), (BILEL, "Bilel")):
        await room.speaks(phone, "fr")
        await room.says(phone, "prochaines formations", "1", "1", name, "1")
    room.clock.now = MONDAY
    await links(room, SAMI)
    await room.says(SAMI, said)
    assert await marks(room) == (there or [True, False])


async def test_of_who_teaches_danger_is_danger(room: Classroom) -> None:
    await class_of_three(room)
    await links(room, SAMI)
    assert "197" in await room.says(SAMI, "absent il me frappe")
