"""`dalil chat`: talk with Dalil in a terminal, with the real engine and the real database."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

import click
import structlog
from aiohttp import web

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.channels.base import Receive, Report
from bot.clock import Clock, now_in_utc
from bot.configuration.settings import Settings
from bot.contacts.aliases import hashed
from bot.database.transaction import Sql, Transaction
from bot.messages.capabilities import Capabilities
from bot.messages.errors import TryLater
from bot.messages.message import InboundMessage, OutboundMessage, Rendered
from bot.messages.segments import count
from bot.operations.logs import configure_logs
from flows.engine.conversation import Turn, advance
from flows.engine.effect import Say
from flows.engine.event import Event, Heard
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.world import World
from flows.registry import CONVERSATIONS

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.2
LONGEST_WAIT_S = 20.0

# Numbers and chat ids that nobody has.
NOBODY = {"sms": "+21620000000", "telegram": "1", "whatsapp": "+21620000000"}


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it would be sent, and the choices it offers."""

    message: Rendered
    choices: tuple[tuple[int | None, str, str], ...]
    is_billed: bool
    file: str | None = None

    def as_json(self) -> dict[str, object]:
        cost = count(self.message.text) if self.is_billed else None
        return {
            "text": self.message.text,
            "choices": [
                {"number": number, "key": key, "label": label}
                for number, key, label in self.choices
            ],
            "encoding": cost.encoding if cost else None,
            "segments": cost.segments if cost else None,
            "file": self.file,
        }

    def in_words(self) -> str:
        lines = [self.message.text]
        if self.message.buttons:
            lines += [f"  {number}  [{label}]" for number, _key, label in self.choices]
        if self.message.location_label:
            lines.append(f"     ({self.message.location_label})")
        if self.file:
            lines.append(f"     ({self.file})")
        if self.is_billed:
            cost = count(self.message.text)
            lines.append(f"     — {cost.segments} SMS, {cost.encoding}")
        return "\n".join(lines)


class Terminal:
    """A channel that shows what it is given to send; what is for others waits for them.

    Its name is not the real channel's, so that no provider is ever asked to write to nobody.
    """

    def __init__(self, kind: str, address: str, capabilities: Capabilities) -> None:
        self.name = f"chat-{kind}"
        self.capabilities = capabilities
        self.address = address
        self.shown: list[OutboundMessage] = []

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return ()

    async def start(self, receive: Receive, report: Report) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, outbound: OutboundMessage) -> str:
        if outbound.address != self.address:
            # Another terminal waits for it, which sends to the same channel.
            raise TryLater("for somebody else", after=timedelta())
        self.shown.append(outbound)
        return uuid.uuid4().hex


class Talk:
    """One person at this terminal. `asked` holds the replies of the turn that was taken last."""

    def __init__(
        self,
        kind: str,
        address: str,
        settings: Settings | None = None,
        clock: Clock = now_in_utc,
    ) -> None:
        self._address = address
        self._settings = settings or load_settings()
        self._clock = clock
        self._terminal = Terminal(kind, address, _capabilities(kind))
        self._asked: tuple[Reply, ...] = ()
        self._closing = AsyncExitStack()
        self._app: Application

    async def open(self) -> Self:
        """The application on the database of the settings, with a terminal as its channel."""
        self._app = await self._closing.enter_async_context(
            open_application(
                self._settings,
                lambda _: [self._terminal],
                advance=self._advance,
                clock=self._clock,
            )
        )
        await self._app.inbox.answer_unanswered()
        await self._app.inbox.settled()
        return self

    async def close(self) -> None:
        await self._closing.aclose()

    def hand_to(self, address: str) -> None:
        """From now on it is somebody else who writes."""
        self._address = self._terminal.address = address

    async def say(self, words: str) -> list[Said]:
        """What comes back when the person writes `words`."""
        self._terminal.shown.clear()
        self._asked = ()
        channel = self._terminal.name
        await self._app.inbox.receive(
            InboundMessage(channel, self._address, uuid.uuid4().hex, Heard(words))
        )
        await self._app.inbox.settled()
        await self._app.outbox.deliver_due()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT_S):
                while await self._app.database.executor.run(self._is_on_its_way):
                    await asyncio.sleep(LOOK_EVERY_S)
                    await self._app.outbox.deliver_due()
        asked = [*self._asked, *[Reply(())] * len(self._terminal.shown)]
        return [
            Said(
                sent.message,
                _choices(reply, sent.message),
                self._terminal.capabilities.bills_segments,
                sent.file.name if sent.file else None,
            )
            for sent, reply in zip(self._terminal.shown, asked, strict=False)
        ]

    def _is_on_its_way(self) -> Transaction[bool]:
        """Whether another terminal took our answer up before us, and put it off."""
        hashes = self._app.sealer.address_hashes(self._terminal.name, self._address)
        rows = yield Sql(
            "SELECT 1 FROM outbound_message WHERE kind = 'reply' AND state IN ('queued', 'sending')"
            f" AND contact_id IN (SELECT id FROM contact WHERE {hashed(hashes)}) LIMIT 1",
            hashes,
        )
        return bool(rows)

    def _advance(self, session: Session, event: Event, world: World) -> Turn:
        # Nothing is paid for what is said at a terminal, whatever the country.
        world = replace(world, contact=replace(world.contact, foreign=False))
        turn = advance(session, event, world, CONVERSATIONS)
        self._asked = tuple(each.reply for each in turn.effects if isinstance(each, Say))
        return turn


@click.command()
@click.option("--channel", "kind", type=click.Choice(sorted(NOBODY)), default="telegram")
@click.option("--from", "address", metavar="ADDRESS", help="Who is writing: any number.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def chat(kind: str, address: str | None, as_json: bool) -> int:
    """Answer every line of stdin, or whatever is typed until Ctrl+D."""
    settings = load_settings()
    configure_logs(settings, quietly=True)
    with asyncio.Runner() as runner:
        talk = runner.run(Talk(kind, address or NOBODY[kind]).open())
        try:
            for line in _typed() if sys.stdin.isatty() else _piped():
                said = runner.run(talk.say(line))
                if as_json:
                    answer = {"heard": line, "replies": [each.as_json() for each in said]}
                    print(json.dumps(answer, ensure_ascii=False), flush=True)
                else:
                    print("\n\n".join(each.in_words() for each in said), end="\n\n", flush=True)
        finally:
            runner.run(talk.close())
    return 0


def _typed() -> Iterator[str]:
    print("Write to Dalil as you would on a phone. Ctrl+D ends.\n")
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return


def _piped() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


def _capabilities(kind: str) -> Capabilities:
    # Of the real channels, so that a terminal never shows what a phone would not.
    if kind == "sms":
        from bot.channels.twilio.sms import TwilioSms

        return TwilioSms.capabilities
    if kind == "whatsapp":
        from bot.channels.twilio.messengers import WHATSAPP

        return WHATSAPP.capabilities
    from bot.channels.telegram.channel import TelegramChannel

    return TelegramChannel.capabilities


def _choices(reply: Reply, message: Rendered) -> tuple[tuple[int | None, str, str], ...]:
    """Number, key and label of each choice that the message shows."""
    numbers = {choice.key: number for number, choice in reply.numbered()}
    if message.buttons:
        shown = {button.key: button.label for row in message.buttons for button in row}
        order = [key for key in numbers if key in shown] or list(shown)
        return tuple((numbers.get(key), key, shown[key]) for key in order)
    labels = dict(line.partition(" ")[::2] for line in message.text.splitlines())
    return tuple(
        (number, key, labels[str(number)])
        for key, number in numbers.items()
        if str(number) in labels
    )
