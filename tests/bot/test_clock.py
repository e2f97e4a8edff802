"""A clock that jumps is doubted first, and believed when the jump lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.clock import BELIEVED_AFTER, DRIFT, SteadyClock
from tests.fakes import NOON

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(slots=True)
class Machine:
    """Its clock on the wall, which somebody may set, and the seconds that really passed."""

    wall: datetime = NOON
    elapsed: float = 1000.0

    def lives(self, by: timedelta) -> None:
        self.wall += by
        self.elapsed += by.total_seconds()

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.elapsed)


@pytest.mark.parametrize("jump", [DAY, -DAY, timedelta(hours=1)])
def test_a_jump_that_is_undone_is_not_seen(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += jump
    machine.lives(MINUTE)
    assert clock() == NOON + MINUTE
    machine.wall -= jump
    machine.lives(MINUTE)
    assert clock() == NOON + 2 * MINUTE


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_jump_that_lasts_is_believed(jump: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += jump
    assert clock() == NOON
    machine.lives(BELIEVED_AFTER - MINUTE)
    assert clock() == NOON + BELIEVED_AFTER - MINUTE
    machine.lives(MINUTE)
    assert clock() == NOON + jump + BELIEVED_AFTER
    machine.lives(MINUTE)
    assert clock() == NOON + jump + BELIEVED_AFTER + MINUTE


def test_a_second_jump_is_doubted_anew() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += DAY
    clock()
    machine.wall -= DAY
    machine.lives(BELIEVED_AFTER)
    clock()
    machine.wall += DAY
    assert clock() == NOON + BELIEVED_AFTER


def test_a_small_correction_is_followed_at_once() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += DRIFT
    assert clock() == NOON + DRIFT
    machine.lives(MINUTE)
    machine.wall -= DRIFT
    assert clock() == NOON + MINUTE


def test_time_passes_between_two_looks_however_long() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.lives(3 * DAY)
    assert clock() == NOON + 3 * DAY
