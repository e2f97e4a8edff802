"""Long work gives others their turn, and nothing looks through all that it holds meanwhile."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest

from services_directory.files.pauses import Turns, many_alive


def test_while_many_are_alive_only_what_is_new_is_looked_through() -> None:
    usual = gc.get_threshold()
    with many_alive():
        young, rounds, whole = gc.get_threshold()
        assert young * rounds <= 20_000
        assert whole > 100_000
    assert gc.get_threshold() == usual


def test_of_several_the_last_to_end_gives_back_what_was_usual() -> None:
    usual, first, second = gc.get_threshold(), many_alive(), many_alive()
    first.__enter__()
    meanwhile = gc.get_threshold()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == meanwhile != usual
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_a_failure_gives_it_back_too() -> None:
    usual = gc.get_threshold()
    with pytest.raises(KeyError), many_alive():
        raise KeyError
    assert gc.get_threshold() == usual


async def test_who_worked_long_gives_others_a_turn_and_who_did_not_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, others = [100.0], list[int]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    asyncio.get_running_loop().call_soon(others.append, 1)
    turns = Turns()
    await turns.give()
    assert others == []
    now[0] += 0.006
    await turns.give()
    assert others == [1]
