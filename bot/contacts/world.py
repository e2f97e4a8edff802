"""What may a conversation know about the contact and the world? Their row, and one snapshot."""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.channels.routes import ONE_ROUTE_EACH, Route, Routes
from bot.channels.sms.prefixes import CHANNEL as SMS
from bot.clock import Clock
from bot.contacts.quiet_hours import earliest_polite
from bot.contacts.receipts import new_receipt
from bot.contacts.snapshot import Snapshot, let_go
from bot.contacts.store import StoredContact, StoredInterest, StoredRequest
from bot.contacts.training_facts import NO_FACTS, TrainingFacts
from bot.contacts.warned import warned
from bot.database.background import cooperative_pauses, garbage_collection_paused
from bot.messages.addresses import is_number
from bot.messages.capabilities import Capabilities
from bot.privacy.masking import mask
from bot.privacy.place_and_source import open_place, open_source
from bot.privacy.registration import open_registration
from bot.privacy.request_subject import open_subject
from bot.privacy.sealing.sealed_columns import ADDRESS, REACH
from bot.privacy.sealing.sealer import Cell, SealFault
from bot.translation.translator import Translator
from flows.engine.effect import HelpReason
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.world import ChannelView, ContactView, Kept, KeptInterest, WithStaff, World
from services_directory.search.finder import Finder
from services_directory.training.values import NO_TRAININGS, Trainings
from services_directory.values.entries import Directory, Programme

log = structlog.get_logger(__name__)

NOT_TOLD = {HelpReason.DANGER.value, HelpReason.MACHINE.value, HelpReason.TOO_MANY.value, ""}
"""Requests that nobody asked for in as many words, or that no key of ours opens; that of danger
nobody else may learn of who holds the phone."""


class OpensAddresses(Protocol):
    def open(self, sealed: bytes, cell: Cell) -> str: ...


async def _no_trainings() -> Trainings:
    return NO_TRAININGS


class WorldBuilder:
    """Holds the current snapshot; `refresh` before the first world is built.

    `load` reads the directory, `version` only its number, `build_lexicon` the words for its places.
    `public_url` is where people can open its pages. `load_trainings` reads courses and cohorts;
    each change of them makes the directory's version grow. `usual_wait`: for an answer of staff,
    kept up to date by bot/cases/response_times.py.
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
        load_trainings: Callable[[], Awaitable[Trainings]] = _no_trainings,
    ) -> None:
        self._load = load
        self._load_trainings = load_trainings
        self._version = version
        self._build_lexicon = build_lexicon
        self._sealer = sealer
        self._clock = clock
        self.public_url = public_url
        self._snapshot: Snapshot | None = None
        self._refreshing = asyncio.Lock()
        self.usual_wait: timedelta | None = None
        self.reported: frozenset[str] = frozenset()  # bot/cases/reported_services.py
        self.translator = translator
        self.routes = routes
        self.seats: dict[int, SeatCount] = {}
        """Of the cohorts that enrol; renewed by `bot/training/`, every few seconds."""

    def route_to(self, channel: str, contact_id: int, address_sealed: bytes) -> Route:
        """By which route this contact is written to, and the number a message has to name."""
        opened = partial(self._sealer.open, address_sealed, ADDRESS.of(contact_id))
        return self.routes.route_to(channel, opened)

    def is_foreign(self, channel: str, contact_id: int, address_sealed: bytes) -> bool:
        """Whether this is a number that no SMS is paid for. By SMS alone: on WhatsApp people keep
        the number of the country they came from."""
        if channel != SMS:
            return False
        try:
            number = self._sealer.open(address_sealed, ADDRESS.of(contact_id))
        except SealFault:
            return False
        return not self.programme.limits.answers_by_sms(number, self.programme.country)

    async def refresh(self, *, anew: bool = False) -> bool:
        """Take up the directory as it is now; True when it had changed. A failure keeps the old."""
        async with self._refreshing:
            if (
                self._snapshot
                and not anew
                and not await self._is_outdated(self._snapshot.directory)
            ):
                return False
            old = [self._snapshot] if self._snapshot else []
            with garbage_collection_paused():
                # The directory first: its version is not newer than the trainings beside it.
                directory, trainings = await self._load(), await self._load_trainings()
                if self.reported:
                    directory = warned(directory, self.reported, self.translator)
                # Sorting many services takes a while, which nobody's answer should wait for.
                self._snapshot = await asyncio.to_thread(self._prepare, directory, trainings, *old)
            log.info("directory_taken_up", version=directory.version)
            if old:
                await asyncio.to_thread(let_go, old)
            return True

    async def _is_outdated(self, directory: Directory) -> bool:
        if directory.day is not None and directory.programme.freshness.hidden_after_days:
            # Another day has other services that nobody checked for too long.
            today = self._clock().astimezone(ZoneInfo(directory.programme.timezone)).date()
            if today != directory.day:
                return True
        return await self._version() != directory.version

    def _prepare(
        self, directory: Directory, trainings: Trainings, old: Snapshot | None = None
    ) -> Snapshot:
        """What is as it was in `old` is taken from there."""
        if old is None:
            finder = Finder(directory, cooperative_pauses())
            return Snapshot(directory, finder, self._build_lexicon(directory), trainings)
        finder = old.finder.changed(directory, cooperative_pauses())
        same = directory.places == old.directory.places
        lexicon = old.lexicon if same else self._build_lexicon(directory)
        return Snapshot(directory, finder, lexicon, trainings)

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

    def build(
        self,
        contact: StoredContact,
        capabilities: Capabilities,
        now: datetime,
        facts: TrainingFacts = NO_FACTS,
    ) -> World:
        """The world for one turn."""
        snapshot = self.snapshot
        return World(
            now=now,
            contact=self._contact_view(contact, capabilities, now, facts),
            channel=ChannelView(
                name=contact.channel,
                shows_buttons=capabilities.shows_buttons,
                bills_segments=capabilities.bills_segments,
                page_size=capabilities.page_size,
                knows_number=self._knows_number(contact, capabilities),
                is_paid=capabilities.is_paid,
                is_trial=capabilities.is_trial,
            ),
            directory=snapshot.directory,
            finder=snapshot.finder,
            lexicon=snapshot.lexicon,
            languages=self.translator.languages,
            begun=self.translator.begun,
            phrase=self.translator.phrase,
            draw_receipt=new_receipt,
            public_url=self.public_url,
            trainings=snapshot.trainings,
            usual_wait=self.usual_wait,
            teaching=facts.teaching,
            seats=ChainMap({**facts.seats}, self.seats),
        )

    def _knows_number(self, contact: StoredContact, capabilities: Capabilities) -> bool:
        """The address is opened only where it could be either."""
        if not (capabilities.knows_number and capabilities.may_hide_number):
            return capabilities.knows_number
        try:
            return is_number(self._sealer.open(contact.address_sealed, ADDRESS.of(contact.id)))
        except SealFault:
            return False

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
            trainings=snapshot.trainings,
        )

    def _contact_view(
        self,
        contact: StoredContact,
        capabilities: Capabilities,
        now: datetime,
        facts: TrainingFacts,
    ) -> ContactView:
        return ContactView(
            locale=contact.locale,
            locale_hint=contact.locale_hint,
            place=open_place(contact.id, contact.place_sealed, self._sealer),
            consents=frozenset(contact.consents),
            stopped=contact.stopped_at is not None,
            guest=contact.guest,
            foreign=self.is_foreign(contact.channel, contact.id, contact.address_sealed),
            tell_kept=partial(self._kept, contact),
            with_staff=self._with_staff(contact, now),
            enrolments=facts.enrolments,
            may_be_reminded=self._may_be_reminded(contact, capabilities, now),
            asked=facts.asked,
            open_questions=facts.open_questions,
        )

    def _may_be_reminded(
        self, contact: StoredContact, capabilities: Capabilities, now: datetime
    ) -> bool:
        """Nobody is offered what their channel would not let us do by then."""
        later = now + self.programme.follow_up.after
        is_asked = bool(contact.consents) and contact.stopped_at is None
        return is_asked and capabilities.lets_remind(later, now, contact.locale)

    def _with_staff(self, contact: StoredContact, now: datetime) -> WithStaff | None:
        """Staff who fell silent listen no more: nobody is left without any answer for them. Nor do
        they to who said STOP, and whom they may not answer."""
        stored = contact.with_staff
        if stored is None:
            return None
        silence = timedelta(hours=self.programme.centre.silent_after_hours)
        answer = stored.staff_spoke_at is not None and now - stored.staff_spoke_at < silence
        answer = answer and contact.stopped_at is None
        return WithStaff(stored.staff_listen and answer, answer, stored.staff_spoke_last)

    def _kept_interest(self, stored: StoredInterest, zone: ZoneInfo) -> KeptInterest:
        told = open_registration(stored.id, stored.sealed, self._sealer)
        recorded_on = stored.created_at.astimezone(zone).date()
        return KeptInterest(
            told.receipt,
            told.offer,
            recorded_on,
            stored.is_done,
            told.first_name,
            told.place,
            self._call_masked(stored),
            told.reach_when,
            stored.state,
            stored.not_possible,
        )

    def _is_told(self, request: StoredRequest) -> bool:
        return open_subject(request.id, request.subject_sealed, self._sealer).reason not in NOT_TOLD

    def _kept(self, contact: StoredContact) -> Kept:
        zone = ZoneInfo(self.programme.timezone)
        requests = [each for each in contact.requests if self._is_told(each)]
        looks = [contact.looked_at, *(each.looked_at for each in requests)]
        looked_at = max((each for each in looks if each), default=None)
        return Kept(
            address_masked=mask(self._sealer.open(contact.address_sealed, ADDRESS.of(contact.id))),
            since=contact.created_at.astimezone(zone).date(),
            interests=tuple(self._kept_interest(each, zone) for each in contact.interests),
            feedback_count=contact.feedback_count,
            open_requests=sum(each.is_open for each in requests),
            agreed_on=contact.agreed_at.astimezone(zone).date() if contact.agreed_at else None,
            source=open_source(contact.id, contact.source_sealed, self._sealer),
            other_addresses=contact.other_addresses,
            looked_at_on=looked_at.astimezone(zone).date() if looked_at else None,
        )

    def _call_masked(self, stored: StoredInterest) -> str:
        """They gave one, also where the key that sealed it is gone."""
        if stored.reach_sealed is None:
            return ""
        try:
            return mask(self._sealer.open(bytes(stored.reach_sealed), REACH.of(stored.id)))
        except SealFault:
            return mask("")
