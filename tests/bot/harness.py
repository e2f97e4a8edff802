"""The whole way of a message for tests: a real database and a conversation known by heart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from bot.broadcasts.reminders import Reminders
from bot.cases.staff_answers import StaffAnswers
from bot.channels.base import Channel
from bot.channels.routes import ONE_ROUTE_EACH, Routes
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Sql, Transaction
from bot.inbound.inbox import Inbox
from bot.inbound.turn import Advance
from bot.messages.capabilities import BY_SMS
from bot.messages.message import InboundMessage
from bot.operations.metrics import Metrics
from bot.outbound.budget import Budget
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.outbound.rate_limit import RateLimit
from bot.privacy.retention import DataRetention
from bot.privacy.sealing.sealer import Sealer
from bot.translation.translator import Translator
from flows.engine.conversation import Turn
from flows.engine.effect import (
    AskHuman,
    CancelInterest,
    CorrectInterest,
    Effect,
    Erase,
    GiveConsent,
    HelpReason,
    Purpose,
    RecordFeedback,
    RecordInterest,
    RecordUnmetNeed,
    Say,
    SetLocale,
    SetPlace,
    SetSource,
    StartMessages,
    StopMessages,
)
from flows.engine.event import Event, Heard
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.world import World
from flows.registry import build_lexicon
from services_directory.values.entries import (
    Directory,
    LocalText,
    Offer,
    OfferKind,
    Programme,
    ResourceCentre,
    Retention,
)
from tests.fakes import FixedClock, RememberingChannel

LOCALES = Path(__file__).resolve().parents[2] / "locales"
AWA, BILEL = "+21620000001", "+21620000002"
SEWING, BREAD = "sewing", "bread"

PROGRAMME = Programme(
    code="test",
    name=LocalText.of({"fr": "Dalil", "ar": "دليل"}),
    operator=LocalText.of({"fr": "Centre"}),
    timezone="Africa/Tunis",
    country="TN",
    languages=("fr", "ar", "aeb", "en"),
    regions=(),
    categories=(),
    offers=(
        Offer(SEWING, OfferKind.TRAINING, LocalText.of({"fr": "Couture"})),
        Offer(BREAD, OfferKind.TRAINING, LocalText.of({"fr": "Pain"})),
    ),
    cautions=(),
    centre=ResourceCentre(LocalText.of({"fr": "Centre"}), "Mo-Fr 09:00-17:00", 24),
    retention=Retention(),
    quiet_from=time(21),
    quiet_until=time(8),
)


class Boom(Exception):
    """What a faulty conversation raises."""


def small_talk(session: Session, event: Event, world: World) -> Turn:
    """A conversation small enough to know by heart: it counts, and does what it is told."""
    words = event.text if isinstance(event, Heard) else type(event).__name__
    if words == "boom":
        raise Boom(words)
    turn = int(session.memory.get("turn", "0")) + 1
    session = replace(session, step="small_talk", memory={"turn": str(turn), "last": words})
    said = Say(Reply((f"{turn}: {words}",)))
    if words == "erase":
        return Turn(session, (Erase(), said))
    if words == "quiet":
        return Turn(session, ())
    return Turn(session, (*_effects(words, world), said))


def _effects(words: str, world: World) -> tuple[Effect, ...]:
    first, _, rest = words.partition(" ")
    consent = GiveConsent(Purpose.INTEREST, "interest-1")
    receipt = world.draw_receipt() if first in ("want", "wish") else ""
    effects: Mapping[str, tuple[Effect, ...]] = {
        "speak": (SetLocale(rest),),
        "place": (SetPlace(rest),),
        "from": (SetSource(rest),),
        "stop": (StopMessages(),),
        "start": (StartMessages(),),
        "human": (AskHuman(HelpReason.ASKED),),
        "danger": (AskHuman(HelpReason.DANGER),),
        "about": (AskHuman(HelpReason.ASKED, words=rest),),
        "wrong": (AskHuman(HelpReason.WRONG_INFO, rest, "some-service"),),
        "withdraw": (CancelInterest(rest),),
        "rename": (CorrectInterest(rest, first_name="Mariem"),),
        "move": (CorrectInterest(rest, place="jendouba"),),
        "call": (CorrectInterest(rest, reach_by="+21620000008"),),
        "uncall": (CorrectInterest(rest, reach_by="here"),),
        "want": (
            consent,
            RecordInterest(receipt, rest, "kairouan", "Awa", "+21620000009", "morning"),
        ),
        "wish": (consent, RecordInterest(receipt, rest, "kairouan", "Awa", "here", "morning")),
        "praise": (RecordFeedback(5, rest, None, anonymous=False),),
        "whisper": (RecordFeedback(1, rest, "some-service", anonymous=True),),
        "need": (RecordUnmetNeed(rest, None),),
        "twice": (Say(Reply(("first",))),),
    }
    return effects.get(first, ())


@dataclass(slots=True)
class Harness:
    """What `bot/bootstrap.py` joins, with a clock that is moved by hand."""

    executor: Executor
    clock: FixedClock
    sealer: Sealer
    channels: dict[str, RememberingChannel]
    worlds: WorldBuilder
    outbox: Outbox
    inbox: Inbox
    reports: DeliveryReports
    reminders: Reminders
    answers: StaffAnswers
    privacy: DataRetention
    numbers: count[int] = field(default_factory=lambda: count(1))

    def inbound(
        self, address: str, words: str | Event, channel: str = "telegram"
    ) -> InboundMessage:
        event = Heard(words) if isinstance(words, str) else words
        return InboundMessage(channel, address, f"m{next(self.numbers)}", event, locale_hint="fr")

    async def hears(self, address: str, *lines: str | Event, channel: str = "telegram") -> None:
        """Receive these, one after the other, and have everything answered and sent."""
        for words in lines:
            await self.inbox.receive(self.inbound(address, words, channel))
        await self.settle()

    async def settle(self) -> None:
        await self.inbox.settled()
        await self.outbox.deliver_due()
        await self.inbox.anonymous.write()

    async def later(self, by: timedelta) -> None:
        """Move the clock, and do what has come due by then."""
        self.clock.forward(by)
        await self.outbox.tidy()
        await self.outbox.deliver_due()

    def told(self, address: str, channel: str = "telegram") -> list[str]:
        return self.channels[channel].texts_to(address)

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        def transaction() -> Transaction[list[dict[str, Any]]]:
            return [dict(row) for row in (yield Sql(sql, values))]

        return await self.executor.run(transaction)

    async def one(self, sql: str, *values: Any) -> Any:
        """The first column of the first row; None without a row."""
        rows = await self.rows(sql, *values)
        return next(iter(rows[0].values())) if rows else None


@cache
def shipped_words() -> Translator:
    return Translator.load(LOCALES, PROGRAMME.languages, PROGRAMME.timezone, PROGRAMME.plain_by_sms)


async def _worlds_without_services(
    sealer: Sealer, clock: FixedClock, routes: Routes
) -> WorldBuilder:
    directory = Directory(PROGRAMME, (), ())
    # Of this harness alone: it may say other words than the next one.
    translator = shipped_words().with_words({})

    async def load() -> Directory:
        return directory

    async def version() -> int:
        return directory.version

    worlds = WorldBuilder(
        load, version, lambda directory: build_lexicon((), ()), translator, sealer, clock, routes
    )
    await worlds.refresh()
    return worlds


async def build_harness(
    executor: Executor,
    advance: Advance = small_talk,
    others: Mapping[str, Channel] | None = None,
    rate_limits: Mapping[str, RateLimit] | None = None,
    sealer: Sealer | None = None,
    routes: Routes = ONE_ROUTE_EACH,
    budget: Budget | None = None,
) -> Harness:
    """`others`: real channels, in the place of those that only remember."""
    clock, sealer = FixedClock(), sealer or Sealer(bytes(range(32)))
    remembering = {
        "telegram": RememberingChannel(),
        "sms": RememberingChannel("sms", BY_SMS),
    }
    channels: dict[str, Channel] = {**remembering, **(others or {})}
    capabilities = {name: channel.capabilities for name, channel in channels.items()}
    worlds = await _worlds_without_services(sealer, clock, routes)
    outbox = Outbox(
        executor,
        channels,
        sealer,
        clock,
        worlds.polite,
        rate_limits=rate_limits,
        routes=routes,
        budget=budget or Budget.of(PROGRAMME),
    )
    return Harness(
        executor=executor,
        clock=clock,
        sealer=sealer,
        channels=remembering,
        worlds=worlds,
        outbox=outbox,
        inbox=Inbox(
            executor, outbox, worlds, capabilities, sealer, clock, advance, pauses_s=(0.0, 0.0)
        ),
        reports=DeliveryReports(executor, sealer, clock, Metrics()),
        reminders=Reminders(executor, outbox, worlds, capabilities, sealer, clock),
        answers=StaffAnswers(executor, outbox, worlds, capabilities, sealer, clock),
        privacy=DataRetention(executor, lambda: worlds.programme.retention, clock),
    )
