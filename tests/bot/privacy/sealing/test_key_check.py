"""A database answers to one key: with another, nobody starts."""

from __future__ import annotations

import pytest

from bot.database.opening import Database
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.keys import KeyFault
from bot.privacy.sealing.sealer import Sealer

FIRST, OTHER, NEW = (bytes(range(start, start + 32)) for start in (0, 32, 64))


async def test_the_key_of_the_first_start_is_the_key_of_every_start(database: Database) -> None:
    for _start in range(3):
        await hold_to_key(database.executor, Sealer(FIRST))


async def test_another_key_is_refused_before_it_harms(database: Database) -> None:
    await hold_to_key(database.executor, Sealer(FIRST))
    with pytest.raises(KeyFault, match="another DALIL_SECRET_KEY"):
        await hold_to_key(database.executor, Sealer(OTHER))


async def test_a_new_key_before_the_old_one_is_welcome(database: Database) -> None:
    await hold_to_key(database.executor, Sealer(FIRST))
    await hold_to_key(database.executor, Sealer(NEW, FIRST))


async def test_the_old_key_must_not_be_left_out(database: Database) -> None:
    await hold_to_key(database.executor, Sealer(FIRST))
    with pytest.raises(KeyFault):
        await hold_to_key(database.executor, Sealer(NEW))
