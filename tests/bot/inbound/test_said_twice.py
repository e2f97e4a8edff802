"""A button tapped twice and a message sent twice: answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.inbound.said_twice import READ_WITHIN, WITHIN
from flows.engine.event import Event, Heard, Picked
from tests.bot.harness import AWA, BILEL, Harness

SECOND = timedelta(seconds=1)
LONG = "doctor in tabarka please"


async def at_once(app: Harness, *events: str | Event) -> list[str]:
    """What is answered to these, before anything leaves."""
    for event in events:
        await app.inbox.receive(app.inbound(AWA, event))
    await app.settle()
    return app.told(AWA)


async def one_after_the_other(app: Harness, *events: str | Event) -> list[str]:
    """The same, each answered before the next."""
    for event in events:
        await app.hears(AWA, event)
    return app.told(AWA)


async def test_a_message_sent_twice_is_answered_once(app: Harness) -> None:
    assert await at_once(app, "1", "1") == ["1: 1"]


async def test_a_button_tapped_twice_is_answered_once(app: Harness) -> None:
    tapped = Picked("menu", "77")
    assert len(await one_after_the_other(app, tapped, tapped)) == 1


async def test_the_same_button_under_the_next_message_is_another(app: Harness) -> None:
    pages = (Picked("more", "77"), Picked("more", "78"), Picked("more", "79"))
    assert len(await one_after_the_other(app, *pages)) == 3


async def test_a_button_of_which_nobody_says_where_it_stood(app: Harness) -> None:
    assert len(await at_once(app, Picked("more"), Picked("more"))) == 1
    assert len(await one_after_the_other(app, Picked("less"), Picked("less"))) == 3


async def test_a_short_answer_may_be_that_of_the_next_question(app: Harness) -> None:
    assert await one_after_the_other(app, "1", "1") == ["1: 1", "2: 1"]


async def test_a_long_text_is_not_written_anew_within_seconds(app: Harness) -> None:
    assert len(await one_after_the_other(app, LONG, LONG)) == 1
    app.clock.forward(WITHIN)
    assert len(await one_after_the_other(app, LONG)) == 2


async def test_what_comes_in_between_makes_it_another(app: Harness) -> None:
    assert len(await at_once(app, "1", "2", "1")) == 3


async def test_what_another_writes_is_theirs(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, LONG))
    await app.inbox.receive(app.inbound(BILEL, LONG))
    await app.settle()
    assert (len(app.told(AWA)), len(app.told(BILEL))) == (1, 1)


async def test_later_it_is_meant(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "1"))
    await app.inbox.settled()
    app.clock.forward(WITHIN)
    assert len(await at_once(app, "1")) == 2


@pytest.mark.parametrize(
    ("state", "after", "answers"),
    [
        ("sending", READ_WITHIN - SECOND, 1),
        ("sending", READ_WITHIN, 2),
        ("queued", WITHIN - SECOND, 1),
    ],
)
async def test_an_answer_that_is_leaving_may_have_been_read(
    app: Harness, state: str, after: timedelta, answers: int
) -> None:
    """The provider has it, and has not told us so yet."""
    await app.inbox.receive(app.inbound(AWA, "1"))
    await app.inbox.settled()
    await app.rows(f"UPDATE outbound_message SET state = '{state}' RETURNING id")
    app.clock.forward(after)
    await app.inbox.receive(app.inbound(AWA, "1"))
    await app.inbox.settled()
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == answers


async def test_a_clock_that_was_set_back_swallows_nothing(app: Harness) -> None:
    await app.hears(AWA, LONG)
    app.clock.forward(-SECOND)
    await app.hears(AWA, LONG)
    assert len(app.told(AWA)) == 2


@pytest.mark.parametrize("event", [Heard(LONG), Picked("menu", "77")])
async def test_it_is_stored_as_answered_and_moves_nobody(app: Harness, event: Event) -> None:
    await app.hears(AWA, event, event)
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL") == 0
    await app.hears(AWA, "next")
    assert app.told(AWA)[-1] == "2: next"
