"""How is Twilio called? Whatever it carries for us goes out here: SMS, WhatsApp, Messenger."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http import AsyncHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.channels.twilio.contents import PREFIX
from bot.messages.errors import Rejected, TryLater, Unreachable
from services_directory.values.json_text import to_json_text

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
API_URL = "https://api.twilio.com"

# The person opted out; no such number; not reachable from our sender; a landline.
UNREACHABLE_CODES = frozenset({21610, 21211, 21612, 21614})
# Too many calls at once; a full queue: they empty by themselves, the second one slowly.
BUSY_CODES = {
    429: timedelta(seconds=30),
    20429: timedelta(seconds=30),
    21611: timedelta(minutes=10),
    30001: timedelta(minutes=10),
}
LONGEST_PAUSE = timedelta(hours=1)
SEND_TIMEOUT = 20.0
LIST_TIMEOUT = 120.0
# Twilio counts calls in process, and refuses those above an account's limit.
SENDS_AT_ONCE = 10
PAGE_SIZE = 1000
PAGE_OF_CONTENTS = 500
MOST_LISTED = 20_000
# What is read of a listed message. `from_`: the library's way around a word of Python's.
LISTED = (
    *("sid", "direction", "from_", "to", "messaging_service_sid", "body", "num_media"),
    *("status", "error_code", "num_segments", "price", "price_unit"),
)
# By default Twilio tells a server that is restarting nothing twice. Not part of what it signs.
ASK_AGAIN = "#rc=3&rp=5xx,ct,rt"
REFERENCE = "ref"


class TwilioAccount:
    """One account with its tokens; shared by the channels it carries."""

    def __init__(
        self,
        sid: str,
        auth_tokens: Sequence[str],
        *,
        public_url: str | None = None,
        api_url: str = API_URL,
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        """The first of `auth_tokens` sends; a webhook signed with any of them is genuine.

        `public_url` is what Twilio calls and signs."""
        self.public_url = public_url.rstrip("/") if public_url else None
        self._sid = sid
        self.tokens = tuple(auth_tokens)
        self._api_url = api_url.rstrip("/")
        self._send_timeout = send_timeout
        self._http: _Http | None = None
        self._client: Client | None = None
        self._room = asyncio.Semaphore(SENDS_AT_ONCE)

    async def create(self, **fields: Any) -> str:
        """Hand one message to Twilio; its MessageSid. After a timeout it may go out twice."""
        created = await self._call(lambda client: client.messages.create_async(**fields))
        return str(created.sid)

    async def contents(self) -> dict[str, str]:
        """The sids of our contents, by name: those that show choices to press."""
        found = await self._call(
            lambda client: client.content.v1.contents.list_async(page_size=PAGE_OF_CONTENTS)
        )
        return {
            each.friendly_name: each.sid
            for each in found
            if str(each.friendly_name).startswith(PREFIX)
        }

    async def make_content(self, told: Mapping[str, Any]) -> str:
        """Make one; its sid."""
        request = ContentList.ContentCreateRequest(dict(told))
        made = await self._call(lambda client: client.content.v1.contents.create_async(request))
        return str(made.sid)

    async def messages_after(self, since: datetime) -> list[dict[str, str]]:
        """The account's messages in both directions, the oldest first, by Twilio's own names."""
        found = await self._call(
            lambda client: client.messages.list_async(
                date_sent_after=since, page_size=PAGE_SIZE, limit=MOST_LISTED
            ),
            LIST_TIMEOUT,
        )
        # Newest first; and Twilio may take the moment for its whole day.
        return [
            {name: str(value) for name in LISTED if (value := getattr(each, name)) is not None}
            for each in reversed(found)
            if each.date_sent is None or each.date_sent >= since
        ]

    async def _call(
        self, call: Callable[[Any], Awaitable[Any]], seconds: float | None = None
    ) -> Any:
        """Raises TryLater, Unreachable or Rejected."""
        try:
            async with self._room, asyncio.timeout(seconds or self._send_timeout):
                return await call(self._open())
        except (TimeoutError, aiohttp.ClientError):
            raise TryLater("Twilio could not be reached") from None
        except (TwilioRestException, TwilioServiceException) as error:
            raise _failure(error.status, error.code) from None
        except TwilioException:
            raise Rejected("Twilio's library refused the call") from None

    def callback(self, path: str, reference: str | None) -> dict[str, str]:
        """The fields that ask for reports on a message to be posted to this path of ours."""
        if self.public_url is None or reference is None:
            return {}
        query = urlencode({REFERENCE: reference})
        return {"status_callback": f"{self.public_url}{path}?{query}{ASK_AGAIN}"}

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = self._client = None

    def _open(self) -> Client:
        """The client, made inside the running loop."""
        if self._client is None:
            self._http = _Http()
            # An environment of its own: TWILIO_REGION or _EDGE would rewrite the host.
            self._client = Client(
                self._sid,
                self.tokens[0],
                http_client=self._http,
                environment={"TWILIO_ACCOUNT_SID": self._sid},
            )
            self._client.api.base_url = self._api_url
            if self._api_url != API_URL:
                self._client.content.base_url = self._api_url
        return self._client


def _failure(status: int, code: int | None) -> Exception:
    """What an answer of Twilio's means. Its own words may hold the number: they go no further."""
    if code in UNREACHABLE_CODES:
        return Unreachable(f"Twilio {code}")
    pause = BUSY_CODES.get(code or status) or BUSY_CODES.get(status)
    if pause is not None:
        # Too many calls are everybody's; a full queue is one sender's of perhaps several.
        return TryLater(f"Twilio {code}: too busy", pause, everybody=status == 429)
    if status >= 500:
        return TryLater(f"Twilio answered {status}")
    return Rejected(f"Twilio {code or status}: see twilio.com/docs/errors/{code or status}")


def _authorised(headers: Mapping[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    basic = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
    return {**(headers or {}), **basic}


def _without_nothing(told: Any) -> str:
    """JSON, without what the library says is None."""
    return to_json_text(_told(told))


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items() if each is not None}
    return [_told(each) for each in value] if isinstance(value, list) else value


class _Http(AsyncHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Twilio's calls over aiohttp: no log of the request, and no body kept in memory."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("twilio"), True)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=SENDS_AT_ONCE),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # `_call` has its own
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
        sent = {"Content-Type": FORM, **_authorised(headers, auth)}
        # Written here: aiohttp's form prepares for files too, half a millisecond for each message.
        written = _without_nothing(data) if sent["Content-Type"] == JSON else urlencode(data or {})
        async with self._session.request(
            method,
            url,
            params=params,
            data=written.encode() if data else None,
            headers=sent,
            allow_redirects=allow_redirects,
        ) as response:
            # The library's errors do not tell the headers.
            asked = response.headers.get("Retry-After", "")
            if response.status in (429, 503) and re.fullmatch(r"[0-9]{1,6}", asked):
                pause = min(timedelta(seconds=int(asked)), LONGEST_PAUSE)
                raise TryLater(f"Twilio answered {response.status}", pause)
            text = (await response.read()).decode(errors="replace")
            return TwilioResponse(response.status, text, response.headers)

    async def close(self) -> None:
        await self._session.close()
