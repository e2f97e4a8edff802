"""How does Dalil talk on WhatsApp and Messenger? Through Twilio, by the rules of each.

Within 24 hours of a person's last message anything may be written to them; later only words that
were approved beforehand, as a template, and on Messenger nothing. Meta refuses such a message only
after Twilio took it, so it is refused here, where staff see why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web

from bot.channels.base import Receive, Report
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.catch_up import catch_up
from bot.channels.twilio.contents import PRESSED, content_for
from bot.channels.twilio.webhook import TwilioWebhooks, event_of, identity_of, status_path
from bot.clock import Clock
from bot.messages.addresses import is_number
from bot.messages.capabilities import ANY_LOCALE, Capabilities
from bot.messages.errors import Rejected
from bot.messages.message import InboundMessage, OutboundMessage, Rendered
from flows.engine.event import Event, LocationShared, Picked
from services_directory.values.entries import Position

log = structlog.get_logger(__name__)

# A message that is on its way when the day ends would be refused.
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
# Where WhatsApp tells the id of somebody who chose a user name.
ID_BESIDE_NUMBER = "ExternalUserId"
# A template's place for words takes one line, of at most so many characters.
LONGEST_VARIABLE = 1000


@dataclass(frozen=True, slots=True)
class Messenger:
    """One of them. `prefix` stands before each address at Twilio's, and nowhere with us."""

    name: str
    prefix: str
    address: re.Pattern[str]
    capabilities: Capabilities
    shows_lists: bool
    too_late: str
    """What staff read when the 24 hours are over and no template fits."""


# Twilio passes their buttons on in contents only (contents.py); without one choices are numbered.
BY_TWILIO = Capabilities(
    shows_buttons=False,
    bills_segments=False,
    text_limit=1600,
    page_size=5,
    answers_within=WINDOW,
    may_show_menu=True,
)
WHATSAPP = Messenger(
    name="whatsapp",
    prefix="whatsapp:",
    # A number; or, of people who chose a user name, the id that this business knows them by.
    address=re.compile(r"\+[1-9]\d{4,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128}"),
    # Each message is billed, replies included, since October 2026.
    capabilities=replace(BY_TWILIO, may_hide_number=True, bills_messages=True),
    shows_lists=True,
    too_late="WhatsApp: more than 24 hours since they wrote, and no template for this is set",
)
MESSENGER = Messenger(
    name="messenger",
    prefix="messenger:",
    address=re.compile(r"[0-9]{1,32}"),
    capabilities=replace(BY_TWILIO, knows_number=False),
    shows_lists=False,
    too_late="Messenger: more than 24 hours since they wrote",
)


class TwilioMessenger:
    """One sender on one of them: a number with WhatsApp, or the id of a page."""

    def __init__(
        self,
        kind: Messenger,
        account: TwilioAccount,
        webhooks: TwilioWebhooks,
        *,
        sender: str,
        templates: Mapping[tuple[str, str], str] | None = None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        """`templates` as `read_templates` (templates.py) gives them."""
        self.name = kind.name
        self._templates = dict(templates or {})
        later = frozenset(locale for what, locale in self._templates if what == "reminder")
        self.capabilities = replace(kind.capabilities, reminds_later_in=later)
        self._kind = kind
        self._account = account
        self._webhooks = webhooks
        self._sender = f"{kind.prefix}{sender}"
        self._clock = clock
        self._path = f"/{kind.name}/twilio"
        webhooks.readers[kind.name] = self._read

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return self._webhooks.routes(self.name, self._path, receive, report)

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: Twilio calls us."""

    async def stop(self) -> None:
        await self._account.close()

    async def send(self, outbound: OutboundMessage) -> str:
        """Hand one message to Twilio; its MessageSid. After a timeout it may go out twice."""
        content = self._content(outbound)
        menu = await self._menu(outbound.message) if "body" in content else None
        if menu is not None:
            try:
                return await self._create(outbound, menu)
            except Rejected as refused:
                # Nothing of it was taken: one answer is one message, and here it is in words.
                log.warning("twilio_menu_refused", channel=self.name, reason=str(refused))
        return await self._create(outbound, content)

    async def _create(self, outbound: OutboundMessage, content: Mapping[str, str]) -> str:
        return await self._account.create(
            to=f"{self._kind.prefix}{outbound.address}",
            from_=self._sender,
            **content,
            **self._account.callback(status_path(self._path), outbound.reference),
        )

    async def _menu(self, message: Rendered) -> dict[str, str] | None:
        """The choices to press; None where there are none, or no content that shows them."""
        suits = content_for(message.menu, lists=self._kind.shows_lists) if message.menu else None
        sid = await self._webhooks.contents.sid(suits.name) if suits else None
        if suits is None or sid is None:
            return None
        return {"content_sid": sid, "content_variables": suits.variables}

    def _content(self, outbound: OutboundMessage) -> dict[str, str]:
        """The words as they are, or within a template. Raises Rejected when neither may go."""
        text = outbound.message.text
        heard_at = outbound.heard_at
        if heard_at is None or self._clock() - heard_at < WINDOW:
            return {"body": text}
        template = self._template(outbound.kind, outbound.locale)
        if template is None:
            raise Rejected(self._kind.too_late)
        words = " ".join(text.split())
        if len(words) > LONGEST_VARIABLE:
            raise Rejected(f"too long for a template: at most {LONGEST_VARIABLE} characters")
        variables = json.dumps({"1": words}, ensure_ascii=False)
        return {"content_sid": template, "content_variables": variables}

    def _template(self, kind: str, locale: str | None) -> str | None:
        found = self._templates.get((kind, locale)) if locale else None
        return found or self._templates.get((kind, ANY_LOCALE))

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        await catch_up(self._account, self.name, since, self._is_to_us, self._read, receive, report)

    def _is_to_us(self, message: Mapping[str, str]) -> bool:
        return message.get("to") == self._sender

    def _read(self, form: Mapping[str, str]) -> InboundMessage | None:
        sender, identity = form.get("From", ""), identity_of(form)
        address = sender.removeprefix(self._kind.prefix)
        if identity is None or address == sender or not self._kind.address.fullmatch(address):
            return None
        alias = self._alias(form, address)
        return InboundMessage(self.name, address, identity, _event(form), alias=alias)

    def _alias(self, form: Mapping[str, str], address: str) -> str | None:
        """The id that stands beside a number; it stays when the number is hidden some day."""
        told = form.get(ID_BESIDE_NUMBER, "").removeprefix(self._kind.prefix)
        both = is_number(address) and not is_number(told)
        return told if both and self._kind.address.fullmatch(told) else None


def _event(form: Mapping[str, str]) -> Event:
    """What was pressed comes in a field of its own; a place as two fields and no words."""
    pressed = form.get("ButtonPayload") or form.get("ListId") or ""
    if pressed.startswith(PRESSED):
        return Picked(pressed.removeprefix(PRESSED))
    try:
        north, east = float(form["Latitude"]), float(form["Longitude"])
    except (KeyError, ValueError):
        return event_of(form)
    if abs(north) <= 90 and abs(east) <= 180:
        return LocationShared(Position(north, east))
    return event_of(form)
