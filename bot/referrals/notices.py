"""What does the person hear, and what the receiver? Messages, as parts of transactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.contacts.may_write import ALL_TO_BE_CALLED, COLUMNS, why_not_written, writable_row
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Row, Sql, Transaction
from bot.messages.capabilities import Capabilities
from bot.outbound.number_writer import NumberWriter
from bot.outbound.outbox import queue
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.stops_and_erasures import STOP
from bot.privacy.traces.addresses import take_addresses
from bot.privacy.traces.lost import not_arrived
from bot.privacy.traces.waiting import tells_of_referral
from bot.referrals.receiver_link import PATH, token_of
from bot.referrals.stored import StoredReferral
from flows.engine.referrals import ReferralState, Step, Urgency
from flows.engine.reply import Reply
from flows.engine.text import Line, _
from flows.referrals.person_words import told_of
from flows.referrals.receiver_words import Seen
from services_directory.values.promises import ReferralTimes

_CONTACT = f"SELECT {COLUMNS}, {ALL_TO_BE_CALLED} AS called FROM contact AS c WHERE c.id = ?"


@dataclass(frozen=True, slots=True)
class ReferralNotices:
    """Puts what became of a referral into words, for both."""

    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer
    clock: Clock

    @property
    def numbers(self) -> NumberWriter:
        """What writes to a receiver's number; on the page they choose their language."""
        return NumberWriter(self.worlds, self.capabilities, self.sealer)

    @property
    def channel(self) -> str | None:
        """The one that writes to receivers' numbers."""
        return self.numbers.channel

    def within(self, urgency: Urgency) -> timedelta:
        """How long a receiver may take."""
        times: ReferralTimes = self.worlds.programme.referral_times
        return {
            Urgency.URGENT: times.urgent,
            Urgency.SOON: times.soon,
            Urgency.NORMAL: times.normal,
        }[urgency]

    def may_write_to(self, contact: Row) -> bool:
        """Whether this person may be written to now; `contact`: a row of `_CONTACT`."""
        to = writable_row(contact, self.worlds.is_foreign, called=bool(contact["called"]))
        return why_not_written(to, self.capabilities, self.clock()) is None

    def person(self, referral: StoredReferral, now: datetime) -> Transaction[None]:
        """Told how it stands now, once; nothing in the quiet hours, and nothing after STOP."""
        leaves_at = self.worlds.polite(now)
        if leaves_at > now:
            yield Sql("UPDATE referral SET tell_at = ? WHERE id = ?", (leaves_at, referral.id))
            return
        yield Sql("UPDATE referral SET tell_at = NULL WHERE id = ?", (referral.id,))
        rows = yield Sql(_CONTACT, (referral.contact_id,), lock=True)
        reply = self._to_person(referral)
        if not rows or reply is None or not self.may_write_to(rows[0]):
            return
        contact = rows[0]
        locale = contact["locale"] or self.worlds.programme.languages[0]
        sealed = bytes(contact["address_sealed"])
        to = Recipient(contact["id"], contact["channel"], sealed, locale)
        draft = self._writer().write(to, self._signed(reply, contact["channel"]), now)
        yield from queue(draft, self.sealer)

    def _to_person(self, referral: StoredReferral) -> Reply | None:
        told = referral.told
        if referral.sent_at is None and referral.state is not ReferralState.ASKED:
            return None  # they never agreed, so they wait for nothing
        hours = self.within(referral.urgency) // timedelta(hours=1)
        step = Step(referral.state, referral.refused, referral.outcome)
        line = told_of(step, told.code, hours)
        return Reply((line,)) if line is not None else None

    def _signed(self, reply: Reply, channel: str) -> Reply:
        """By SMS it says who writes, since a number says nothing."""
        if not self.capabilities[channel].bills_segments:
            return reply
        first, *more = reply.lines
        signed = _("{sender}: {words}", sender=self.worlds.programme.name, words=first)
        return Reply((signed, *more), reply.choices)

    def receiver(
        self,
        referral: StoredReferral,
        lines: tuple[Line, ...],
        now: datetime,
        *,
        asks_to_erase: bool = False,
        not_before: datetime | None = None,
    ) -> Transaction[bool]:
        """By SMS, where a number stands in the referral and its owner did not say STOP; whether
        it was queued. What still waits of it is overtaken by this. `asks_to_erase`: it leaves
        though the person is gone."""
        number = referral.told.number
        if not self.numbers.is_paid_for(number):
            if number:  # it was paid for when it was written down
                yield from not_arrived(referral.id, self.sealer, now)
            return False
        hashes = self.numbers.hashes_of(number)
        if (yield from self.numbers.has_stopped(hashes)):
            # Staff see at once that nobody was asked, and why.
            yield from take_addresses(STOP, hashes, self.sealer, now)
            return False
        at_once = referral.urgency is Urgency.URGENT
        leaves_at = max(not_before or now, now if at_once else self.worlds.polite(now))
        of_it = tells_of_referral(referral.id)
        yield from self.numbers.write(
            number,
            lines,
            now,
            leaves_at=leaves_at,
            overtakes=of_it,
            tells_of=None if asks_to_erase else of_it,
        )
        return True

    def seen(self, referral: StoredReferral) -> Seen:
        """What a receiver may see before they accept."""
        directory, told = self.worlds.snapshot.directory, referral.told
        need, place = directory.programme.need(told.need), directory.place(told.town)
        language = self.worlds.translator.language(told.language)
        return Seen(
            code=told.code,
            need=need.title if need else told.need,
            town=place.name if place else told.town,
            language=language.own_name if language else told.language,
            urgency=referral.urgency,
            answer_by=referral.answer_by or referral.created_at,
        )

    def link(self, referral: StoredReferral) -> str:
        """For the next step; "" where nobody outside could open it."""
        site = self.worlds.public_url
        return f"{site}{PATH}{token_of(referral)}" if site else ""

    def _writer(self) -> MessageWriter:
        return MessageWriter(self.capabilities, self.worlds.translator, self.worlds.route_to)
