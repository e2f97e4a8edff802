"""Never more seats are given or offered than there are, each once, in the order of the line:
whatever people do, however long they are silent, and wherever the process dies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.contacts.quiet_hours import QuietHours
from bot.training.seats import InLine, answer_by, next_in_line
from flows.engine.enrolments.seat_count import SeatCount
from tests.bot.training.classroom import MONDAY, Classroom
from tests.bot.training.line_model import Line, Player, people
from tests.fakes import NOON

WHO = st.integers(0, 4)
DIES = st.one_of(st.just(99), st.integers(0, 12))
Step = tuple[str, tuple[Any, ...]]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("joins"), st.tuples(WHO, st.sampled_from((1, 1, 2)), DIES)),
    st.tuples(st.just("leaves"), st.tuples(WHO, DIES)),
    st.tuples(st.just("answers"), st.tuples(WHO, st.booleans(), DIES)),
    st.tuples(st.just("waits"), st.tuples(st.sampled_from((1, 13, 30, 60)))),
    st.tuples(st.just("stops"), st.tuples(WHO, st.booleans())),
    st.tuples(st.just("has_seats"), st.tuples(st.integers(1, 4))),
    st.tuples(st.just("races"), st.tuples(st.just(1))),
)


@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(1, 3), st.lists(STEPS, min_size=5, max_size=25))
async def test_the_line_does_what_its_model_does(
    room: Classroom, seats: int, steps: list[Step]
) -> None:
    await _from_nothing(room)
    cohort = await room.opens(seats=seats)
    player = Player(room, cohort, await people(room, 5), Line(seats))
    for name, arguments in steps:
        taken = player.line.capacity - player.line.free()
        do: Callable[..., Awaitable[None]] = getattr(player, name)
        await do(*arguments)
        await player.check()
        # Only who takes seats away from a cohort leaves it with more people than seats.
        assert player.line.capacity - player.line.free() <= max(taken, player.line.capacity)
    invited = await room.rows(
        "SELECT enrolment_id FROM class_notice WHERE kind = 'invited' GROUP BY enrolment_id"
        " HAVING COUNT(*) > 1"
    )
    assert not invited


async def _from_nothing(room: Classroom) -> None:
    for table in ("class_notice", "outbound_message", "enrolment", "consent", "contact"):
        await room.rows(f"DELETE FROM {table} RETURNING 1 AS one")
    room.clock.now = NOON
    await room.tick()


@pytest.mark.parametrize(
    ("wanted", "free", "offered"),
    [
        ([1, 1, 1], 2, [0, 1]),
        ([2, 1], 1, [1]),
        ([2, 1], 2, [0]),
        ([2, 2, 1], 3, [0, 2]),
        ([1], 0, []),
    ],
)
def test_first_come_first_served(wanted: list[int], free: int, offered: list[int]) -> None:
    line = [InLine(number, seats) for number, seats in enumerate(wanted)]
    assert [each.enrolment_id for each in next_in_line(reversed(line), free)] == offered


@pytest.mark.parametrize(
    ("count", "seats", "gives"),
    [
        (SeatCount(3, 2), 1, True),
        (SeatCount(3, 2), 2, False),
        (SeatCount(3, 2, (1,)), 1, False),
        (SeatCount(3, 2, (2,)), 1, True),
        (SeatCount(1, 2), 1, False),
    ],
)
def test_nobody_goes_past_who_waits(count: SeatCount, seats: int, gives: bool) -> None:
    assert count.gives(seats) is gives


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        # 24 hours without the nights from nine to eight, by the clocks of Tunis.
        ("2026-12-01 09:00", "2026-12-02 20:00"),
        ("2026-12-01 22:00", "2026-12-03 18:00"),
        # Three hours before nine it is night, so it is the evening before.
        ("2026-12-06 09:00", "2026-12-06 20:00"),
        ("2026-12-06 19:40", None),
        ("2026-12-07 05:00", None),
        ("2026-12-08 09:00", None),
    ],
)
def test_how_long_somebody_has_to_answer(asked: str, until: str | None) -> None:
    quiet = QuietHours(time(21), time(8), "Africa/Tunis")
    found = answer_by(_utc(asked), MONDAY, quiet)
    assert found == (_utc(until) if until else None)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")
