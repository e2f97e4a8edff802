"""Seats given, kept, given back and passed on: each in one transaction that holds its cohort.

Whatever dies in between, seats given and seats offered are never more than there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.contacts.interest_follows_seat import follow_seat
from bot.database.transaction import Sql, Transaction
from bot.privacy.registration import hash_of, open_registration
from bot.privacy.sealing.sealed_columns import ENROLMENT_NAME
from bot.training.members import CohortMembers, Member, read_cohort
from bot.training.notices import (
    KNOWN,
    Notices,
    call_back,
    keys_of,
    note,
    take_back_lapsed,
)
from bot.training.reminder_plan import NoticeKind, changed_meetings
from bot.training.sealed_words import drop, name_of
from bot.training.seats import answer_by, next_in_line
from flows.components.first_name import may_be_same
from flows.engine.enrolments.seat_count import MOST_SEATS
from flows.engine.enrolments.states import CURRENT, EnrolmentState, LeaveReason
from services_directory.training.values import Cohort, CohortState
from services_directory.values.normalise import fold

_LONGEST_NAME = 80


class NotInvited(StrEnum):
    """Why somebody was not invited, or put in line. FULL: a seat is promised once. CLOSED: too
    late, or not open. SEAT_FREE: nobody has to wait.

    CANNOT_BE_TOLD: they said STOP, never agreed, or we do not reach them."""

    ALREADY = "already"
    FULL = "full"
    CLOSED = "closed"
    CANNOT_BE_TOLD = "cannot_be_told"
    SEAT_FREE = "seat_free"


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """Who asks for seats, or is invited: `interest_id` is the wish it comes from. `for_another`:
    somebody of this name who shares the phone with who is in it already."""

    contact_id: int
    seats: int = 1
    first_name: str = ""
    interest_id: int | None = None
    for_another: bool = False


@dataclass(frozen=True, slots=True)
class Enrolments:
    """The one way seats change hands; its methods are parts of transactions."""

    notices: Notices

    def hold(self, cohort_id: int, now: datetime) -> Transaction[CohortMembers | None]:
        """A cohort as it stands, kept from others until the commit."""
        return (yield from read_cohort(cohort_id, self._can_be_told(now), hold=True))

    def look_at(self, cohort_id: int, now: datetime) -> Transaction[CohortMembers | None]:
        """The same for who changes nothing."""
        return (yield from read_cohort(cohort_id, self._can_be_told(now), hold=False))

    def _can_be_told(self, now: datetime) -> Callable[[Member], bool]:
        return lambda member: self.notices.why_not(member, now) is None

    def take_seat(self, cohort_id: int, wish: NewEnrolment, now: datetime) -> Transaction[bool]:
        """A seat, or the end of the line where there is none; False where nobody enrols any more.

        Who is in it already stays as they are."""
        held = yield from self.hold(cohort_id, now)
        cohort = self.notices.trainings.cohort(cohort_id)
        if held is None or cohort is None or not cohort.enrols_at(now):
            return False
        if (yield from self.is_in_it(held, wish)):
            return True
        is_free = held.count.gives(wish.seats)
        state = EnrolmentState.CONFIRMED if is_free else EnrolmentState.WAITING
        enrolment_id = yield from self.add(cohort, wish, state, now, asked_here=True)
        yield from follow_seat(enrolment_id, now)
        return True

    def answer_invitation(
        self, contact_id: int, enrolment_id: int, now: datetime, *, accepts: bool
    ) -> Transaction[None]:
        """They take the seat that is kept for them, or let it go to the next."""
        held = yield from self._held_by(contact_id, enrolment_id, now)
        member = held.member(enrolment_id) if held else None
        if held is None or member is None or member.state != EnrolmentState.INVITED:
            return
        if not accepts:
            yield from self._drop(enrolment_id, LeaveReason.DECLINED, now)
        elif member.answer_by is None or now < member.answer_by:
            yield Sql(
                "UPDATE enrolment SET state = ?, answer_by = NULL, told_at = ?, asked_here = ?"
                " WHERE id = ?",
                (str(EnrolmentState.CONFIRMED), now, True, enrolment_id),
            )
            yield from follow_seat(enrolment_id, now)
        yield from self.pass_on(held.id, now)

    def leave(
        self, contact_id: int, enrolment_id: int, why: LeaveReason, now: datetime
    ) -> Transaction[None]:
        """They give back their seat, or their place in the line."""
        held = yield from self._held_by(contact_id, enrolment_id, now)
        if held is None or held.member(enrolment_id) is None:
            return
        yield from self._drop(enrolment_id, why, now)
        yield from self.pass_on(held.id, now)

    def leave_everything(self, contact_id: int, now: datetime) -> Transaction[None]:
        """For who is about to be erased: others get their seats."""
        rows = yield Sql(
            "SELECT id FROM enrolment WHERE contact_id = ? ORDER BY cohort_id", (contact_id,)
        )
        for row in rows:
            yield from self.leave(contact_id, row["id"], LeaveReason.UNSAID, now)

    def speak_discreetly(
        self, contact_id: int, enrolment_id: int, *, discreet: bool
    ) -> Transaction[None]:
        """From now on reminders name neither the course nor the place, or do again."""
        yield Sql(
            "UPDATE enrolment SET discreet = ? WHERE id = ? AND contact_id = ?",
            (discreet, enrolment_id, contact_id),
        )

    def invite(
        self, cohort: Cohort, wish: NewEnrolment, now: datetime
    ) -> Transaction[NotInvited | None]:
        """Keep a seat for somebody and ask them; or why not (`NotInvited`). Seats are never
        promised twice: where none is free, nobody is asked."""
        held = yield from self.hold(cohort.id, now)
        if held is None or held.version != cohort.version:
            return NotInvited.CLOSED
        if (yield from self.is_in_it(held, wish)):
            return NotInvited.ALREADY
        until = self.until(cohort, now)
        if until is None or cohort.state != CohortState.OPEN:
            return NotInvited.CLOSED
        if not held.count.gives(wish.seats):
            return NotInvited.FULL
        enrolment_id = yield from self.add(cohort, wish, EnrolmentState.INVITED, now, until)
        held = yield from self.hold(cohort.id, now)
        member = held.member(enrolment_id) if held else None
        if held is None or member is None or self.notices.why_not(member, now) is not None:
            yield Sql("DELETE FROM enrolment WHERE id = ?", (enrolment_id,))
            return NotInvited.CANNOT_BE_TOLD
        yield from follow_seat(enrolment_id, now)
        yield from self.notices.ask(cohort, (held, member), until, now)
        return None

    def give_seat(
        self, cohort: Cohort, wish: NewEnrolment, now: datetime
    ) -> Transaction[NotInvited | None]:
        """A seat for somebody whom nobody can write to and who said yes at the desk; or why not."""
        held = yield from self.hold(cohort.id, now)
        if held is None or held.version != cohort.version or not cohort.enrols_at(now):
            return NotInvited.CLOSED
        if (yield from self.is_in_it(held, wish)):
            return NotInvited.ALREADY
        if not held.count.gives(wish.seats):
            return NotInvited.FULL
        enrolment_id = yield from self.add(cohort, wish, EnrolmentState.CONFIRMED, now)
        yield from follow_seat(enrolment_id, now)
        return None

    def pass_on(self, cohort_id: int, now: datetime) -> Transaction[int]:
        """Seats that nobody answered for are free, and free ones go to the first in line; to how
        many one was offered."""
        held = yield from self.hold(cohort_id, now)
        cohort = self.notices.trainings.cohort(cohort_id)
        if held is None:
            return 0
        for member in held.members:
            if member.is_silent(now):
                yield from self._drop(member.enrolment_id, LeaveReason.SILENT, now)
                yield from self.notices.tell_lapsed(member, held, now)
        # What the snapshot does not know yet is looked at once it does.
        if cohort is None or cohort.version != held.version or cohort.state != CohortState.OPEN:
            return 0
        until = self.until(cohort, now)
        held = yield from self.hold(cohort_id, now)
        if until is None or held is None:
            return 0
        offered = next_in_line(held.in_line, held.count.free)
        for each in offered:
            yield from self._offer(cohort, held, each.enrolment_id, until, now)
        return len(offered)

    def _offer(
        self, cohort: Cohort, held: CohortMembers, enrolment_id: int, until: datetime, now: datetime
    ) -> Transaction[None]:
        yield Sql(
            "UPDATE enrolment SET state = ?, answer_by = ?, told_at = ? WHERE id = ?",
            (str(EnrolmentState.INVITED), until, now, enrolment_id),
        )
        yield from follow_seat(enrolment_id, now)
        yield from note(
            enrolment_id,
            keys_of(NoticeKind.CHANGED, changed_meetings(cohort, now)),
            now,
            left_out=KNOWN,
        )
        member = held.member(enrolment_id)
        if member is not None:
            yield from self.notices.ask(cohort, (held, member), until, now)

    def until(self, cohort: Cohort, now: datetime) -> datetime | None:
        """Until when somebody asked now may answer; None where nobody is asked any more."""
        starts_at = cohort.starts_at
        return None if starts_at is None else answer_by(now, starts_at, self.notices.quiet)

    def add(
        self,
        cohort: Cohort,
        wish: NewEnrolment,
        state: EnrolmentState,
        now: datetime,
        until: datetime | None = None,
        *,
        asked_here: bool = False,
    ) -> Transaction[int]:
        """Who asked of another seat that little is said is written to so of this one as well."""
        rows = yield Sql(
            "INSERT INTO enrolment (contact_id, cohort_id, interest_id, state, seats, answer_by,"
            " discreet, asked_here, told_at, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, EXISTS (SELECT 1 FROM enrolment AS other"
            " WHERE other.contact_id = ? AND other.discreet = ?), ?, ?, ?) RETURNING id",
            (
                wish.contact_id,
                cohort.id,
                wish.interest_id or (yield from self._wish_for(cohort, wish)),
                str(state),
                min(max(wish.seats, 1), MOST_SEATS),
                until,
                *(wish.contact_id, True),
                asked_here,
                now,
                now,
            ),
        )
        enrolment_id = int(rows[0]["id"])
        if wish.first_name:
            name = wish.first_name[:_LONGEST_NAME]
            sealed = self.notices.sealer.seal(name, ENROLMENT_NAME.of(enrolment_id))
            yield Sql("UPDATE enrolment SET name_sealed = ? WHERE id = ?", (sealed, enrolment_id))
        whose = wish.first_name if wish.for_another else None
        yield from take_back_lapsed(wish.contact_id, cohort.id, whose, self.notices.sealer)
        known = keys_of(NoticeKind.CHANGED, changed_meetings(cohort, now))
        yield from note(enrolment_id, known, now, left_out=KNOWN)
        return enrolment_id

    def is_in_it(self, held: CohortMembers, wish: NewEnrolment) -> Transaction[bool]:
        """Whether this very person is; on a shared phone they are told apart by their names."""
        mine, sealer = held.of(wish.contact_id), self.notices.sealer
        if not mine or (wish.interest_id is None and not wish.for_another):
            return bool(mine)
        if wish.interest_id is not None and wish.interest_id in {
            each.row["interest_id"] for each in mine
        }:
            return True
        names = [name_of(each.row, sealer) for each in mine]
        if wish.for_another:
            return fold(wish.first_name) in map(fold, ("", *names))
        rows = yield Sql(
            "SELECT registration_sealed FROM interest WHERE id = ?", (wish.interest_id,)
        )
        told = open_registration(wish.interest_id or 0, rows[0]["registration_sealed"], sealer)
        return any(may_be_same(told.first_name, each) for each in names)

    def _wish_for(self, cohort: Cohort, wish: NewEnrolment) -> Transaction[int | None]:
        """Their open wish for what this cohort teaches, if they registered one."""
        offer = self.notices.trainings.offer_of(cohort)
        if offer is None:
            return None
        rows = yield Sql(
            "SELECT id, registration_sealed FROM interest WHERE contact_id = ? AND offer_hash = ?"
            " ORDER BY id DESC",
            (wish.contact_id, hash_of("offer", offer, self.notices.sealer)),
        )
        for row in rows:
            told = open_registration(row["id"], row["registration_sealed"], self.notices.sealer)
            if not wish.for_another or fold(told.first_name) == fold(wish.first_name):
                return int(row["id"])
        return None

    def _held_by(
        self, contact_id: int, enrolment_id: int, now: datetime
    ) -> Transaction[CohortMembers | None]:
        """The cohort of an enrolment of this contact that is not over; None where it is not."""
        rows = yield Sql(
            "SELECT cohort_id FROM enrolment WHERE id = ? AND contact_id = ?",
            (enrolment_id, contact_id),
        )
        held = (yield from self.hold(rows[0]["cohort_id"], now)) if rows else None
        member = held.member(enrolment_id) if held else None
        return held if member is not None and member.state in CURRENT else None

    def _drop(self, enrolment_id: int, why: LeaveReason, now: datetime) -> Transaction[None]:
        yield from call_back("n.enrolment_id = ?", (enrolment_id,))
        yield from drop(enrolment_id, why, self.notices.sealer, now)
