"""A change that may wait is carried out all the same, in its order, and whole or not at all."""

from __future__ import annotations

import pytest

from bot.database.faults import ConstraintBroken
from bot.database.opening import Database
from bot.database.transaction import Sql, Transaction
from tests.bot.database.notes import kept, note, renamed


async def test_what_may_wait_is_there_after_the_commit(database: Database) -> None:
    def transaction() -> Transaction[None]:
        yield note("a", later=False)
        yield note("b", later=False)
        yield renamed("a", "one")
        yield renamed("b", "two")
        yield Sql("DELETE FROM suppression WHERE address_hash = ?", (b"x",), later=True)

    await database.executor.run(transaction)
    assert await database.executor.run(kept) == [("a", "one"), ("b", "two")]


async def test_rows_are_numbered_in_the_order_they_were_made(database: Database) -> None:
    def transaction() -> Transaction[None]:
        for number in range(5):
            yield note(f"{number}")
            yield Sql("DELETE FROM suppression WHERE address_hash = ?", (b"x",), later=True)

    await database.executor.run(transaction)
    assert [job for job, _ in await database.executor.run(kept)] == ["0", "1", "2", "3", "4"]


async def test_a_question_sees_what_waited_before_it(database: Database) -> None:
    def transaction() -> Transaction[list[tuple[str, str]]]:
        yield note("a")
        return (yield from kept())

    assert await database.executor.run(transaction) == [("a", "")]


async def test_a_change_that_fails_takes_its_script_with_it(database: Database) -> None:
    def transaction() -> Transaction[None]:
        yield note("a")
        yield Sql("DELETE FROM suppression WHERE address_hash = ?", (b"x",), later=True)
        yield note("a")

    with pytest.raises(ConstraintBroken):
        await database.executor.run(transaction)
    assert await database.executor.run(kept) == []


async def test_a_script_that_fails_after_it_leaves_nothing(database: Database) -> None:
    def transaction() -> Transaction[None]:
        yield note("a")
        raise LookupError

    with pytest.raises(LookupError):
        await database.executor.run(transaction)
    assert await database.executor.run(kept) == []
