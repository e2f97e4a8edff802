"""What may a conversation know about the contact and the world? Their row, and one snapshot."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.channels.base import Capabilities, Clock
from bot.channels.routes import ONE_ROUTE_EACH, Route, Routes
from bot.contacts.quiet_hours import earliest_polite
from bot.database.background import cooperative_pauses, garbage_collection_paused
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.privacy.masking import mask
from bot.translation.translator import Translator
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.world import ChannelView, ContactView, Kept, KeptInterest, World
from services_directory.search.finder import Finder
from services_directory.values.entries import Directory, Programme

log = structlog.get_logger(__name__)

# No 0 O Q, 1 I L, B 8, S 5, Z 2, G 6, nor vowels, which make words; a group begins with a letter,
# so that a code inside an Arabic sentence is one run from left to right.
_FIRST = "CDFHJKMNPRTVWXY"
_OTHERS = _FIRST + "34679"
RECEIPT_GROUPS = 2


def new_receipt() -> str:
    """A code to show at a counter, such as "K7M-X4T"; 36 million of them."""
    groups = (
        secrets.choice(_FIRST) + secrets.choice(_OTHERS) + secrets.choice(_OTHERS)
        for _group in range(RECEIPT_GROUPS)
    )
    return "-".join(groups)


class StoredContact(NamedTuple):
    """A contact's row, and a summary of what hangs on it."""

    id: int
    channel: str
    address_hash: bytes
    address_sealed: bytes
    locale: str | None
    locale_hint: str | None
    place: str | None
    session: str
    guest: bool
    stopped_at: datetime | None
    created_at: datetime
    consents: tuple[str, ...] = ()
    interests: tuple[tuple[str, str, datetime], ...] = ()
    feedback_count: int = 0
    open_requests: int = 0


def read_contact(contact_id: int) -> Transaction[StoredContact | None]:
    """The contact, kept from other processes until the commit; None when they were forgotten."""
    return (yield from _read_contact("id = ?", contact_id))


def find_contact(address_hash: bytes) -> Transaction[StoredContact | None]:
    """The same by address; None for somebody who never wrote."""
    return (yield from _read_contact("address_hash = ?", address_hash))


def _read_contact(condition: str, value: int | bytes) -> Transaction[StoredContact | None]:
    rows = yield Sql(
        "SELECT id, channel, address_hash, address_sealed, locale, locale_hint, place, session,"
        " consented_at, stopped_at, created_at,"
        " (SELECT COUNT(*) FROM feedback WHERE contact_id = contact.id) AS feedback_count,"
        " (SELECT COUNT(*) FROM help_request WHERE contact_id = contact.id AND done_at IS NULL)"
        f" AS open_requests FROM contact WHERE {condition}",
        (value,),
        lock=True,
    )
    if not rows:
        return None
    row = rows[0]
    if row["consented_at"] is None:  # a guest, so there is neither consent nor interest
        return _contact(row)
    consents = yield Sql(
        "SELECT DISTINCT purpose FROM consent WHERE contact_id = ? AND withdrawn_at IS NULL"
        " ORDER BY purpose",
        (row["id"],),
    )
    interests = yield Sql(
        "SELECT receipt, offer, created_at FROM interest WHERE contact_id = ? ORDER BY id",
        (row["id"],),
    )
    return _contact(row, consents, interests)


def _contact(
    row: Row, consents: list[Row] | None = None, interests: list[Row] | None = None
) -> StoredContact:
    return StoredContact(
        id=row["id"],
        channel=row["channel"],
        address_hash=bytes(row["address_hash"]),
        address_sealed=bytes(row["address_sealed"]),
        locale=row["locale"],
        locale_hint=row["locale_hint"],
        place=row["place"],
        session=row["session"],
        guest=row["consented_at"] is None,
        stopped_at=None if row["stopped_at"] is None else as_time(row["stopped_at"]),
        created_at=as_time(row["created_at"]),
        consents=tuple(each["purpose"] for each in consents or ()),
        interests=tuple(
            (each["receipt"], each["offer"], as_time(each["created_at"]))
            for each in interests or ()
        ),
        feedback_count=row["feedback_count"],
        open_requests=row["open_requests"],
    )


class OpensAddresses(Protocol):
    def open(self, sealed: bytes) -> str: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The directory, and what was worked out from it once."""

    directory: Directory
    finder: Finder
    lexicon: Lexicon


def _let_go(leaving: list[Snapshot]) -> None:
    """Forget an old snapshot little by little: all at once, everybody would wait for it."""
    directory = leaving.pop().directory
    services = list(directory.services)
    del directory
    pause = cooperative_pauses()
    while services:
        del services[-_LET_GO_AT_ONCE:]
        pause()


_LET_GO_AT_ONCE = 200


class WorldBuilder:
    """Holds the current snapshot; `refresh` before the first world is built.

    `load` reads the whole directory, `version` only its number, `build_lexicon` the words for it.
    `public_url` is where people can open its pages.
    """

    def __init__(
        self,
        load: Callable[[], Awaitable[Directory]],
        version: Callable[[], Awaitable[int]],
        build_lexicon: Callable[[Directory], Lexicon],
        translator: Translator,
        sealer: OpensAddresses,
        clock: Clock,
        routes: Routes = ONE_ROUTE_EACH,
        public_url: str | None = None,
    ) -> None:
        self._load = load
        self._version = version
        self._build_lexicon = build_lexicon
        self._sealer = sealer
        self._clock = clock
        self._public_url = public_url
        self._snapshot: Snapshot | None = None
        self._refreshing = asyncio.Lock()
        self.translator = translator
        self.routes = routes

    def route_to(self, channel: str, address_sealed: bytes) -> Route:
        """By which route this address is written to, and the number a message has to name."""
        return self.routes.route_to(channel, address_sealed, self._sealer.open)

    async def refresh(self) -> bool:
        """Take up the directory as it is now; True when it had changed. A failure keeps the old."""
        async with self._refreshing:
            if self._snapshot and not await self._is_outdated(self._snapshot.directory):
                return False
            old = [self._snapshot] if self._snapshot else []
            with garbage_collection_paused():
                directory = await self._load()
                # Sorting many services takes a while, which nobody's answer should wait for.
                self._snapshot = await asyncio.to_thread(self._prepare, directory)
            log.info("directory_taken_up", version=directory.version)
            if old:
                await asyncio.to_thread(_let_go, old)
            return True

    async def _is_outdated(self, directory: Directory) -> bool:
        if directory.day is not None and directory.programme.freshness.hidden_after_days:
            # Another day has other services that nobody checked for too long.
            today = self._clock().astimezone(ZoneInfo(directory.programme.timezone)).date()
            if today != directory.day:
                return True
        return await self._version() != directory.version

    def _prepare(self, directory: Directory) -> Snapshot:
        finder = Finder(directory, cooperative_pauses())
        return Snapshot(directory, finder, self._build_lexicon(directory))

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("WorldBuilder.refresh() comes first")
        return self._snapshot

    @property
    def programme(self) -> Programme:
        return self.snapshot.directory.programme

    def polite(self, moment: datetime) -> datetime:
        """The first moment from `moment` on when we may write unasked."""
        programme = self.programme
        return earliest_polite(
            moment, programme.quiet_from, programme.quiet_until, programme.timezone
        )

    def build(self, contact: StoredContact, capabilities: Capabilities, now: datetime) -> World:
        """The world for one turn."""
        snapshot = self.snapshot
        return World(
            now=now,
            contact=self._contact_view(contact),
            channel=ChannelView(
                name=contact.channel,
                shows_buttons=capabilities.shows_buttons,
                bills_segments=capabilities.bills_segments,
                page_size=capabilities.page_size,
                knows_number=capabilities.knows_number,
            ),
            directory=snapshot.directory,
            finder=snapshot.finder,
            lexicon=snapshot.lexicon,
            languages=self.translator.languages,
            phrase=self.translator.phrase,
            draw_receipt=new_receipt,
            public_url=self._public_url,
        )

    def for_nobody(self, now: datetime) -> World:
        """The world without a contact and a channel, to try what people would find."""
        snapshot = self.snapshot
        return World(
            now=now,
            contact=ContactView(),
            channel=ChannelView("none", shows_buttons=False, bills_segments=False, page_size=1),
            directory=snapshot.directory,
            finder=snapshot.finder,
            lexicon=snapshot.lexicon,
            languages=self.translator.languages,
            phrase=self.translator.phrase,
        )

    def _contact_view(self, contact: StoredContact) -> ContactView:
        return ContactView(
            locale=contact.locale,
            locale_hint=contact.locale_hint,
            place=contact.place,
            consents=frozenset(contact.consents),
            stopped=contact.stopped_at is not None,
            guest=contact.guest,
            tell_kept=partial(self._kept, contact),
        )

    def _kept(self, contact: StoredContact) -> Kept:
        zone = ZoneInfo(self.programme.timezone)
        return Kept(
            address_masked=mask(self._sealer.open(contact.address_sealed)),
            since=contact.created_at.astimezone(zone).date(),
            interests=tuple(
                KeptInterest(receipt, offer, recorded_at.astimezone(zone).date())
                for receipt, offer, recorded_at in contact.interests
            ),
            feedback_count=contact.feedback_count,
            open_requests=contact.open_requests,
        )
