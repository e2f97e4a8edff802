"""Rooms say what they are and stay small, and the drawing of them is right."""

from __future__ import annotations

import re

import pytest

from tests.drawing import FLOORS, ROOT, arrows, reduced, rooms

MOST_FILES = 16


def test_an_arrow_is_left_out_only_where_others_lead_there() -> None:
    given = {"a": frozenset("bcd"), "b": frozenset("c"), "c": frozenset()}

    assert reduced(given) == {"a": frozenset("bd"), "b": frozenset("c"), "c": frozenset()}


def test_every_room_is_drawn_and_needs_what_it_needs() -> None:
    needs = arrows()

    assert {room for room in rooms() if room.count("/") == 1} <= needs.keys()
    assert "bot/messages" in needs["bot/channels"]
    assert "bot/outbound" not in needs["bot/channels"]


@pytest.mark.parametrize("room", rooms())
def test_a_room_says_what_enters_and_leaves(room: str) -> None:
    lines = rooms()[room].splitlines()

    assert [line.split(":")[0] for line in lines if re.match(r"(In|Out): ", line)] == ["In", "Out"]


def test_a_folder_is_one_thing() -> None:
    """More files than one looks over at a glance are several things."""
    folders = {path.parent for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    counts = {
        folder.relative_to(ROOT).as_posix(): len(
            [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        )
        for folder in folders
    }

    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}
