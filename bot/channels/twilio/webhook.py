"""How do we know that it was Twilio that called us, and what does it tell?

One address could take in whatever an account carries, so each of them does: a webhook that stands
at the SMS address in Twilio's console is understood for WhatsApp too.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.channels.base import Receive, Report
from bot.channels.payload import provider_post, read_body
from bot.channels.twilio.account import REFERENCE, TwilioAccount
from bot.channels.twilio.known_contents import KnownContents
from bot.messages.message import InboundMessage
from bot.messages.reports import DeliveryReport, Stray
from flows.engine.event import Event, Heard, Unreadable
from services_directory.values.json_text import to_json_text
from services_directory.web.doors import Guard, behind

log = structlog.get_logger(__name__)

Read = Callable[[Mapping[str, str]], InboundMessage | None]
"""What a person wrote; None for what nobody can answer or tell from a repetition."""

SIGNATURE_HEADER = "X-Twilio-Signature"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
POST_ONLY = (
    "This is Dalil's address for Twilio, and it answers. In Twilio's console choose HTTP POST for"
    " it: see docs/sms-twilio.md.\n"
)
MOST_FIELDS = 200
LONGEST_CHANNEL = 16

_STATES: Mapping[str, Literal["sent", "delivered", "failed"]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
# The person opted out; blocked; no such account on WhatsApp or Messenger (twice); and what is
# sometimes mistaken: no such number, a landline.
GONE_AFTER = {"21610": 1, "30004": 1, "63003": 1, "63024": 1, "30005": 2, "30006": 2}
_VERDICTS = frozenset(("STOP", "START", "HELP"))
# What people send that we cannot read, by the first word of its type; all else is a document.
_MEDIA = {"image": "picture", "audio": "voice", "video": "video"}


class TwilioWebhooks:
    """The webhooks of one account. `readers`: by what an address begins with, "" for a number."""

    def __init__(self, account: TwilioAccount) -> None:
        self.readers: dict[str, Read] = {}
        self._account = account
        self.contents = KnownContents(account)

    def routes(
        self, channel: str, path: str, receive: Receive, report: Report
    ) -> Sequence[web.RouteDef]:
        """What stands at `path`, and at `path`/status the reports on messages of `channel`."""

        async def message(request: web.Request) -> web.Response:
            form = await self._read_form(request)
            inbound = self.read(form)
            if inbound is not None:
                await receive(inbound)
            elif (stray := stray_in(form)) is not None:
                await report(stray)
            return web.Response(text=NO_REPLY, content_type="text/xml")

        async def status(request: web.Request) -> web.Response:
            form = await self._read_form(request)
            told = read_report(channel, request.query.get(REFERENCE, ""), form)
            if told is not None:
                await report(told)
            return web.Response(status=204)

        return (
            provider_post(path, message),
            web.get(path, behind(Guard.MADE, _looked_at)),
            provider_post(status_path(path), status),
        )

    def read(self, form: Mapping[str, str]) -> InboundMessage | None:
        """The message in a form of any channel that Twilio carries; None for what is no message."""
        sender = form.get("From", "")
        reader = self.readers.get(sender.partition(":")[0] if ":" in sender else "")
        inbound = reader(form) if reader else None
        if inbound is None:
            log.info("twilio_message_ignored", has_id="MessageSid" in form, is_on=bool(reader))
        return inbound

    async def _read_form(self, request: web.Request) -> MultiDict[str]:
        """The fields of a webhook. Raises HTTPForbidden when it was not Twilio that called.

        Without a public address every webhook is refused: one taken from the request itself could
        be anybody's."""
        form = form_of(await read_body(request))
        signature = request.headers.get(SIGNATURE_HEADER, "")
        public_url, tokens = self._account.public_url, self._account.tokens
        url = f"{public_url}{request.raw_path}"
        genuine = public_url is not None and is_genuine(url, form, signature, tokens)
        if not genuine or form is None:
            raise web.HTTPForbidden(text="The signature does not fit.")
        return form


async def _looked_at(_request: web.Request) -> web.Response:
    """Somebody tries the address in a browser; or the console was told GET, which reads no body."""
    return web.Response(status=405, headers={"Allow": "POST"}, text=POST_ONLY)


def stray_in(form: Mapping[str, str]) -> Stray | None:
    """A message of a messenger whose sender nobody here could read, to be kept as it came.

    What comes without a messenger's prefix is a short code or a name, and cannot be answered."""
    messenger, colon, address = form.get("From", "").partition(":")
    identity = identity_of(form)
    if not colon or identity is None:
        return None
    return Stray(messenger[:LONGEST_CHANNEL], identity, to_json_text(dict(form)), address)


def status_path(path: str) -> str:
    """Beside a webhook: where Twilio reports what became of a message."""
    return f"{path}/status"


def identity_of(form: Mapping[str, str]) -> str | None:
    return form.get("MessageSid") or form.get("SmsSid") or None


def verdict_of(form: Mapping[str, str]) -> str | None:
    """What the carrier took the words for, STOP, START or HELP, and has answered; else None."""
    verdict = form.get("OptOutType", "").strip().upper()
    return verdict if verdict in _VERDICTS else None


def event_of(form: Mapping[str, str]) -> Event:
    """What was said; a picture's words are words.

    The carrier's verdict counts, whatever the words are: it blocks, or lets through, by it."""
    if verdict := verdict_of(form):
        return Heard(verdict)
    body, media = form.get("Body", ""), form.get("NumMedia", "0")
    if body.strip() or media in ("", "0"):
        return Heard(body)
    kind = form.get("MediaContentType0", "image").partition("/")[0]
    return Unreadable(_MEDIA.get(kind, "document"))


def is_genuine(
    url: str, form: MultiDict[str] | None, signature: str, tokens: Sequence[str]
) -> bool:
    """Whether one of `tokens` signed this form for this address; compares in constant time."""
    if form is None or not signature.isascii():
        return False
    shown = signature.encode()
    validators = [RequestValidator(token) for token in tokens]
    try:
        # All tokens are tried, so that the time taken does not tell which is the good one.
        exact = [
            hmac.compare_digest(each.compute_signature(url, form).encode(), shown)
            for each in validators
        ]
        return any(exact) or _is_genuine_otherwise(url, form, signature, validators)
    except ValueError:
        return False


def _is_genuine_otherwise(
    url: str, form: MultiDict[str], signature: str, validators: Sequence[RequestValidator]
) -> bool:
    """The same for an address that Twilio wrote otherwise than we were called: three times dearer.

    With or without its port; or with an apostrophe that was escaped on the way."""
    addresses = {url, url.replace("%27", "'")}
    verdicts = [
        each.validate(address, form, signature) for each in validators for address in addresses
    ]
    return any(verdicts)


def read_report(channel: str, reference: str, form: Mapping[str, str]) -> DeliveryReport | None:
    """What a status callback says of a message; None while it is only on its way."""
    status = form.get("MessageStatus") or form.get("SmsStatus", "")
    state = _STATES.get(status)
    if state is None or not reference:
        return None
    if state != "failed":
        return DeliveryReport(channel, reference, state)
    code = form.get("ErrorCode", "")
    if not re.fullmatch(r"[1-9][0-9]{4}", code):
        return DeliveryReport(channel, reference, state, f"Twilio: {status}")
    return DeliveryReport(channel, reference, state, f"Twilio {code}", GONE_AFTER.get(code))


def form_of(body: bytes) -> MultiDict[str] | None:
    """The fields, blank ones too, for they are part of what was signed; None if it is no form."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return MultiDict(pairs)
