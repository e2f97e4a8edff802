"""What changes in the inbox is told to open pages at once, as server-sent events.

An event holds counts and a number that changes, never a name or a word: the page then asks for
itself anew, as its reader may see it. Without scripts a reload does the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from aiohttp import web

from admin.pages.inbox.listing import Entry, open_entries
from admin.regions.door import take_up
from admin.regions.reach import reach_of
from admin.security.access import recognise, visitor_of
from admin.security.permissions import Permission
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction
from bot.models.cases import StaffMessage

LOOK_EVERY_S = 2.0
LASTS_S = 600.0
"""Then the browser comes again by itself, and is asked again who it is."""


MOST_STREAMS = 5


class InboxState(NamedTuple):
    """`version`: another one whenever anything in the inbox is another; it says nothing else."""

    waiting: int
    version: str


@dataclass(slots=True)
class InboxFeed:
    """One look at the tables for all pages that are open here; none while nobody listens."""

    executor: Executor
    state: InboxState | None = None
    streams: Counter[int | None] = field(default_factory=Counter)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _listeners: int = 0
    _looking: asyncio.Task[None] | None = None
    _ended: bool = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        self._listeners += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._listeners -= 1
            if self._listeners == 0 and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def after(self, seen: InboxState | None) -> InboxState | None:
        """The state once it is another than `seen`; None at the end of the server."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._ended or self.state != seen)
        return None if self._ended else self.state

    async def end(self, _app: web.Application) -> None:
        """Open pages keep no server from ending."""
        self._ended = True
        async with self._changed:
            self._changed.notify_all()

    async def _look(self) -> None:
        while True:
            with suppress(DatabaseFault):  # it is asked again
                state = await self.executor.run(_read)
                async with self._changed:
                    self.state = state
                    self._changed.notify_all()
            await asyncio.sleep(LOOK_EVERY_S)


FEED = web.AppKey("FEED", InboxFeed)


async def stream(request: web.Request) -> web.StreamResponse:
    """Of one session a few at once: more are a page that asks without an end."""
    session_id, feed = visitor_of(request).session_id, request.app[FEED]
    if feed.streams[session_id] >= MOST_STREAMS:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(int(LASTS_S))})
    feed.streams[session_id] += 1
    try:
        return await _stream(request)
    finally:
        feed.streams[session_id] -= 1
        feed.streams += Counter()  # those that are none are forgotten


async def _stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    if request.method == "HEAD":
        return response
    try:
        async with asyncio.timeout(LASTS_S):
            await _tell(request, response)
    except (TimeoutError, ConnectionError):
        pass
    return response


async def _tell(request: web.Request, response: web.StreamResponse) -> None:
    """Until the server ends, or whoever listens may not any more; asked anew before each word."""
    feed, seen, told = request.app[FEED], None, None
    async with feed.listening():
        while (state := await feed.after(seen)) is not None and await _may_listen(request):
            seen = state
            # That something happens elsewhere is not told either.
            if (now := await _as_theirs(request, state)) != told:
                told = now
                await response.write(f"data: {json.dumps(told._asdict())}\n\n".encode())


async def _as_theirs(request: web.Request, state: InboxState) -> InboxState:
    """Of what whoever listens is shown alone, where they do not see to everybody."""
    if reach_of(request).is_whole:
        return state
    entries = await open_entries(request)
    talks = [each.conversation.id for each in entries if each.conversation]
    said = await StaffMessage.filter(conversation_id__in=talks).count()
    waiting = sum(each.waiting_since is not None for each in entries)
    return InboxState(waiting, _version(said, *map(_stands, entries)))


def _stands(entry: Entry) -> tuple[object, ...]:
    """All of an entry that may become another."""
    talk, asked = entry.conversation, [each.request.id for each in entry.asked]
    if talk is None:
        return tuple(asked)
    return talk.id, talk.assigned_to, talk.waiting_since, talk.last_at, *asked


def _version(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


async def _may_listen(request: web.Request) -> bool:
    visitor = await recognise(request)
    await take_up(request, visitor.staff)
    return visitor.may(Permission.ANSWER_PEOPLE) and visitor.owes is None


def _read() -> Transaction[InboxState]:
    rows = yield Sql(
        "SELECT (SELECT COUNT(*) FROM staff_conversation"
        " WHERE closed_at IS NULL AND waiting_since IS NOT NULL) AS waiting,"
        " (SELECT COUNT(*) FROM staff_conversation WHERE closed_at IS NULL) AS open,"
        " (SELECT COUNT(*) FROM staff_conversation"
        " WHERE closed_at IS NULL AND assigned_to IS NOT NULL) AS assigned,"
        " (SELECT MAX(id) FROM staff_message) AS message,"
        " (SELECT MAX(last_at) FROM staff_conversation) AS last_at,"
        " (SELECT COUNT(*) FROM help_request WHERE done_at IS NULL) AS requests"
    )
    row = rows[0]
    parts = ("waiting", "open", "assigned", "message", "last_at", "requests")
    return InboxState(int(row["waiting"]), _version(*(str(row[part]) for part in parts)))
