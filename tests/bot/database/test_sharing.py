"""Transactions about different people may share a transaction, and nobody notices."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.database.faults import ConstraintBroken
from bot.database.opening import Database
from bot.database.postgres.executor import PostgresExecutor
from bot.database.transaction import Sql, Transaction
from bot.database.url import PostgresServer, read_url
from tests.bot.database.notes import kept, note

MANY = 60


def write(who: str, *slots: str) -> Transaction[str]:
    for slot in slots:
        yield note(who, slot)
    return who


async def written(database: Database, who: str) -> list[str]:
    return [slot for job, slot in await database.executor.run(kept) if job == who]


def add_one(who: str, number: int, *, pause: bool = False) -> Transaction[int]:
    """Count what is there, and write the next number behind it."""
    rows = yield Sql("SELECT COUNT(*) AS many FROM job_run WHERE job = ?", (who,))
    if pause:
        yield Sql("SELECT COUNT(*) AS many FROM job_run")
    yield note(who, f"{rows[0]['many']:02}: {number:02}")
    return number


async def test_each_gets_its_own_result(database: Database) -> None:
    people = [f"{number:02}" for number in range(MANY)]
    results = await asyncio.gather(
        *(database.executor.run(partial(write, who, "a", "b"), about=who) for who in people)
    )
    assert results == people
    assert sorted(await database.executor.run(kept)) == sorted(
        (who, slot) for who in people for slot in ("a", "b")
    )


async def test_what_one_person_wrote_is_answered_in_its_order(database: Database) -> None:
    """Also when their first message waits behind others, and the second could be taken at once."""
    people = ("amel", "bilel", "chiraz")
    await asyncio.gather(
        *(
            database.executor.run(partial(add_one, who, number, pause=number % 3 == 0), about=who)
            for number in range(20)
            for who in people
        )
    )
    for who in people:
        assert await written(database, who) == [f"{number:02}: {number:02}" for number in range(20)]


@pytest.mark.parametrize("at_commit", [False, True])
async def test_who_fails_among_many_fails_alone(database: Database, at_commit: bool) -> None:
    def fails(who: str) -> Transaction[str]:
        yield note(who, "lost")
        if not at_commit:
            raise LookupError(who)
        yield note(who, "lost")  # twice the same: refused by the table
        return who

    people = [f"{number:02}" for number in range(MANY)]
    results = await asyncio.gather(
        *(
            database.executor.run(
                partial(fails, who) if who == "17" else partial(write, who, "kept"), about=who
            )
            for who in people
        ),
        return_exceptions=True,
    )
    assert [type(each) for each in results if not isinstance(each, str)] == [
        ConstraintBroken if at_commit else LookupError
    ]
    assert isinstance(results[17], Exception)
    assert sorted(await database.executor.run(kept)) == [
        (who, "kept") for who in people if who != "17"
    ]


async def test_after_a_failure_the_next_of_the_same_person_is_heard(database: Database) -> None:
    def fails() -> Transaction[None]:
        yield note("amel", "lost")
        raise LookupError

    first = asyncio.create_task(database.executor.run(fails, about="amel"))
    given_up = asyncio.create_task(database.executor.run(partial(write, "amel", "1"), about="amel"))
    last = asyncio.create_task(database.executor.run(partial(write, "amel", "2"), about="amel"))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(LookupError):
        await first
    assert await last == "amel"
    # Given up by its caller, and carried out all the same.
    assert await written(database, "amel") == ["1", "2"]


async def test_two_replicas_that_meet_the_same_people_in_another_order_both_end(
    postgres_database_url: str,
) -> None:
    where = read_url(postgres_database_url)
    assert isinstance(where, PostgresServer)
    one, other = [await PostgresExecutor.open(where, pool_size=1) for _ in range(2)]
    people = [f"{number:02}" for number in range(8)]

    def meet(who: str) -> Transaction[None]:
        yield Sql(
            "INSERT INTO job_run (job, slot, ran_at) VALUES (?, '', now())"
            " ON CONFLICT (job, slot) DO NOTHING",
            (who,),
        )
        yield Sql("SELECT pg_sleep(0.01)")

    try:
        async with asyncio.timeout(60):
            await asyncio.gather(
                *(one.run(partial(meet, who), about=who) for who in people),
                *(other.run(partial(meet, who), about=who) for who in reversed(people)),
            )
        assert sorted(await one.run(kept)) == [(who, "") for who in people]
    finally:
        await asyncio.gather(one.close(), other.close())


async def test_whoever_asks_again_at_once_is_not_left_waiting(postgres_database_url: str) -> None:
    """The one worker that a single connection has may just be on its way out."""
    where = read_url(postgres_database_url)
    assert isinstance(where, PostgresServer)
    alone = await PostgresExecutor.open(where, pool_size=1)

    def ask() -> Transaction[int]:
        rows = yield Sql("SELECT 1 AS one")
        return int(rows[0]["one"])

    try:
        async with asyncio.timeout(60):
            assert [await alone.run(ask) for _ in range(20)] == [1] * 20
    finally:
        await alone.close()
