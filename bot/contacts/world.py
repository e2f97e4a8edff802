"""What may a conversation know about the contact and the world? Their row, and one snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.channels.routes import ONE_ROUTE_EACH, Route, Routes
from bot.clock import Clock
from bot.contacts.quiet_hours import earliest_polite
from bot.contacts.receipts import new_receipt
from bot.contacts.store import StoredContact
from bot.database.background import cooperative_pauses, garbage_collection_paused
from bot.messages.capabilities import Capabilities
from bot.privacy.masking import mask
from bot.translation.translator import Translator
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.world import ChannelView, ContactView, Kept, KeptInterest, World
from services_directory.search.finder import Finder
from services_directory.values.entries import Directory, Programme

log = structlog.get_logger(__name__)


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

    `load` reads the directory, `version` only its number, `build_lexicon` the words for its places.
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
                self._snapshot = await asyncio.to_thread(self._prepare, directory, *old)
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

    def _prepare(self, directory: Directory, old: Snapshot | None = None) -> Snapshot:
        """What is as it was in `old` is taken from there."""
        if old is None:
            finder = Finder(directory, cooperative_pauses())
            return Snapshot(directory, finder, self._build_lexicon(directory))
        finder = old.finder.changed(directory, cooperative_pauses())
        same = directory.places == old.directory.places
        return Snapshot(directory, finder, old.lexicon if same else self._build_lexicon(directory))

    @property
    def snapshot(self) -> Snapshot:
        """The directory people are answered from now."""
        if self._snapshot is None:
            raise RuntimeError("WorldBuilder.refresh() comes first")
        return self._snapshot

    @property
    def programme(self) -> Programme:
        """The city: its languages, regions, needs, offers and promises."""
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
            begun=self.translator.begun,
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
                KeptInterest(receipt, offer, recorded_at.astimezone(zone).date(), is_done)
                for receipt, offer, recorded_at, is_done in contact.interests
            ),
            feedback_count=contact.feedback_count,
            open_requests=contact.open_requests,
        )
