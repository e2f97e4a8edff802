"""A provider puts one message off: what does it hold up, and what not?"""

from __future__ import annotations

from datetime import timedelta

from bot.database.opening import Database
from bot.messages.errors import TryLater
from flows.engine.conversation import Turn
from flows.engine.effect import Say
from flows.engine.event import Event, Heard
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.world import World
from tests.bot.harness import AWA, BILEL, Harness, build_harness

MINUTES = timedelta(minutes=5)
NUMBERS = "Call 190 now."


def answers(session: Session, event: Event, world: World) -> Turn:
    """To "help" numbers to call, before anything else; to the rest what was said."""
    said = event.text if isinstance(event, Heard) else ""
    is_danger = said == "help"
    return Turn(session, (Say(Reply((NUMBERS if is_danger else said,)), urgent=is_danger),))


async def put_off(database: Database) -> Harness:
    """Awa's answer is put off for minutes, by herself alone."""
    app = await build_harness(database.executor, answers)
    app.channels["telegram"].refusals = [TryLater("a chat that is full", MINUTES)]
    await app.hears(AWA, "hello")
    assert app.told(AWA) == []
    return app


async def over(app: Harness) -> None:
    await app.inbox.stop()
    await app.outbox.stop()


async def test_numbers_to_call_wait_for_nothing_that_was_put_off(database: Database) -> None:
    app = await put_off(database)
    await app.hears(AWA, "help")
    assert app.told(AWA) == [NUMBERS]
    await app.later(2 * MINUTES)
    assert app.told(AWA) == [NUMBERS, "hello"]
    await over(app)


async def test_everything_else_of_theirs_keeps_its_order(database: Database) -> None:
    app = await put_off(database)
    await app.hears(AWA, "and then")
    assert app.told(AWA) == []
    await app.later(2 * MINUTES)
    assert app.told(AWA) == ["hello", "and then"]
    await over(app)


async def test_nobody_else_waits_for_it(database: Database) -> None:
    app = await put_off(database)
    await app.hears(BILEL, "hello", "help")
    assert app.told(BILEL) == ["hello", NUMBERS]
    await over(app)
