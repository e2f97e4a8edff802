"""What is told without a name: can somebody who has the database find out who told it?

The attacker here has every table, the order the rows lie in, and the key.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.database.faults import DatabaseBusy
from bot.database.opening import Database
from bot.database.sqlite import file as sqlite_file
from bot.inbound import anonymous_records
from bot.messages.serialization import event_to_json
from bot.privacy.feedback_words import open_feedback
from bot.privacy.sealing.sealed_columns import SESSION
from flows.engine.conversation import Turn
from flows.engine.event import Event, Heard
from flows.engine.session import Session
from flows.engine.world import World
from services_directory.values.normalise import fold
from tests.bot.harness import AWA, BILEL, SEWING, Harness, build_harness, small_talk

PEOPLE = [f"+2162000{number:04}" for number in range(1, 13)]
DAY = timedelta(days=1)
BY_CHANCE = 4
"""Of twelve one is guessed rightly by chance, and five or more once in three hundred times."""


async def whispers(app: Harness) -> list[str]:
    """Twelve people, known by now, think anonymously of us, in an order of their own."""
    for person in PEOPLE:
        await app.hears(person, "hello")
    speaking = random.Random(5).sample(PEOPLE, len(PEOPLE))
    for person in speaking:
        await app.inbox.receive(app.inbound(person, f"whisper from {PEOPLE.index(person)}"))
        await app.inbox.receive(app.inbound(person, f"need need{PEOPLE.index(person)}"))
    await app.settle()
    return speaking


def hits(told: Sequence[str], order: Sequence[str]) -> int:
    """How often the nth who wrote is taken for who told the nth, forwards or backwards."""
    who = [PEOPLE[int("".join(filter(str.isdigit, each)))] for each in told]
    assert sorted(who) == PEOPLE
    return max(
        sum(one == other for one, other in zip(who, order, strict=True)),
        sum(one == other for one, other in zip(reversed(who), order, strict=True)),
    )


ORDERS = {
    "sqlite": ("", "ORDER BY id"),
    "postgresql": ("ORDER BY ctid", "ORDER BY id", "ORDER BY xmin::text::bigint, ctid"),
}


async def test_twelve_who_stay_anonymous_are_told_apart_by_chance_alone(
    app: Harness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anonymous_records, "CHANCE", random.Random(11))
    monkeypatch.setattr(anonymous_records, "draw_row_id", drawn_from(random.Random(12)))
    speaking = await whispers(app)
    for order in ORDERS[database.dialect]:
        rows = await app.rows(f"SELECT * FROM feedback {order}")
        words = [open_feedback(row["id"], row["said_sealed"], app.sealer).words for row in rows]
        assert hits(words, speaking) <= BY_CHANCE, order
        needs = [row["need"] for row in await app.rows(f"SELECT * FROM unmet_need {order}")]
        assert hits(needs, speaking) <= BY_CHANCE, order


def drawn_from(chance: random.Random) -> Callable[[], int]:
    return lambda: chance.getrandbits(53)


async def test_nothing_of_it_is_written_with_the_turn(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "whisper zorglub"))
    await app.inbox.receive(app.inbound(AWA, "need health"))
    await app.inbox.settled()
    for table in ("feedback", "unmet_need"):
        assert await app.one(f"SELECT COUNT(*) FROM {table}") == 0
    assert await app.inbox.anonymous.write() == 2
    assert await app.inbox.anonymous.write() == 0
    for table in ("feedback", "unmet_need"):
        assert await app.one(f"SELECT COUNT(*) FROM {table}") == 1


async def test_all_of_a_day_come_to_lie_together(app: Harness, database: Database) -> None:
    """By which transaction a row was written, PostgreSQL tells for ever."""
    if database.dialect == "sqlite":
        pytest.skip("SQLite keeps no such number")
    for person in PEOPLE[:4]:
        await app.hears(person, "whisper psst", "need health")
    for table in ("feedback", "unmet_need"):
        assert len(await app.rows(f"SELECT DISTINCT xmin::text FROM {table}")) == 1


async def test_what_staff_did_with_it_stays(app: Harness) -> None:
    await app.hears(AWA, "whisper one")
    await app.rows("UPDATE feedback SET done_at = ?, done_by = 'Leila' RETURNING id", app.clock())
    await app.hears(BILEL, "whisper two")
    rows = await app.rows("SELECT done_by, done_at FROM feedback")
    assert sorted((row["done_by"] or "", row["done_at"] is None) for row in rows) == [
        ("", True),
        ("Leila", False),
    ]


async def test_what_cannot_be_written_waits_on(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.inbox.receive(app.inbound(AWA, "whisper patience"))

    async def is_away(*_: Any, **__: Any) -> None:
        raise DatabaseBusy("away")

    with monkeypatch.context() as broken:
        broken.setattr(app.executor, "run", is_away)
        with pytest.raises(DatabaseBusy):
            await app.inbox.anonymous.write()
    assert await app.inbox.anonymous.write() == 1


async def test_what_waits_is_written_when_the_program_stops(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "whisper goodbye"))
    await app.inbox.stop()
    assert await app.one("SELECT COUNT(*) FROM feedback") == 1


async def test_needs_are_counted_by_people_and_not_by_messages(app: Harness) -> None:
    for _time in range(5):
        await app.hears(AWA, "need health")
        # Else it would be the same message once more, and not heard at all.
        app.clock.forward(timedelta(minutes=1))
    await app.hears(AWA, "need housing")
    await app.hears(BILEL, "need health")
    counted = "SELECT COUNT(*) FROM unmet_need WHERE need = 'health'"
    assert await app.one(counted) == 2
    assert await app.one("SELECT COUNT(*) FROM unmet_need") == 3
    app.clock.forward(DAY)
    await app.hears(AWA, "need health")
    assert await app.one(counted) == 3


async def test_a_turn_that_is_undone_tells_nothing(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first attempt fails at its receipt; only what was committed counts."""
    drawn = iter(["KKK-KKK", "KKK-KKK", "MMM-MMM"])
    monkeypatch.setattr("bot.contacts.world.new_receipt", lambda: next(drawn))
    await app.hears(AWA, f"want {SEWING}")
    await app.hears(BILEL, "need health", f"want {SEWING}")
    assert await app.one("SELECT COUNT(*) FROM unmet_need") == 1


async def test_no_session_knows_the_words_again(database: Database) -> None:
    """Whoever opens every session, and guesses or has the words, finds nothing they left there."""
    app = await build_harness(database.executor, attentive)
    said = [f"the teacher {name} was unkind to all of us" for name in "abcdefghijkl"]
    for person, words in zip(PEOPLE, said, strict=True):
        await app.hears(person, f"whisper {words}")
    rows = await app.rows("SELECT id, session FROM contact")
    sessions = "".join(
        app.sealer.open(SESSION.bytes_of(row["session"]), SESSION.of(row["id"])) for row in rows
    )
    assert sessions.count('"repetition"') == sessions.count('"last"') == len(PEOPLE)
    for words in said:
        assert [each for each in traces(f"whisper {words}") if each in sessions] == []


def attentive(session: Session, event: Event, world: World) -> Turn:
    """As the real conversation does, it knows again what it heard and what it said."""
    assert isinstance(event, Heard)
    turn = small_talk(session, event, world)
    repetition = session.repetition.after(event.text, world.now).answered(event.text)
    return replace(turn, session=replace(turn.session, memory={}, repetition=repetition))


def traces(text: str) -> set[str]:
    """The text, and the digests of it that somebody without our memory can make."""
    letters = "".join(letter for letter in fold(text) if letter.isalpha())
    forms = [text, letters, letters[:40], event_to_json(Heard(text))]
    return {text, letters} | {
        hashlib.blake2s(form.encode(), digest_size=size).hexdigest()
        for form in forms
        for size in (8, 16, 32)
    }


def test_the_rows_lie_in_no_order_of_their_coming(sqlite_url: str) -> None:
    """A table with row numbers would tell it, whatever its ids are."""
    with sqlite_file.connected(Path(sqlite_url.removeprefix("sqlite://"))) as connection:
        for table in ("feedback", "unmet_need", "course_opinion"):
            (wr,) = connection.execute(
                "SELECT wr FROM pragma_table_list WHERE name = ?", (table,)
            ).fetchone()
            assert wr == 1, table
