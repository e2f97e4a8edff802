"""How does Dalil talk by SMS through Twilio: signed webhooks in, the REST interface out?"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
import structlog
from aiohttp import web
from multidict import MultiDict
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http import AsyncHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.channels.base import (
    BY_SMS,
    Incoming,
    Outgoing,
    Receive,
    Rejected,
    TryLater,
    Unreachable,
)
from bot.channels.payload import read_body
from flows.engine.event import Event, Heard, Unreadable

log = structlog.get_logger(__name__)

CHANNEL = "sms"
WEBHOOK_PATH = "/sms/twilio"
FORM = "application/x-www-form-urlencoded"
SIGNATURE_HEADER = "X-Twilio-Signature"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

# The person opted out; no such number; not reachable from our sender; a landline.
UNREACHABLE_CODES = frozenset({21610, 21211, 21612, 21614})
# Too many calls at once; a full queue: they empty by themselves, the second one slowly.
BUSY_CODES = {
    429: timedelta(seconds=30),
    20429: timedelta(seconds=30),
    21611: timedelta(minutes=10),
    30001: timedelta(minutes=10),
}
SEND_TIMEOUT = 20.0
# Twilio counts calls in process, and refuses those above an account's limit.
SENDS_AT_ONCE = 10
MOST_FIELDS = 200
# A name or a short code cannot be answered: what it sends is advertising.
_NUMBER = re.compile(r"\+[1-9]\d{4,14}")


class TwilioSms:
    """One Twilio account and one sender: a number or a name, or a messaging service."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(
        self,
        account_sid: str,
        auth_tokens: Sequence[str],
        *,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
        public_url: str | None = None,
        api_url: str = "https://api.twilio.com",
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        """The first of `auth_tokens` sends; a webhook signed with any of them is genuine.

        `public_url` is what Twilio calls and signs. Without it every webhook is refused: an address
        taken from the request itself could be anybody's."""
        self._account_sid = account_sid
        self._tokens = tuple(auth_tokens)
        self._from = _sender(sender, messaging_service_sid)
        self._public_url = public_url.rstrip("/") if public_url else None
        self._api_url = api_url.rstrip("/")
        self._send_timeout = send_timeout
        self._http: _Http | None = None
        self._client: Client | None = None
        self._room = asyncio.Semaphore(SENDS_AT_ONCE)

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        async def webhook(request: web.Request) -> web.Response:
            return await self._webhook(request, receive)

        return (web.post(WEBHOOK_PATH, webhook),)

    async def start(self, receive: Receive) -> None:
        """Nothing to do: Twilio calls us."""
        if self._public_url is None:
            log.warning("twilio_webhook_off", hint="set DALIL_PUBLIC_URL to receive SMS")

    async def stop(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = self._client = None

    async def send(self, outgoing: Outgoing) -> str:
        """Hand one SMS to Twilio; its MessageSid. After a timeout it may go out twice."""
        try:
            async with self._room, asyncio.timeout(self._send_timeout):
                created = await self._open().messages.create_async(
                    to=outgoing.address, body=outgoing.message.text, **self._from
                )
        except (TimeoutError, aiohttp.ClientError):
            raise TryLater("Twilio could not be reached") from None
        except (TwilioRestException, TwilioServiceException) as error:
            raise _failure(error.status, error.code) from None
        except TwilioException:
            raise Rejected("Twilio's library refused the call") from None
        return str(created.sid)

    def _open(self) -> Client:
        """The client, made inside the running loop."""
        if self._client is None:
            self._http = _Http()
            # An environment of its own: TWILIO_REGION or _EDGE would rewrite the host.
            self._client = Client(
                self._account_sid,
                self._tokens[0],
                http_client=self._http,
                environment={"TWILIO_ACCOUNT_SID": self._account_sid},
            )
            self._client.api.base_url = self._api_url
        return self._client

    async def _webhook(self, request: web.Request, receive: Receive) -> web.Response:
        form = _form(await read_body(request))
        signature = request.headers.get(SIGNATURE_HEADER, "")
        url = f"{self._public_url}{request.raw_path}"
        genuine = self._public_url is not None and is_genuine(url, form, signature, self._tokens)
        if not genuine or form is None:
            raise web.HTTPForbidden(text="The signature does not fit.")
        incoming = read_message(form)
        if incoming is not None:
            await receive(incoming)
        return web.Response(text=NO_REPLY, content_type="text/xml")


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


def read_message(form: Mapping[str, str]) -> Incoming | None:
    """What a person wrote; None for what nobody can answer or tell from a repetition."""
    address, identity = form.get("From", ""), form.get("MessageSid") or form.get("SmsSid")
    if not identity or not _NUMBER.fullmatch(address):
        log.info("twilio_message_ignored", has_id=bool(identity))
        return None
    return Incoming(
        channel=CHANNEL,
        address=address,
        provider_id=identity,
        event=_event(form),
        answered_by_carrier=bool(form.get("OptOutType")),
    )


def _event(form: Mapping[str, str]) -> Event:
    body, pictures = form.get("Body", ""), form.get("NumMedia", "0")
    if not body.strip() and pictures not in ("", "0"):
        return Unreadable("picture")
    return Heard(body)


def _form(body: bytes) -> MultiDict[str] | None:
    """The fields, blank ones too, for they are part of what was signed; None if it is no form."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return MultiDict(pairs)


def _sender(sender: str | None, messaging_service_sid: str | None) -> dict[str, str]:
    if messaging_service_sid:
        return {"messaging_service_sid": messaging_service_sid}
    return {"from_": sender} if sender else {}


def _failure(status: int, code: int | None) -> Exception:
    """What an answer of Twilio's means. Its own words may hold the number: they go no further."""
    if code in UNREACHABLE_CODES:
        return Unreachable(f"Twilio {code}")
    pause = BUSY_CODES.get(code or status) or BUSY_CODES.get(status)
    if pause is not None:
        return TryLater(f"Twilio {code}: too busy", pause)
    if status >= 500:
        return TryLater(f"Twilio answered {status}")
    return Rejected(f"Twilio {code or status}: see twilio.com/docs/errors/{code or status}")


def _authorised(headers: Mapping[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    basic = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
    return {**(headers or {}), **basic}


class _Http(AsyncHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Twilio's calls over aiohttp: no log of the request, and no body kept in memory."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("twilio"), True)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=SENDS_AT_ONCE),
            timeout=aiohttp.ClientTimeout(total=SEND_TIMEOUT),
        )

    async def request(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's signature
        allow_redirects: bool = False,
    ) -> TwilioResponse:
        # Written here: aiohttp's form prepares for files too, half a millisecond for each message.
        async with self._session.request(
            method,
            url,
            params=params,
            data=urlencode(data).encode() if data else None,
            headers={"Content-Type": FORM, **_authorised(headers, auth)},
            allow_redirects=allow_redirects,
        ) as response:
            return TwilioResponse(response.status, await response.text(), response.headers)

    async def close(self) -> None:
        await self._session.close()
