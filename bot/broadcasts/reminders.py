"""How does a trainer's message reach everybody who asked for it, once, and nobody who said STOP?

What is due stands in the tables, so a restart between setting and sending loses nothing. Messages
are queued in portions, each one transaction, and a reminder and a contact meet only once in the
outbox: a crash in the middle goes on where it was, and nobody gets the same reminder twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.broadcasts.audience import (
    Audience,
    LeftOut,
    Person,
    Preview,
    Writer,
    people_of,
    preview,
    why_left_out,
)
from bot.broadcasts.costs import Prices
from bot.broadcasts.planned import Planned, open_planned, seal_planned
from bot.broadcasts.second_person import approve, first_state
from bot.channels.routes import Route
from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.messages.attempts import SETTLED
from bot.messages.capabilities import Capabilities
from bot.messages.segments import count
from bot.outbound.outbox import BroadcastBatch, Outbox, queue_broadcast
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.training.values import Trainings

log = structlog.get_logger(__name__)

__all__ = ["Audience", "Draft", "LeftOut", "Preview", "Reminders"]
PORTION = 500
"""So many contacts a transaction: on SQLite nobody is answered in these few milliseconds."""
LIVES = timedelta(days=2)

Also = Callable[[int], Transaction[None]]
"""What else to do in the same transaction, such as an entry in the audit trail; given the id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a trainer wrote. `texts`: the words by locale; empty ones count as not written."""

    title: str
    audience: Audience
    texts: Mapping[str, str]
    created_by: str


@dataclass(frozen=True, slots=True)
class _Sending:
    """A reminder in the middle of being queued."""

    id: int
    audience: Audience
    texts: Mapping[str, str]
    expires_at: datetime


class Reminders:
    """Built once in `bot/bootstrap.py`; the pages of staff and the scheduler share it."""

    def __init__(
        self,
        executor: Executor,
        outbox: Outbox,
        worlds: WorldBuilder,
        capabilities: Mapping[str, Capabilities],
        sealer: Sealer,
        clock: Clock,
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._worlds = worlds
        self._capabilities = capabilities
        self._sealer = sealer
        self._clock = clock

    @property
    def trainings(self) -> Trainings:
        """Of which cohorts there are, and not long over, for `Audience.cohort`."""
        return self._worlds.snapshot.trainings

    async def preview(
        self, audience: Audience, texts: Mapping[str, str], due_at: datetime | None = None
    ) -> Preview:
        """Count what sending these words at `due_at` (None: now) would do; stores nothing.

        Who writes to us before then may still get it, where their channel left them out.
        """
        now = self._clock()
        at = self._worlds.polite(max(due_at or now, now))
        people: list[Person] = []
        while True:
            after = people[-1].contact_id if people else 0
            portion = await self._executor.run(
                lambda: self._people_of(audience, after)  # noqa: B023
            )
            people += [
                self._priced(self._as_written_to(person, row), row) for person, row in portion
            ]
            if len(portion) < PORTION:
                return preview(people, texts, self._writer(), self._capabilities, at)

    async def schedule(
        self,
        draft: Draft,
        due_at: datetime | None = None,
        expires_at: datetime | None = None,
        also: Also | None = None,
    ) -> int:
        """Store it, to be sent at `due_at` (aware; None: now); the reminder's id.

        After `expires_at` (default: two days after `due_at`) nobody gets it any more. Where many
        would, it waits until a second person agrees (`approve`). Raises ValueError when there is
        no text at all, or it would expire before it may be sent.
        """
        now = self._clock()
        due_at = due_at or now
        expires_at = expires_at or due_at + LIVES
        texts = {locale: words.strip() for locale, words in draft.texts.items() if words.strip()}
        if not texts:
            raise ValueError("a reminder needs words in one language at least")
        if expires_at <= self._worlds.polite(max(due_at, now)):
            raise ValueError("it would expire before anybody may be written to")
        seen = await self.preview(draft.audience, texts, due_at)
        state = first_state(seen.people, self._worlds.programme.limits)
        return await self._executor.run(
            lambda: self._store(draft, texts, (state, due_at, expires_at, now), also)
        )

    async def approve(self, reminder_id: int, by: str, also: Also | None = None) -> bool:
        """A second person agrees that it goes to so many; False where they may not."""
        now = self._clock()
        return await self._executor.run(lambda: approve(reminder_id, by, now, also))

    async def cancel(self, reminder_id: int, also: Also | None = None) -> int | None:
        """Stop it, also in the middle of sending; how many queued messages were called back.

        None: there is no such reminder, or nothing of it is left to stop.
        """
        return await self._executor.run(lambda: _cancel(reminder_id, also))

    async def send_due(self) -> int:
        """Queue the messages of every reminder that is due; how many were queued."""
        queued = 0
        for reminder_id in await self._executor.run(lambda: _begin_due(self._clock())):
            try:
                queued += await self._send(reminder_id)
            except DatabaseFault as error:
                # The others are not to wait for it; the scheduler comes back to this one.
                log.error("reminder_stuck", reminder=reminder_id, error=type(error).__name__)
        return queued

    async def _send(self, reminder_id: int) -> int:
        queued = after = 0
        while True:
            last, some = await self._executor.run(
                lambda: self._queue_portion(reminder_id, after)  # noqa: B023
            )
            queued += some
            if some:
                self._outbox.wake()
            if last is None:
                log.info("reminder_queued", reminder=reminder_id, messages=queued)
                return queued
            after = last

    def _store(
        self,
        draft: Draft,
        texts: Mapping[str, str],
        begins: tuple[str, datetime, datetime, datetime],
        also: Also | None,
    ) -> Transaction[int]:
        """`begins`: its state; when it is due, when it is too late, and now."""
        state, due_at, expires_at, now = begins
        rows = yield Sql(
            "INSERT INTO reminder (state, due_at, expires_at, created_by, created_at)"
            " VALUES (?, ?, ?, ?, ?) RETURNING id",
            (state, due_at, expires_at, draft.created_by, now),
        )
        reminder_id, to = int(rows[0]["id"]), draft.audience
        planned = Planned(draft.title[:120], to.offer, to.place, to.locale, to.cohort, texts)
        yield Sql(
            "UPDATE reminder SET planned_sealed = ? WHERE id = ?",
            (seal_planned(reminder_id, planned, self._sealer), reminder_id),
        )
        if also is not None:
            yield from also(reminder_id)
        return reminder_id

    def _queue_portion(self, reminder_id: int, after: int) -> Transaction[tuple[int | None, int]]:
        """Queue for some contacts with an id above `after`; the last of them, and how many."""
        # Read again each time, since it may be cancelled in the middle.
        sending = yield from _read_sending(reminder_id, self._sealer)
        if sending is None:
            return None, 0
        now = self._clock()
        found = yield from self._people_of(sending.audience, after)
        queued = 0
        for alike, people in self._by_message(sending, found).items():
            queued += yield from queue_broadcast(
                self._batch(sending, alike, now), people, self._sealer
            )
        if len(found) == PORTION:
            return found[-1][0].contact_id, queued
        yield Sql(
            "UPDATE reminder SET state = 'sent', queued_at = ? WHERE id = ?", (now, reminder_id)
        )
        return None, queued

    def _people_of(self, audience: Audience, after: int) -> Transaction[list[tuple[Person, Row]]]:
        return people_of(audience, after, PORTION, self._sealer, self._worlds.is_foreign)

    def _by_message(
        self, sending: _Sending, found: Sequence[tuple[Person, Row]]
    ) -> dict[tuple[str, str, Route], list[int]]:
        """Who gets the same words by the same route: by channel and language; nobody left out."""
        alike: dict[tuple[str, str, Route], list[int]] = {}
        for person, row in found:
            locale = self._writer().text_locale(person.locale, sending.texts)
            if locale is not None and why_left_out(person, locale, self._capabilities) is None:
                alike_to = person.channel, locale, self._as_written_to(person, row).route
                alike.setdefault(alike_to, []).append(person.contact_id)
        return alike

    def _batch(
        self, sending: _Sending, alike: tuple[str, str, Route], now: datetime
    ) -> BroadcastBatch:
        channel, locale, route = alike
        capabilities = self._capabilities[channel]
        message = self._writer().write(sending.texts[locale], locale, capabilities, route.answer_to)
        return BroadcastBatch(
            channel=channel,
            route=route.name,
            message=message,
            segments=count(message.text) if capabilities.bills_segments else None,
            reminder_id=sending.id,
            created_at=now,
            next_attempt_at=self._worlds.polite(now),
            expires_at=sending.expires_at,
        )

    def _as_written_to(self, person: Person, row: Row) -> Person:
        sealed = row["address_sealed"]
        route = self._worlds.route_to(person.channel, person.contact_id, sealed)
        return replace(person, route=route)

    def _priced(self, person: Person, row: Row) -> Person:
        """The address is opened only where the programme has a price for the channel."""
        known = self._worlds.programme.limits.prices_of(person.channel)
        if not known:
            return person
        try:
            cell = ADDRESS.of(person.contact_id)
            address = self._sealer.open(bytes(row["address_sealed"]), cell)
        except SealFault:
            return person
        return replace(person, prices=Prices(known, address))

    def _writer(self) -> Writer:
        translator = self._worlds.translator
        return Writer(self._worlds.programme.name, translator.phrase, translator.language)


def _cancel(reminder_id: int, also: Also | None) -> Transaction[int | None]:
    rows = yield Sql("SELECT state FROM reminder WHERE id = ?", (reminder_id,), lock=True)
    if not rows or rows[0]["state"] == "cancelled":
        return None
    called_back = yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'cancelled by staff',"
        f" {SETTLED} WHERE reminder_id = ? AND state = 'queued' RETURNING id",
        (reminder_id,),
    )
    if rows[0]["state"] == "sent" and not called_back:
        return None
    yield Sql("UPDATE reminder SET state = 'cancelled' WHERE id = ?", (reminder_id,))
    if also is not None:
        yield from also(reminder_id)
    return len(called_back)


def _begin_due(now: datetime) -> Transaction[list[int]]:
    """The reminders to queue now, those that a crash left half queued included."""
    yield Sql(
        "UPDATE reminder SET state = 'sending' WHERE state = 'scheduled' AND due_at <= ?", (now,)
    )
    rows = yield Sql("SELECT id FROM reminder WHERE state = 'sending' ORDER BY due_at, id")
    return [row["id"] for row in rows]


def _read_sending(reminder_id: int, sealer: Sealer) -> Transaction[_Sending | None]:
    rows = yield Sql(
        "SELECT planned_sealed, expires_at FROM reminder WHERE id = ? AND state = 'sending'",
        (reminder_id,),
        skip_locked=True,  # another replica is at it
    )
    if not rows:
        return None
    planned = open_planned(reminder_id, rows[0]["planned_sealed"], sealer)
    expires_at = as_time(rows[0]["expires_at"])
    return _Sending(reminder_id, planned.audience, planned.texts, expires_at)
