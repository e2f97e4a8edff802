"""How does somebody try Dalil without a phone: on a page at /try, with two of them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.base import Receive, Report
from bot.channels.payload import read_json_object
from bot.channels.provider import NamedPosition
from bot.channels.webchat.names import BUTTONS, SMS
from bot.channels.webchat.page import page_routes
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.message import InboundMessage, OutboundMessage, Rendered
from bot.messages.segments import capacity, count
from flows.engine.event import Event, Heard, LocationShared, Picked
from flows.engine.text import Line
from services_directory.values.entries import Position
from services_directory.web.clients import ClientRateLimit, client_of
from services_directory.web.doors import Guard, behind

CAPABILITIES = {
    BUTTONS: replace(BY_BUTTONS, is_trial=True),
    SMS: replace(BY_SMS, is_trial=True),
}

LARGEST_BODY = 32 * 1024
# All of this stays in memory, for whoever finds the page: some 40 MB at the most.
MOST_PHONES = 200
MOST_OF_ONE_CLIENT = 20
"""So many of them has one network address: nobody throws away the talk of all others."""

PER_MINUTE = 60
"""So many messages a minute are taken of one network address."""

LOOKS_PER_MINUTE = 1200
"""So often may its pages ask what is new: each waits for seconds, where there is nothing."""

KEEP_NOTHING = {"Cache-Control": "no-store"}
MOST_MESSAGES = 100
MOST_LETTERS_SHOWN = 1000
# A page that waits holds up a stop of the service this long at most.
WAIT_SECONDS = 4.0
# Long enough not to be guessed: whoever knows the id reads that phone.
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(slots=True)
class _Phone:
    """What one phone shows, oldest first, and a bell that rings when something is added.

    `client`: the network address that asked for it last.
    """

    shown: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))
    heard: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    client: str = ""


class Phones:
    """Every phone of the page, in memory only: the least used go first, and all at a restart."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._phones: OrderedDict[tuple[str, str], _Phone] = OrderedDict()
        # Grows over restarts too, so a page left open goes on where it was.
        self._numbers = itertools.count(time.time_ns() // 1000)
        self._wait_seconds = wait_seconds
        self._closed = False

    def take_up(self, channel: str, phone: str, client: str) -> None:
        """This client looks at the phone now; of too many of theirs the least used go."""
        self._screen(channel, phone).client = client
        theirs = [key for key, each in self._phones.items() if each.client == client]
        for key in theirs[:-MOST_OF_ONE_CLIENT]:
            del self._phones[key]

    def show(self, channel: str, phone: str, entry: dict[str, Any]) -> int:
        """Add an entry to a phone's screen; its number."""
        number = next(self._numbers)
        screen = self._screen(channel, phone)
        screen.shown.append({"number": number, **entry})
        screen.bell.set()
        return number

    def hear(self, channel: str, phone: str, message_id: str, shown: str) -> None:
        """Show what the person wrote; a page that sends it again shows it once."""
        screen = self._screen(channel, phone)
        if message_id not in screen.heard:
            screen.heard.append(message_id)
            self.show(channel, phone, {"mine": True, "text": shown[:MOST_LETTERS_SHOWN]})

    async def after(self, channel: str, phone: str, number: int) -> list[dict[str, Any]]:
        """What was shown after `number`; waits a little when that is nothing."""
        screen = self._screen(channel, phone)
        if not self._closed and not _newer(screen, number):
            screen.bell.clear()
            try:
                await asyncio.wait_for(screen.bell.wait(), self._wait_seconds)
            except TimeoutError:
                return []
        return _newer(screen, number)

    def close(self) -> None:
        """Let every waiting page go, so that stopping does not wait for them."""
        self._closed = True
        for screen in self._phones.values():
            screen.bell.set()

    def _screen(self, channel: str, phone: str) -> _Phone:
        screen = self._phones.setdefault((channel, phone), _Phone())
        self._phones.move_to_end((channel, phone))
        while len(self._phones) > MOST_PHONES:
            self._phones.popitem(last=False)
        return screen


def _now() -> datetime:
    return datetime.now(UTC)


class WebchatChannel:
    """One of the two phones. The page and its routes come with the phone that has buttons."""

    def __init__(
        self,
        name: str,
        phones: Phones,
        *,
        phrase: Callable[[Line, str], str],
        places: Sequence[NamedPosition] = (),
        proxies: int = 0,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """`places`: where a visitor whose browser knows no position may say to be.

        `proxies`: so many of ours does a request come through.
        """
        self.name = name
        self.capabilities = CAPABILITIES[name]
        self._phones = phones
        self._phrase = phrase
        self._places = tuple(places)
        self._proxies = proxies
        self._clock = clock

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        if self.name != BUTTONS:
            return ()

        async def messages(request: web.Request) -> web.Response:
            client = client_of(request, self._proxies)
            return await _take_in(request, self._phones, client, receive)

        async def replies(request: web.Request) -> web.Response:
            return await _give_out(request, self._phones, client_of(request, self._proxies))

        return (
            *page_routes(self._phrase, self._places),
            web.post("/try/messages", self._counted(messages, PER_MINUTE)),
            web.post("/try/replies", self._counted(replies, LOOKS_PER_MINUTE)),
        )

    def _counted(self, handler: Handler, per_minute: int) -> Handler:
        allowance = ClientRateLimit(per_minute)

        async def count_first(request: web.Request) -> web.StreamResponse:
            seconds = allowance.wait(client_of(request, self._proxies), self._clock())
            if not seconds:
                return await handler(request)
            headers = KEEP_NOTHING | {"Retry-After": str(seconds)}
            return web.json_response({"wait": seconds}, status=429, headers=headers)

        return behind(Guard.COUNTED, count_first)

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: browsers come by themselves."""

    async def stop(self) -> None:
        self._phones.close()

    async def send(self, outbound: OutboundMessage) -> str:
        entry = _entry(outbound.message, self.capabilities.bills_segments)
        if (file := outbound.file) is not None:
            content = base64.b64encode(file.content).decode()
            entry["file"] = {"name": file.name, "type": file.content_type, "content": content}
        return str(self._phones.show(self.name, outbound.address, entry))


async def _take_in(
    request: web.Request, phones: Phones, client: str, receive: Receive
) -> web.Response:
    said = await _json_of_a_page(request)
    channel, phone = _phone_of(said)
    message_id, event = _identity(said.get("id")), _event(said)
    shown = said.get("shown")
    phones.take_up(channel, phone, client)
    phones.hear(channel, phone, message_id, shown if isinstance(shown, str) else "")
    new = await receive(InboundMessage(channel, phone, _stored_id(phone, message_id), event))
    return web.json_response({"new": new}, headers=KEEP_NOTHING)


async def _give_out(request: web.Request, phones: Phones, client: str) -> web.Response:
    asked = await _json_of_a_page(request)
    channel, phone = _phone_of(asked)
    after = asked.get("after", 0)
    if not isinstance(after, int):
        raise web.HTTPBadRequest(text="after: a whole number")
    phones.take_up(channel, phone, client)
    found = await phones.after(channel, phone, after)
    return web.json_response({"messages": found}, headers=KEEP_NOTHING)


async def _json_of_a_page(request: web.Request) -> dict[str, Any]:
    # A form on somebody else's page cannot send this type.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.")
    return await read_json_object(request, LARGEST_BODY)


def _phone_of(said: dict[str, Any]) -> tuple[str, str]:
    channel = said.get("channel")
    if not isinstance(channel, str) or channel not in CAPABILITIES:
        raise web.HTTPBadRequest(text=f"channel: {BUTTONS} or {SMS}")
    return channel, _identity(said.get("phone"))


def _identity(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise web.HTTPBadRequest(text="phone and id: 16 to 64 of A-Z a-z 0-9 _ -")
    return value


def _stored_id(phone: str, message_id: str) -> str:
    """One for each message of each phone; from it nobody learns the id that opens that phone."""
    return hashlib.sha256(f"{phone}:{message_id}".encode()).hexdigest()


def _event(said: dict[str, Any]) -> Event:
    match said:
        case {"text": str(text)}:
            return Heard(text)
        case {"choice": str(key)}:
            return Picked(key)
        case {
            "location": {"latitude": float() | int() as north, "longitude": float() | int() as east}
        }:
            if abs(north) <= 90 and abs(east) <= 180:
                return LocationShared(Position(float(north), float(east)))
    raise web.HTTPBadRequest(text="text, choice or location: one of them")


def _entry(message: Rendered, bills_segments: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "mine": False,
        "text": message.text,
        "buttons": [
            [{"key": button.key, "label": button.label} for button in row]
            for row in message.buttons
        ],
        "location_label": message.location_label,
    }
    if message.pin is not None:
        where = message.pin.position
        entry["pin"] = {
            "latitude": where.latitude,
            "longitude": where.longitude,
            "title": message.pin.title,
            "address": message.pin.address,
        }
    if bills_segments:
        cost = count(message.text)
        entry["sms"] = {
            "encoding": cost.encoding,
            "segments": cost.segments,
            "units": cost.units,
            "room": capacity(cost),
        }
    return entry


def _newer(screen: _Phone, number: int) -> list[dict[str, Any]]:
    return [entry for entry in screen.shown if entry["number"] > number]
