"""What does tidying do with a message: in its lease, out of it, too late, or from the future?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.messages.message import Rendered
from bot.outbound.claim import LEASE
from bot.outbound.content import seal_message
from bot.outbound.outbox import AHEAD
from tests.bot.harness import AWA, BILEL, Harness
from tests.eventually import eventually

ALL = {"telegram", "sms"}
NOW, SECOND, HOUR, DAY = (timedelta(seconds=each) for each in (0, 1, 3600, 86_400))


@pytest.mark.parametrize(
    ("state", "due", "made", "late", "becomes", "then_due"),
    [
        # What is on its way has its lease, and is queued again when that has ended.
        ("sending", SECOND, -HOUR, DAY, "sending", SECOND),
        ("sending", NOW, -HOUR, DAY, "queued", NOW),
        # A lease of a clock that was ahead becomes an ordinary one.
        ("sending", 2 * LEASE, -HOUR, DAY, "sending", 2 * LEASE),
        ("sending", 2 * LEASE + SECOND, -HOUR, DAY, "sending", LEASE),
        # What waits for its time goes on waiting, unless a clock that was ahead wrote it.
        ("queued", HOUR, -HOUR, DAY, "queued", HOUR),
        ("queued", HOUR, AHEAD, DAY, "queued", HOUR),
        ("queued", HOUR, AHEAD + SECOND, DAY, "queued", NOW),
        ("queued", AHEAD, AHEAD + SECOND, DAY, "queued", AHEAD),
        ("queued", AHEAD + SECOND, AHEAD + SECOND, DAY, "queued", NOW),
        # What is too late is given up, but not while it is being sent.
        ("queued", NOW, -HOUR, SECOND, "queued", NOW),
        ("queued", NOW, -HOUR, NOW, "cancelled", NOW),
        ("sending", SECOND, -HOUR, NOW, "sending", SECOND),
        # What has left is left alone.
        ("sent", DAY, DAY, NOW, "sent", DAY),
    ],
)
async def test_each_message_is_where_it_belongs(
    app: Harness,
    state: str,
    due: timedelta,
    made: timedelta,
    late: timedelta,
    becomes: str,
    then_due: timedelta,
) -> None:
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    now, emptied = app.clock(), ", content_sealed = NULL" if state == "sent" else ""
    await app.rows(
        "UPDATE outbound_message SET state = ?, next_attempt_at = ?, created_at = ?,"
        f" expires_at = ?{emptied} RETURNING id",
        state,
        *(now + each for each in (due, made, late)),
    )
    await app.outbox.tidy()
    (row,) = await app.rows(
        "SELECT id FROM outbound_message WHERE state = ? AND next_attempt_at = ?",
        becomes,
        now + then_due,
    )
    assert row


async def test_of_who_asked_to_be_forgotten_a_farewell_waits_a_day_and_no_longer(
    app: Harness,
) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.receive(app.inbound(AWA, "erase"))
    await app.inbox.settled()
    await app.outbox.tidy()
    assert [each["state"] for each in await app.rows("SELECT state FROM outbound_message")] == [
        "queued"
    ]
    app.clock.forward(DAY)
    await app.outbox.tidy()
    assert await app.rows("SELECT state FROM outbound_message") == [], "it is given up"


async def test_what_was_sent_to_somebody_who_stays_is_kept(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.outbox.tidy()
    assert [each["state"] for each in await app.rows("SELECT state FROM outbound_message")] == [
        "sent"
    ]


async def test_what_a_crash_cut_off_leaves_at_once_and_what_is_late_is_counted(
    app: Harness,
) -> None:
    app.outbox.start()
    await app.hears(AWA, "hello")
    await app.hears(BILEL, "hello")
    for (contact_id,) in [tuple(row.values()) for row in await app.rows("SELECT id FROM contact")]:
        await app.rows(
            "UPDATE outbound_message SET state = 'sending', content_sealed = ?"
            " WHERE contact_id = ? RETURNING id",
            seal_message(Rendered("1: hello"), app.sealer, contact_id),
            contact_id,
        )
    await app.outbox.tidy()
    assert (app.told(AWA), app.told(BILEL)) == (["1: hello"], ["1: hello"]), "their lease holds"
    app.clock.forward(LEASE)
    with capture_logs() as logs:
        await app.outbox.tidy()
        await eventually(lambda: len(app.told(AWA)) == len(app.told(BILEL)) == 2)
    assert {"sending_cut_off"} == {each["event"] for each in logs if "cut_off" in each["event"]}
    await app.outbox.stop()
    await app.rows("UPDATE outbound_message SET state = 'queued' WHERE state = 'sent' RETURNING id")
    app.clock.forward(DAY)
    with capture_logs() as logs:
        await app.outbox.tidy()
    assert [each["messages"] for each in logs if each["event"] == "messages_expired"] == [2]


@pytest.mark.parametrize("wake", ["wake", "wake_soon"])
@pytest.mark.parametrize(
    ("channel", "woken"), [("telegram", {"telegram"}), ("sms", {"sms"}), (None, ALL)]
)
async def test_whoever_sends_by_that_channel_is_woken_and_nobody_else(
    app: Harness, wake: str, channel: str | None, woken: set[str]
) -> None:
    getattr(app.outbox, wake)(channel)
    senders = app.outbox._senders
    assert set(senders) == ALL
    await eventually(lambda: {each for each in ALL if senders[each]._woken.is_set()} == woken)
