"""Who is asked now whether a service helped? Once, outside the quiet hours, and only who agreed.

What is due follows from the rows as they stand. What was not asked in time, because nothing ran or
their channel did not let us, is never asked; where nobody answers, nothing more is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.broadcasts.audience import LeftOut, Person, why_left_out
from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.follow_ups.stored import StoredFollowUp, read_follow_up
from bot.messages.attempts import REMINDER
from bot.messages.capabilities import Capabilities
from bot.outbound.outbox import OutboundDraft, Outbox, queue_known
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealer import Sealer
from flows.engine.effect import Purpose
from flows.engine.referrals import ReferralState
from flows.follow_ups.question import whether_helped
from services_directory.search.sensitive import may_be_asked_about

log = structlog.get_logger(__name__)

ASKED_WITHIN = timedelta(days=4)
"""Later nobody is asked any more."""

ANSWERED_WITHIN = timedelta(days=3)
"""So long after the question left it is still known what it was about."""

_AT_ONCE = 50

_MAY_CHANGE = frozenset((LeftOut.UNREACHABLE, LeftOut.CHANNEL_OFF, LeftOut.DAY_OVER))
"""Looked at again until it is too late; of any other reason it is let be at once."""

_CAME_TO_NOTHING = ", ".join(
    f"'{each.value}'"
    for each in (
        ReferralState.DECLINED,
        ReferralState.REFUSED,
        ReferralState.WITHDRAWN,
        ReferralState.SILENT,
    )
)
_SINCE = "CASE WHEN f.referral_id IS NULL THEN f.agreed_at ELSE r.accepted_at END"
"""From when on the days are counted."""

_WAITING = "FROM follow_up AS f LEFT JOIN referral AS r ON r.id = f.referral_id"


@dataclass(frozen=True, slots=True)
class FollowUps:
    """One for each process; several share the work, and nobody is asked twice."""

    executor: Executor
    outbox: Outbox
    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer
    clock: Clock

    async def ask_due(self) -> int:
        """Let be what is over, and ask whoever is to be asked now; how many were."""
        now, after = self.clock(), self.worlds.programme.follow_up.after
        await self.executor.run(lambda: _let_be(now, after))
        if not after or self.worlds.polite(now) > now:
            return 0
        asked = 0
        for contact_id in await self.executor.run(lambda: _due(now - after)):
            asked += await self._ask(contact_id, now, after)
        if asked:
            self.outbox.wake()
        return asked

    async def _ask(self, contact_id: int, now: datetime, after: timedelta) -> int:
        """The others are not to wait for one that fails; it is tried again at the next look."""
        try:
            return int(await self.executor.run(lambda: self._asked(contact_id, now, after)))
        except DatabaseFault as error:
            log.error("follow_up_stuck", error=type(error).__name__)
            return 0

    def _asked(self, contact_id: int, now: datetime, after: timedelta) -> Transaction[bool]:
        """First the contact, as a turn of theirs would; then whatever changed meanwhile counts."""
        rows = yield Sql(
            "SELECT id, channel, address_sealed, locale, stopped_at, unreachable_at, last_seen_at,"
            " EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = contact.id AND k.purpose = ?"
            " AND k.withdrawn_at IS NULL) AS agreed,"
            " EXISTS (SELECT 1 FROM staff_conversation AS s WHERE s.contact_id = contact.id"
            " AND s.closed_at IS NULL) AS with_staff FROM contact WHERE id = ?",
            (Purpose.WHETHER_HELPED.value, contact_id),
            lock=True,
        )
        follow_up = yield from read_follow_up(contact_id, self.sealer)
        if not rows or follow_up is None or follow_up.asked_at is not None:
            return False
        if rows[0]["with_staff"]:
            return False  # they talk with a person, who asks better
        person = self._person(rows[0])
        reason = why_left_out(person, person.locale or "", self.capabilities, now)
        if reason in _MAY_CHANGE:
            return False
        if reason is not None or not self._may_be_asked(follow_up):
            yield Sql("DELETE FROM follow_up WHERE id = ?", (follow_up.id,))
            return False
        since = yield Sql(f"SELECT {_SINCE} AS since {_WAITING} WHERE f.id = ?", (follow_up.id,))
        until = as_time(since[0]["since"]) + after + ASKED_WITHIN
        draft = self._draft(person, bytes(rows[0]["address_sealed"]), follow_up, (now, until))
        outbound_id = yield from queue_known(draft, self.sealer)
        yield Sql(
            "UPDATE follow_up SET asked_at = ?, outbound_id = ? WHERE id = ?",
            (now, outbound_id, follow_up.id),
        )
        return True

    def _may_be_asked(self, follow_up: StoredFollowUp) -> bool:
        """A service that is gone, or of which nobody is asked any more, is let be."""
        directory, about = self.worlds.snapshot.directory, follow_up.about
        service = directory.service(about.service)
        if service is None:
            return False
        return may_be_asked_about(service, about.need, directory.programme)

    def _draft(
        self,
        person: Person,
        address_sealed: bytes,
        follow_up: StoredFollowUp,
        lives: tuple[datetime, datetime],
    ) -> OutboundDraft:
        """`lives`: from now until nobody is asked any more."""
        now, until = lives
        translator, programme = self.worlds.translator, self.worlds.programme
        locale = person.locale or translator.languages[0].code
        by_sms = self.capabilities[person.channel].bills_segments
        question = whether_helped(follow_up.id, programme.name if by_sms else "")
        to = Recipient(person.contact_id, person.channel, address_sealed, locale)
        writer = MessageWriter(self.capabilities, translator, self.worlds.route_to)
        draft = writer.write(to, question, now, leaves_at=now, expires_at=until, kind=REMINDER)
        return replace(draft, purpose=Purpose.WHETHER_HELPED.value)

    def _person(self, row: Row) -> Person:
        channel, contact_id, sealed = row["channel"], row["id"], bytes(row["address_sealed"])
        return Person(
            contact_id=contact_id,
            channel=channel,
            locale=row["locale"],
            consented=bool(row["agreed"]),
            stopped=row["stopped_at"] is not None,
            unreachable=row["unreachable_at"] is not None,
            foreign=self.worlds.is_foreign(channel, contact_id, sealed),
            heard_at=as_time(row["last_seen_at"]),
        )


def _due(since: datetime) -> Transaction[list[int]]:
    rows = yield Sql(
        f"SELECT f.contact_id {_WAITING} WHERE f.asked_at IS NULL AND {_SINCE} <= ?"
        f" ORDER BY f.agreed_at, f.id LIMIT {_AT_ONCE}",
        (since,),
    )
    return [row["contact_id"] for row in rows]


def _let_be(now: datetime, after: timedelta) -> Transaction[None]:
    """Too late to be asked, or to answer; a referral that came to nothing is not asked about."""
    yield Sql(
        f"DELETE FROM follow_up WHERE id IN (SELECT f.id {_WAITING}"
        " LEFT JOIN outbound_message AS o ON o.id = f.outbound_id"
        " WHERE COALESCE(o.sent_at, f.asked_at) <= ?"
        " AND (o.id IS NULL OR o.state NOT IN ('queued', 'sending')) OR f.asked_at IS NULL AND"
        f" ({_SINCE} <= ? OR r.state IN ({_CAME_TO_NOTHING})"
        " OR f.referral_id IS NOT NULL AND r.id IS NULL))",
        (now - ANSWERED_WITHIN, now - after - ASKED_WITHIN),
    )
