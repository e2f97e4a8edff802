"""How do calls travel to Telegram: python-telegram-bot's requests over aiohttp.

Many times faster than the library's own httpx when many answers go out at once, and nothing here
ever writes the address of a call anywhere: the bot's token is part of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from services_directory.values.json_text import from_json, to_json

READ_TIMEOUT = 15.0
CONNECT_TIMEOUT = 10.0
AT_ONCE = 64
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class RawBot(Bot):
    """The library's bot: its address, its errors, its timeouts; what goes and comes as it is.

    The typed methods make an object of every field of an answer. Of a message that was sent we
    read the id."""

    async def call(self, method: str, wait: float = 0.0, **fields: Any) -> Any:
        """The result, as Telegram's JSON has it; `wait`: so long Telegram may keep us waiting."""
        return await self._post(method, fields, read_timeout=READ_TIMEOUT + wait)


class AiohttpRequest(BaseRequest):
    """One pool of connections; it opens with the first call, inside the running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Nothing to do before the first call."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises TimedOut or NetworkError, without the address."""
        # As the library sends what holds no files: a form, with JSON in its fields. Servers of the
        # Bot API other than Telegram's own do not all read a body of JSON.
        body: str | aiohttp.FormData | None = None
        if request_data and request_data.contains_files:
            body = _with_files(request_data)
        elif request_data:
            body = urlencode(_fields(request_data))
        timeout = _timeout(
            _seconds(connect_timeout, CONNECT_TIMEOUT), _seconds(read_timeout, READ_TIMEOUT)
        )
        headers = _FORM if isinstance(body, str) else None
        try:
            async with self._open().request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        # `from None`: the chained error would print the address, and with it the token.
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of Telegram's; the library's own would log what it cannot read."""
        try:
            answer = from_json(payload)
        except ValueError:
            raise TelegramError("The answer is not JSON.") from None
        if not isinstance(answer, dict):
            raise TelegramError("The answer is not a JSON object.")
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _fields(request_data: RequestData) -> dict[str, str | bytes]:
    """Strings as they are, everything else as JSON."""
    parameters = request_data.parameters
    return {
        name: value if isinstance(value, str) else to_json(value)
        for name, value in parameters.items()
    }


def _with_files(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in _fields(request_data).items():
        # As words: bytes would count as one file more.
        form.add_field(name, value if isinstance(value, str) else value.decode())
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form


@cache
def _timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_connect=connect, sock_read=read)


def _seconds(asked: Any, default: float) -> float | None:
    return default if asked is BaseRequest.DEFAULT_NONE else asked
