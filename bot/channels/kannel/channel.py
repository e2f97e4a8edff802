"""How does Dalil talk by SMS through an operator's Kannel: a GET comes in, another goes out?

Kannel signs nothing: a secret stands in the address it calls, on a private network or by HTTPS.
Jasmin is alike and not the same, so it is not spoken here: it wants `ACK/Jasmin` as the answer to
what comes in, writes the words as hex in `binary`, and takes `content` and 8 for UCS-2 at /send.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal
from urllib.parse import unquote_to_bytes, urlencode
from uuid import uuid4

import aiohttp
import structlog
from aiohttp import web
from yarl import URL

from bot.channels.base import Receive, Report
from bot.channels.payload import provider_get
from bot.channels.sender_number import read_sender
from bot.channels.sms.prefixes import CHANNEL
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import Rejected, TryLater
from bot.messages.message import InboundMessage, OutboundMessage
from bot.messages.reports import DeliveryReport
from bot.messages.segments import count
from flows.engine.event import Event, Heard, Unreadable

log = structlog.get_logger(__name__)

ID_PREFIX = "kannel:"
INBOUND_PATH = "/sms/kannel"
REPORT_PATH = "/sms/kannel/report"
SEND_TIMEOUT = 20.0
SENDS_AT_ONCE = 10
# Kannel's coding: the GSM alphabet, bytes, or 16 bits for each character.
_GSM, _BYTES, _UCS2 = "0", "1", "2"
_CODINGS = {"GSM-7": _GSM, "UCS-2": _UCS2}
# Queued means that the operator is out of reach just now; Kannel keeps the message and sends it.
_ACCEPTED, _QUEUED = b"0:", b"3:"
# A name that Python alone knows, such as punycode, is none that an operator sends.
_CHARSETS = frozenset(
    {"utf-8", "utf-16", "utf-16be", "utf-16le", "us-ascii", "iso-8859-1", "iso-8859-6"}
    | {"iso-8859-15", "windows-1252", "windows-1256"}
)
# What a report says in %d. The reports asked for are all there are: 1 + 2 + 4 + 8 + 16.
_EVERY_REPORT = "31"
_STATES: Mapping[bytes, tuple[Literal["sent", "delivered", "failed"], str | None]] = {
    b"1": ("delivered", None),
    b"2": ("failed", "Kannel 2: not delivered"),
    b"8": ("sent", None),
    b"16": ("failed", "Kannel 16: refused by the operator"),
}
_BYTE_ORDER_MARK = "\ufeff"


class KannelSms:
    """One smsbox of a Kannel, and the account it gave us."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(
        self,
        sendsms_url: str,
        user: str,
        password: str,
        inbound_secret: str,
        *,
        sender: str,
        country: str,
        reports_url: str | None = None,
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        """`country` (ISO code) is where a number without a country code belongs.

        `inbound_secret` is what Kannel shows when it calls us; `reports_url` where it finds us to
        tell what became of a message, without which it is not asked."""
        self._sendsms_url = sendsms_url
        self._account = {"username": user, "password": password, "from": sender}
        self._secret = inbound_secret.encode()
        self._country = country
        self._reports_url = reports_url.rstrip("/") if reports_url else None
        self._send_timeout = send_timeout
        self._http: aiohttp.ClientSession | None = None
        self._room = asyncio.Semaphore(SENDS_AT_ONCE)

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        async def inbound(request: web.Request) -> web.Response:
            return await self._inbound(request, receive)

        async def told(request: web.Request) -> web.Response:
            found = read_report(self._genuine_fields(request))
            if found is not None:
                await report(found)
            return web.Response(text="", content_type="text/plain")

        return (
            provider_get(INBOUND_PATH, inbound),
            provider_get(REPORT_PATH, told),
        )

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: Kannel calls us."""

    async def stop(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def send(self, outbound: OutboundMessage) -> str:
        """Hand one SMS to Kannel; an id of ours, for Kannel tells none. After a timeout it may go
        out twice."""
        text = outbound.message.text
        fields = {
            **self._account,
            "to": outbound.address,
            "text": text,
            "charset": "UTF-8",
            "coding": _CODINGS[count(text).encoding],
            **self._asking_for_reports(outbound.reference),
        }
        # A GET, because Kannel takes no form. Written here: yarl leaves a plus as it is.
        query = urlencode(fields, errors="replace")
        status, words = await self._call(URL(f"{self._sendsms_url}?{query}", encoded=True))
        failure = _failure(status, words)
        if failure is not None:
            raise failure
        return f"{ID_PREFIX}{outbound.reference or uuid4()}"

    def _asking_for_reports(self, reference: str | None) -> dict[str, str]:
        if self._reports_url is None or reference is None:
            return {}
        # The % of %d is Kannel's to fill in, so it is not to be quoted.
        secret = self._secret.decode()
        url = f"{self._reports_url}{REPORT_PATH}?secret={secret}&ref={reference}&d=%d"
        return {"dlr-mask": _EVERY_REPORT, "dlr-url": url}

    async def _call(self, url: URL) -> tuple[int, bytes]:
        """The status and the first words of the answer. An error of the client's may hold the
        address, and in it the number and the password: it goes no further."""
        try:
            async with (
                self._room,
                asyncio.timeout(self._send_timeout),
                self._open().get(url, allow_redirects=False) as answer,
            ):
                return answer.status, (await answer.read())[: len(_ACCEPTED)]
        except (TimeoutError, aiohttp.ClientError):
            raise TryLater("Kannel could not be reached") from None

    def _open(self) -> aiohttp.ClientSession:
        """The client, made inside the running loop; it follows no proxy of the environment."""
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=SENDS_AT_ONCE))
        return self._http

    async def _inbound(self, request: web.Request, receive: Receive) -> web.Response:
        inbound = read_message(self._genuine_fields(request), self._country)
        if inbound is not None:
            await receive(inbound)
        # Kannel would send any word of it to the person, Arabic as question marks.
        return web.Response(text="", content_type="text/plain")

    def _genuine_fields(self, request: web.Request) -> dict[str, bytes]:
        """What Kannel tells. Raises HTTPForbidden when somebody else does."""
        # As it came over the wire: the words are bytes, and another parameter says in which script.
        raw = request.raw_path.encode("utf-8", "surrogateescape")
        fields = read_query(raw.partition(b"?")[2])
        if not hmac.compare_digest(fields.get("secret", b""), self._secret):
            raise web.HTTPForbidden(text="The secret does not fit.")
        return fields


def read_query(raw: bytes) -> dict[str, bytes]:
    """The fields of a query as bytes; of two with one name the first, which the operator wrote."""
    fields: dict[str, bytes] = {}
    for pair in raw.split(b"&"):
        name, _, value = pair.partition(b"=")
        fields.setdefault(name.decode("ascii", "replace"), _unquoted(value))
    return fields


def read_message(fields: Mapping[str, bytes], country: str) -> InboundMessage | None:
    """What a person wrote; None for what nobody can answer or tell from a repetition."""
    identity = fields.get("id", b"").decode("ascii", "replace").strip()
    address = read_sender(fields.get("from", b"").decode("utf-8", "replace"), country)
    if not identity or address is None:
        log.warning("kannel_message_ignored", has_id=bool(identity), has_number=bool(address))
        return None
    return InboundMessage(CHANNEL, address, ID_PREFIX + identity, _event(fields))


def read_report(fields: Mapping[str, bytes]) -> DeliveryReport | None:
    """What became of a message; None while it waits at the operator's."""
    reference = fields.get("ref", b"").decode("ascii", "replace")
    state, reason = _STATES.get(fields.get("d", b""), (None, None))
    if state is None or not reference:
        return None
    return DeliveryReport(CHANNEL, reference, state, reason)


def _event(fields: Mapping[str, bytes]) -> Event:
    coding = fields.get("coding", b"").decode("ascii", "replace")
    if coding == _BYTES:
        return Unreadable("picture")
    charset = fields.get("charset", b"").decode("ascii", "replace").lower()
    if charset not in _CHARSETS:
        charset = "utf-16be" if coding == _UCS2 else "utf-8"
    words = fields.get("text", b"").decode(charset, "replace")
    return Heard(words.removeprefix(_BYTE_ORDER_MARK))


def _unquoted(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))


def _failure(status: int, words: bytes) -> Exception | None:
    """What an answer of Kannel's means; None when the message was taken."""
    if status in (200, 202):
        if words in (_ACCEPTED, _QUEUED):
            return None
        return Rejected(f"Kannel answered {status} and did not say that it took the message")
    if status == 429:
        return TryLater("Kannel 429: too busy", timedelta(minutes=1), everybody=True)
    if status >= 500:
        return TryLater(f"Kannel answered {status}")
    if status == 403:
        return Rejected("Kannel 403: wrong user or password, or no way to this number")
    return Rejected(f"Kannel {status}: see the log of its smsbox")
