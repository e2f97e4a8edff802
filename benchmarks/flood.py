"""What does somebody who floods us cost, and whom do they hold up? By a simulated clock."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from benchmarks.engine import NOW, world_by_sms
from benchmarks.findings import Findings, Result, at_least, at_most
from bot.channels.base import Receive, Report
from bot.channels.twilio.messengers import WHATSAPP
from bot.database.migrations import migrate
from bot.database.opening import open_database
from bot.database.transaction import Executor, Sql, Transaction
from bot.messages.attempts import REMINDER
from bot.messages.capabilities import BY_SMS, Capabilities
from bot.messages.message import OutboundMessage, Rendered
from bot.messages.segments import count
from bot.outbound.budget import Budget
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft, Outbox, queue
from bot.outbound.rate_limit import RateLimit
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import Sealer
from flows.engine.conversation import advance
from flows.engine.effect import Say
from flows.engine.event import Heard
from flows.engine.session import Session
from flows.registry import CONVERSATIONS

MESSAGES = 300
"""So many a machine answered within seconds, and each was answered."""

WAITING = 60
CAP = 20
UTC = ZoneInfo("UTC")
LETTERS = "abcdefghijklmnop"
AUTOMATIC = "Je suis absent, je vous rappelle."
FIRST, NEXT = "+21620000001", "+21620000002"
STEP = timedelta(seconds=0.1)
PATIENCE = timedelta(minutes=10)


def findings() -> Findings:
    """Before there were limits: 300 answers, an echo without end, and a wait of 58 s."""
    counting = [f"{AUTOMATIC} Dossier {number}." for number in range(MESSAGES)]
    return Findings(
        [
            at_most("answers to 300 automatic replies", answers([AUTOMATIC] * MESSAGES), "", 4),
            at_most("… with a number in each", answers(counting), "", 4),
            at_most("… to our own words sent back", answers_to_an_echo(), "", 6),
            at_most("… to 256 requests in minutes", answers(_requests()), "", 22),
            at_most("next person behind 60, at 1/s", asyncio.run(wait_s(1)), "s", 3.01),
            at_most("next person behind 60, at 0.25/s", asyncio.run(wait_s(0.25)), "s", 4.01),
            *_capped("sms", BY_SMS),
            *_capped("whatsapp", WHATSAPP.capabilities),
        ]
    )


def _capped(channel: str, capabilities: Capabilities) -> list[Result]:
    reminders, replies = asyncio.run(sent_under_a_cap(channel, capabilities))
    return [
        at_most(f"reminders by {channel} under a cap of {CAP}", reminders, "", CAP + 1),
        at_least("… and replies above it, of 60", replies, "", WAITING),
    ]


def _requests() -> list[str]:
    """Each is understood, and none like another."""
    return [f"medecin tabarka {first}{second}" for first, second in product(LETTERS, LETTERS)]


def answers(said: Sequence[str]) -> int:
    """How many of these, one a second, are answered to somebody who reads French."""
    world, session, answered = world_by_sms(), Session(), 0
    world = replace(world, contact=replace(world.contact, locale="fr"))
    for number, words in enumerate(said):
        world = replace(world, now=NOW + timedelta(seconds=number))
        turn = advance(session, Heard(words), world, CONVERSATIONS)
        session = turn.session
        answered += any(isinstance(each, Say) for each in turn.effects)
    return answered


def answers_to_an_echo() -> int:
    """The same of a machine that sends back what it got."""
    world, session, words, answered = world_by_sms(), Session(), "bonjour", 0
    for _message in range(MESSAGES):
        turn = advance(session, Heard(words), world, CONVERSATIONS)
        session = turn.session
        for said in (each for each in turn.effects if isinstance(each, Say)):
            answered += 1
            reply, locale = said.reply, said.locale or world.languages[0].code
            choices = (f"{n} {world.phrase(each.label, locale)}" for n, each in reply.numbered())
            words = "\n".join((*(world.phrase(line, locale) for line in reply.lines), *choices))
    return answered


@dataclass(slots=True)
class _Phone:
    """A channel that takes everything at once, and knows to whom it went."""

    name: str = "sms"
    capabilities: Capabilities = BY_SMS
    sent: list[str] = field(default_factory=list)

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return ()

    async def start(self, receive: Receive, report: Report) -> None:
        return None

    async def stop(self) -> None:
        return None

    async def send(self, outbound: OutboundMessage) -> str:
        self.sent.append(outbound.address)
        return str(len(self.sent))


@dataclass(slots=True)
class _Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


async def wait_s(per_second: float) -> float:
    """How long somebody waits who writes while sixty answers to another wait."""
    with tempfile.TemporaryDirectory() as name:
        await migrate(None, data_dir=Path(name))
        database = await open_database(None, data_dir=Path(name))
        try:
            return await _wait_s(database.executor, per_second)
        finally:
            await database.close()


async def _wait_s(executor: Executor, per_second: float) -> float:
    phone, clock, sealer = _Phone(), _Clock(), Sealer(bytes(range(32)))
    limits = {"sms": RateLimit(per_second)}
    outbox = Outbox(
        executor, {"sms": phone}, sealer, clock, lambda moment: moment, rate_limits=limits
    )
    await executor.run(lambda: _queued(FIRST, WAITING, sealer, clock()))
    await outbox.deliver_due()
    await executor.run(lambda: _queued(NEXT, 1, sealer, clock()))
    began = clock.now
    while NEXT not in phone.sent and clock.now < began + PATIENCE:
        clock.now += STEP
        await outbox.deliver_due()
    return (clock.now - began).total_seconds()


def _queued(
    address: str,
    messages: int,
    sealer: Sealer,
    now: datetime,
    *,
    kind: str = REPLY,
    channel: str = "sms",
) -> Transaction[None]:
    """Somebody who agreed to reminders, and so many messages to them."""
    rows = yield Sql(
        "INSERT INTO contact (channel, address_hash, address_sealed, session, created_at,"
        " last_seen_at) VALUES (?, ?, ?, '{}', ?, ?) RETURNING id",
        (channel, sealer.address_hash(channel, address), b"", now, now),
    )
    contact_id = rows[0]["id"]
    yield Sql(
        "UPDATE contact SET address_sealed = ? WHERE id = ?",
        (sealer.seal(address, ADDRESS.of(contact_id)), contact_id),
    )
    yield Sql(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, 'interest', '1', 'fr', ?)",
        (contact_id, now),
    )
    for _message in range(messages):
        yield from queue(
            OutboundDraft(
                channel=channel,
                contact_id=contact_id,
                message=Rendered("Bonjour."),
                segments=count("Bonjour.") if channel == "sms" else None,
                kind=kind,
                created_at=now,
                next_attempt_at=now,
                expires_at=now + REPLY_LIVES,
            ),
            sealer,
        )


async def sent_under_a_cap(channel: str, capabilities: Capabilities) -> tuple[int, int]:
    """Of sixty reminders and sixty replies: how many went, where twenty a day are paid for."""
    caps = {"sms": Budget(UTC, CAP), "whatsapp": Budget(UTC, messages_a_day=CAP)}
    with tempfile.TemporaryDirectory() as name:
        await migrate(None, data_dir=Path(name))
        database = await open_database(None, data_dir=Path(name))
        phone, sealer = _Phone(channel, capabilities), Sealer(bytes(range(32)))
        outbox = Outbox(
            database.executor,
            {channel: phone},
            sealer,
            lambda: NOW,
            lambda moment: moment,
            budget=caps[channel],
        )
        sent = []
        try:
            for kind in (REMINDER, REPLY):
                phone.sent.clear()
                for number in range(WAITING):
                    address = f"+2162{kind == REPLY:d}{number:06}"
                    await database.executor.run(
                        partial(_queued, address, 1, sealer, NOW, kind=kind, channel=channel)
                    )
                await outbox.deliver_due()
                sent.append(len(phone.sent))
        finally:
            await database.close()
    return sent[0], sent[1]
