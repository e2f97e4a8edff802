"""How is somebody told of their training unasked, once? The message, and the row that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.broadcasts.audience import LeftOut, Person, why_left_out
from bot.contacts.quiet_hours import QuietHours
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Sql, Transaction, as_time
from bot.messages.attempts import REMINDER, SETTLED
from bot.messages.capabilities import Capabilities
from bot.outbound.outbox import OutboundDraft, queue_known
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealer import Sealer
from bot.training.members import CohortMembers, Member
from bot.training.reminder_plan import Knowledge, NoticeKind
from bot.training.sealed_words import name_of
from flows.components.training.class_messages import CohortWords, Written, invitation, not_kept
from flows.engine.reply import Reply
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Trainings
from services_directory.values.normalise import fold

TOO_LATE = "too_late"
KNOWN = "known"
"""Why nothing was sent, beside the reasons of `LeftOut`; known: it was so when they enrolled."""


class NoticeKey(NamedTuple):
    """What makes a notice to somebody one: it is never given twice."""

    kind: NoticeKind
    meeting_id: int = 0
    sequence: int = 0


def keys_of(kind: NoticeKind, meetings: Iterable[ClassMeeting]) -> list[NoticeKey]:
    return [NoticeKey(kind, each.id, each.sequence) for each in meetings]


@dataclass(frozen=True, slots=True)
class Notices:
    """Puts notices into words, and queues them; its methods are parts of transactions."""

    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer

    @property
    def trainings(self) -> Trainings:
        return self.worlds.snapshot.trainings

    @property
    def quiet(self) -> QuietHours:
        programme = self.worlds.programme
        return QuietHours(programme.quiet_from, programme.quiet_until, programme.timezone)

    def polite(self, moment: datetime) -> datetime:
        """The first moment from `moment` on when we may write unasked."""
        return self.worlds.polite(moment)

    def tell(
        self,
        member: Member,
        written: Reply,
        keys: Sequence[NoticeKey],
        now: datetime,
        expires_at: datetime,
    ) -> Transaction[bool]:
        """Queue it, or note why not; whether it was queued. Nothing happens a second time."""
        goes_at = self.polite(now)
        reason: str | None = self.why_not(member, now)
        if reason is None and goes_at >= expires_at:
            reason = TOO_LATE
        outbound_id = None
        if reason is None:
            draft = self.draft(member, written, now, goes_at, expires_at)
            outbound_id = yield from queue_known(draft, self.sealer)
        yield from note(member.enrolment_id, keys, now, outbound_id, reason)
        return reason is None

    def ask(
        self, cohort: Cohort, to: tuple[CohortMembers, Member], until: datetime, now: datetime
    ) -> Transaction[None]:
        """Whether they take the seat that is kept for them."""
        held, member = to
        written = self.writing_to(member, held)
        told = self.words_of(cohort)
        reply = invitation(told, member.enrolment_id, member.seats, until, written)
        yield from self.tell(member, reply, [NoticeKey(NoticeKind.INVITED)], now, until)

    def tell_lapsed(self, member: Member, held: CohortMembers, now: datetime) -> Transaction[None]:
        """Nobody answered in time for the seat that was kept for them: told once, as long as the
        course has not begun."""
        cohort = self.trainings.cohort(held.id)
        starts_at = cohort.starts_at if cohort and cohort.state == CohortState.OPEN else None
        if cohort is None or starts_at is None:
            return
        enrols = cohort.enrols_at(self.polite(now))
        reply = not_kept(self.words_of(cohort), self.writing_to(member, held), enrols=enrols)
        yield from self.tell(member, reply, [NoticeKey(NoticeKind.LAPSED)], now, starts_at)

    def words_of(self, cohort: Cohort) -> CohortWords:
        course = self.trainings.course(cohort.course_id)
        return CohortWords(cohort, course, self.worlds.snapshot.directory)

    def why_not(self, member: Member, now: datetime) -> LeftOut | None:
        """Why this person may not be written to unasked; None where they may."""
        return self.why_not_to(member.person, bytes(member.address_sealed), now)

    def why_not_to(self, person: Person, address_sealed: bytes, now: datetime) -> LeftOut | None:
        """The same of who is in no cohort yet."""
        foreign = self.worlds.is_foreign(person.channel, person.contact_id, address_sealed)
        to_whom = replace(person, foreign=foreign)
        return why_left_out(to_whom, person.locale or "", self.capabilities, self.polite(now))

    def writing_to(self, member: Member, held: CohortMembers) -> Written:
        """Whom it is written for, and how: by name where others of this phone are in it too."""
        locale = member.person.locale or self.worlds.translator.languages[0].code
        language = self.worlds.translator.language(locale)
        capabilities = self.capabilities.get(member.person.channel)
        name = name_of(member.row, self.sealer)
        others = (name_of(each, self.sealer) for each in member.elsewhere)
        is_shared = held.shares_phone(member) or any(
            each and fold(each) != fold(name) for each in others
        )
        return Written(
            programme=self.worlds.programme,
            by_sms=capabilities is not None and capabilities.bills_segments,
            right_to_left=language is not None and language.right_to_left,
            discreet=member.discreet,
            whose=name if is_shared else "",
        )

    def draft(
        self,
        member: Member,
        written: Reply,
        now: datetime,
        goes_at: datetime,
        expires_at: datetime,
    ) -> OutboundDraft:
        person, translator = member.person, self.worlds.translator
        locale = person.locale or translator.languages[0].code
        to = Recipient(person.contact_id, person.channel, member.address_sealed, locale)
        writer = MessageWriter(self.capabilities, translator, self.worlds.route_to)
        return writer.write(
            to, written, now, leaves_at=goes_at, expires_at=expires_at, kind=REMINDER
        )


def note(
    enrolment_id: int,
    keys: Sequence[NoticeKey],
    now: datetime,
    outbound_id: int | None = None,
    left_out: str | None = None,
) -> Transaction[None]:
    """Somebody was told this, or never will be."""
    for key in keys:
        yield Sql(
            "INSERT INTO class_notice (enrolment_id, kind, meeting_id, sequence, told_at,"
            " outbound_id, left_out) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (enrolment_id, kind, meeting_id, sequence) DO NOTHING",
            (enrolment_id, str(key.kind), key.meeting_id, key.sequence, now, outbound_id, left_out),
        )


def told_of_cohort(cohort_id: int, members: Iterable[Member]) -> Transaction[dict[int, Knowledge]]:
    """What each of them knows, by their enrolments."""
    rows = yield Sql(
        "SELECT n.enrolment_id, n.kind, n.meeting_id, n.sequence, n.told_at FROM class_notice AS n"
        " JOIN enrolment AS e ON e.id = n.enrolment_id WHERE e.cohort_id = ?",
        (cohort_id,),
    )
    changes: dict[int, dict[tuple[int, int], datetime]] = {}
    reminded: dict[int, set[tuple[NoticeKind, int, int]]] = {}
    for row in rows:
        kind, of = NoticeKind(row["kind"]), row["enrolment_id"]
        if kind == NoticeKind.CHANGED:
            meeting = row["meeting_id"], row["sequence"]
            changes.setdefault(of, {})[meeting] = as_time(row["told_at"])
        else:
            reminded.setdefault(of, set()).add((kind, row["meeting_id"], row["sequence"]))
    return {
        each.enrolment_id: Knowledge(
            each.told_at,
            changes.get(each.enrolment_id, {}),
            frozenset(reminded.get(each.enrolment_id, ())),
        )
        for each in members
    }


def call_back(condition: str, values: Sequence[int], *, anew: bool = False) -> Transaction[None]:
    """What waits to be sent of these notices is not sent. `anew`: what else stood in it is looked
    at once more, for the whole cohort; not where somebody left, which concerns nobody else.

    `condition` is on `n` (class_notice) and `e` (enrolment)."""
    cancelled = yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'class changed',"
        f" {SETTLED} WHERE state = 'queued' AND id IN (SELECT n.outbound_id FROM class_notice AS n"
        f" JOIN enrolment AS e ON e.id = n.enrolment_id WHERE {condition}) RETURNING id",
        values,
    )
    for row in cancelled:
        untold = yield Sql(
            "DELETE FROM class_notice WHERE outbound_id = ? RETURNING kind, meeting_id",
            (row["id"],),
        )
        for each in untold if anew else ():
            yield Sql(
                "DELETE FROM class_notice_run WHERE kind = ? AND meeting_id = ?",
                (each["kind"], each["meeting_id"]),
            )


def take_back_lapsed(
    contact_id: int, cohort_id: int, name: str | None, sealer: Sealer
) -> Transaction[None]:
    """Who asked again need not be told that a seat is not kept any more. `name`: of one who shares
    the phone; None: of whoever writes."""
    rows = yield Sql(
        "SELECT e.id, e.name_sealed, e.interest_id, i.registration_sealed FROM class_notice AS n"
        " JOIN enrolment AS e ON e.id = n.enrolment_id"
        " LEFT JOIN interest AS i ON i.id = e.interest_id"
        f" WHERE n.kind = '{NoticeKind.LAPSED}' AND e.contact_id = ? AND e.cohort_id = ?",
        (contact_id, cohort_id),
    )
    for row in rows:
        if name is None or fold(name) == fold(name_of(row, sealer)):
            yield from call_back(f"n.kind = '{NoticeKind.LAPSED}' AND e.id = ?", (row["id"],))


def renew_lapsed(cohort: Cohort, now: datetime) -> Transaction[None]:
    """What waits to be told of seats not kept has its sense until the course begins, as it does
    now."""
    concerned = f"n.kind = '{NoticeKind.LAPSED}' AND e.cohort_id = ?"
    if cohort.starts_at is None or cohort.starts_at <= now:
        yield from call_back(concerned, (cohort.id,))
        return
    yield Sql(
        "UPDATE outbound_message SET expires_at = ? WHERE state = 'queued' AND id IN"
        " (SELECT n.outbound_id FROM class_notice AS n"
        f" JOIN enrolment AS e ON e.id = n.enrolment_id WHERE {concerned})",
        (cohort.starts_at, cohort.id),
    )
