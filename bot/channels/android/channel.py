"""How does Dalil talk by SMS through a phone with a SIM: "SMS Gateway for Android", both ways?

The app signs what it received and posts it here; what we send goes to its interface, on the phone
itself, on a server of one's own or in its makers' cloud (docs/sms-routes.md).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import aiohttp
import structlog
from aiohttp import web

from bot.channels.base import Receive, Report
from bot.channels.payload import provider_post, read_body
from bot.channels.sender_number import read_sender
from bot.channels.sms.prefixes import CHANNEL
from bot.clock import Clock
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import InboundMessage, OutboundMessage
from bot.messages.reports import DeliveryReport
from flows.engine.event import Event, Heard, Unreadable
from services_directory.values.json_text import from_json

log = structlog.get_logger(__name__)

WEBHOOK_PATH = "/sms/android"
SIGNATURE_HEADER = "X-Signature"
TIMESTAMP_HEADER = "X-Timestamp"
ID_PREFIX = "android:"
SMS, MMS = "sms:received", "mms:received"
"""The events by which the app tells that somebody wrote."""

# The app signs anew at each attempt, so a late retry is fresh; the ids stop a quick replay.
SIGNATURE_LIVES = timedelta(minutes=5)
SEND_TIMEOUT = 15.0
SENDS_AT_ONCE = 4
# A phone that was off sends what has waited; half a day later nobody expects it any more.
WAITS_ON_THE_PHONE = timedelta(hours=12)
QUEUE_FULL_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
# The app pings each ten minutes (docs/sms-routes.md): three missed are a phone to look after.
SILENT_AFTER = timedelta(minutes=30)
LOOK_EVERY_S = 60.0

LONGEST_NUMBER = 40

_STATES: Mapping[str, Literal["sent", "delivered", "failed"]] = {
    "sms:sent": "sent",
    "sms:delivered": "delivered",
    "sms:failed": "failed",
}
_REASON = re.compile(r"[A-Z][A-Z0-9_]{2,60}")


class AndroidSms:
    """One phone, or several behind one gateway; `api_url` is what "/messages" is put after."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(
        self,
        api_url: str,
        user: str,
        password: str,
        signing_key: str,
        *,
        country: str,
        clock: Clock = lambda: datetime.now(UTC),
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        """`country` (ISO code): whose numbers the network may show in their national form."""
        self._api_url = api_url.rstrip("/")
        self._authorisation = aiohttp.encode_basic_auth(user, password)
        self._key = signing_key.encode()
        self._country = country
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=send_timeout)
        self._http: aiohttp.ClientSession | None = None
        self._watch: asyncio.Task[None] | None = None
        self._told_silent = False
        self.last_seen: datetime | None = None
        """When the phone last posted anything genuine, a ping too; None: not since the start."""

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        async def webhook(request: web.Request) -> web.Response:
            return await self._webhook(request, receive, report)

        return (provider_post(WEBHOOK_PATH, webhook),)

    async def start(self, receive: Receive, report: Report) -> None:
        """The phone calls us; we only watch that it goes on doing so."""
        self._watch = asyncio.create_task(self._keep_watch())

    async def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def send(self, outbound: OutboundMessage) -> str:
        """Queue one SMS on the phone; its id is ours, so that it can be asked for twice."""
        # The same at each attempt: what the gateway has already is not sent again.
        identity = outbound.reference or uuid4().hex
        told = {
            "id": identity,
            "textMessage": {"text": outbound.message.text},
            "phoneNumbers": [outbound.address],
            "ttl": int(WAITS_ON_THE_PHONE.total_seconds()),
        }
        for is_last in (False, True):
            try:
                refusal = await self._post(told)
                break
            except (TimeoutError, aiohttp.ClientError):
                # It may have arrived, and only the answer was lost: then this id is known.
                if is_last:
                    raise TryLater("the Android gateway could not be reached") from None
        if refusal is not None:
            raise refusal
        return ID_PREFIX + identity

    async def _post(self, told: dict[str, Any]) -> Exception | None:
        """What kept it from being queued; None when it is. Its own words may hold the number."""
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=SENDS_AT_ONCE), timeout=self._timeout
            )
        async with self._http.post(
            f"{self._api_url}/messages",
            json=told,
            headers={"Authorization": self._authorisation},
            allow_redirects=False,
        ) as response:
            # 409: this id is queued already.
            if response.status in (200, 201, 202, 409):
                return None
            said = (await response.content.read(4096)).lower()
            return _failure(response.status, response.headers.get("Retry-After", ""), said)

    async def _webhook(
        self, request: web.Request, receive: Receive, report: Report
    ) -> web.Response:
        body = await read_body(request)
        signature = request.headers.get(SIGNATURE_HEADER, "")
        timestamp = request.headers.get(TIMESTAMP_HEADER, "")
        if not is_genuine(body, timestamp, signature, self._key, self._clock()):
            raise web.HTTPForbidden(text="The signature does not fit, or the phone's clock is off.")
        self._seen()
        event = event_of(body)
        inbound, told = read_event(event, self._country, self._key), read_report(event)
        if inbound is not None:
            await receive(inbound)
        if told is not None:
            await report(told)
        return web.Response()

    def _seen(self) -> None:
        self.last_seen = self._clock()
        if self._told_silent:
            self._told_silent = False
            log.info("android_phone_is_back")

    async def _keep_watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()

    def look(self) -> None:
        """Tell the log, once, when a phone that was heard before has fallen silent."""
        if self.last_seen is None or self._told_silent:
            return
        silent = self._clock() - self.last_seen
        if silent > SILENT_AFTER:
            self._told_silent = True
            log.warning("android_phone_silent", minutes=round(silent.total_seconds() / 60))


def is_genuine(body: bytes, timestamp: str, signature: str, key: bytes, now: datetime) -> bool:
    """Whether the phone signed this body, within minutes of now; compares in constant time."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not signature.isascii():
        return False
    expected = hmac.new(key, body + timestamp.encode(), hashlib.sha256).hexdigest()
    fits = hmac.compare_digest(expected, signature.lower())
    return fits and abs(now.timestamp() - int(timestamp)) <= SIGNATURE_LIVES.total_seconds()


def event_of(body: bytes) -> dict[str, Any]:
    """What the app tells, as it tells it; empty when that is no object. Raises HTTPBadRequest."""
    try:
        return _object(from_json(body))
    except ValueError:
        raise web.HTTPBadRequest(text="The body is not JSON.") from None


def read_event(event: Mapping[str, Any], country: str, key: bytes) -> InboundMessage | None:
    """What a person sent; None for every other event, and for what nobody could answer."""
    payload, identity = _object(event.get("payload")), event.get("id")
    if event.get("event") not in (SMS, MMS):
        return None
    # Older versions of the app know `phoneNumber` only.
    shown = payload.get("sender") or payload.get("phoneNumber")
    is_number = isinstance(shown, str) and len(shown) <= LONGEST_NUMBER
    address = read_sender(str(shown), country) if is_number else None
    if not isinstance(identity, str) or not identity.strip() or address is None:
        log.info("android_message_ignored", has_id=bool(identity), has_number=address is not None)
        return None
    return InboundMessage(
        channel=CHANNEL,
        address=address,
        provider_id=ID_PREFIX + _identity(payload, address, identity, key),
        event=_said(event["event"], payload),
    )


def _identity(payload: Mapping[str, Any], address: str, event_id: str, key: bytes) -> str:
    """The message's own, since the app may tell of one message in several events.

    `messageId` is made of the text, so two people who write "1" may share it: who wrote, and when,
    belong to it. Hashed with the key, since the row outlives the number."""
    told = (payload.get("messageId"), payload.get("receivedAt"))
    if not all(isinstance(each, str) and each for each in told):
        return event_id
    return hmac.new(key, "\0".join((address, *map(str, told))).encode(), hashlib.sha256).hexdigest()


def _said(kind: str, payload: Mapping[str, Any]) -> Event:
    if kind == MMS:
        # Told before it is fetched: what it shows or says, nobody knows yet.
        return Unreadable("picture")
    text = payload.get("message")
    return Heard(text if isinstance(text, str) else "")


def read_report(event: Mapping[str, Any]) -> DeliveryReport | None:
    """What became of a message that we gave the phone; None for every other event."""
    payload = _object(event.get("payload"))
    state, reference = _STATES.get(str(event.get("event"))), payload.get("messageId")
    if state is None or not isinstance(reference, str):
        return None
    # Of a long message each part is reported delivered: the first one is taken for all.
    if state != "failed":
        return DeliveryReport(CHANNEL, reference, state)
    # Android's own word for it, such as RESULT_ERROR_NO_SERVICE; a sentence could hold the number.
    found = _REASON.search(str(payload.get("reason", ""))[:200])
    reason = found.group() if found else "no reason given"
    log.warning("android_sms_failed", reason=reason)
    return DeliveryReport(CHANNEL, reference, state, f"Android: {reason}")


def _object(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _failure(status: int, retry_after: str, said: bytes) -> Exception:
    if status in (401, 403):
        return Rejected("the Android gateway refuses ANDROID_SMS_USER and ANDROID_SMS_PASSWORD")
    if status == 429 or status >= 500:
        # 503 is a phone that has not fetched its messages for a day, or has too many of them.
        pause = QUEUE_FULL_PAUSE if status == 503 else timedelta(seconds=30)
        if re.fullmatch(r"[0-9]{1,6}", retry_after):
            pause = min(timedelta(seconds=int(retry_after)), LONGEST_PAUSE)
        full = status in (429, 503)
        return TryLater(f"the Android gateway answered {status}", pause, everybody=full)
    if status == 400 and b"phone" in said:
        return Unreachable("the Android gateway takes it for no phone number")
    return Rejected(f"the Android gateway answered {status}: is ANDROID_SMS_URL right?")
