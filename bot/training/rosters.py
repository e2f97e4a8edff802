"""Who is in a cohort, for those who teach it; and whom they invite from the wishes people left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.contacts.interest_follows_seat import follow_seat
from bot.contacts.may_write import TO_BE_CALLED
from bot.contacts.walk_in import WALK_IN
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.outbound.outbox import Outbox
from bot.training.attendance import give_roll_numbers
from bot.training.class_answers import NO_ANSWERS, ClassAnswers, answers_of_cohort
from bot.training.delivery.preview import NOBODY, InvitationPreview, preview_invitation
from bot.training.delivery.unreached import Unreached, unreached_in
from bot.training.enrolments import Enrolments, NewEnrolment, NotInvited
from bot.training.members import count_seats
from bot.training.notices import NoticeKey
from bot.training.opinions.counting import CourseOpinions, opinions_of
from bot.training.reminder_plan import NoticeKind
from bot.training.sealed_words import name_of, open_left_why
from flows.components.training.class_messages import CohortWords, put_in_line
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.enrolments.states import CURRENT, EnrolmentState, LeaveReason
from services_directory.training.values import Cohort

Invited = Mapping[int, NotInvited | None]
"""By the number of the interest: None where somebody was invited, else why not."""

Also = Callable[[Invited], Transaction[None]]
"""What else to do in the same transaction, such as an entry in the audit log."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One enrolment. `coming`: what they said of classes as these are now; `asked_again`: of which
    classes they said it before these were moved; `late`: to which they come late;
    `unreached`: of which classes no word reached them, and why, or of the seat kept for them
    (`THE_SEAT`); all by the numbers of the meetings; `roll_number`: by which trainers call them."""

    enrolment_id: int
    contact_id: int
    interest_id: int | None
    state: EnrolmentState
    seats: int
    first_name: str
    channel: str
    created_at: datetime
    answer_by: datetime | None
    left_why: LeaveReason | None
    coming: Mapping[int, bool]
    asked_again: frozenset[int]
    late: frozenset[int]
    unreached: Mapping[int, Unreached]
    roll_number: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """`lines` in the order in which people came; the line for a seat has the same. `asks_line`:
    whether a seat that is given back is still offered to who waits."""

    lines: Sequence[RosterLine]
    count: SeatCount
    asks_line: bool = True

    @property
    def in_line(self) -> Sequence[RosterLine]:
        return [each for each in self.lines if each.state == EnrolmentState.WAITING]


class Rosters:
    """Built once in `bot/bootstrap.py`; the pages of staff use it."""

    def __init__(
        self, executor: Executor, outbox: Outbox, enrolments: Enrolments, clock: Clock
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._enrolments = enrolments
        self._clock = clock

    async def roster(self, cohort_id: int) -> Roster:
        """Everybody who is in it, was in it, or waits."""
        return await self._executor.run(lambda: self._roster(cohort_id))

    async def preview(self, cohort_id: int, contact_ids: Sequence[int]) -> InvitationPreview:
        """What these contacts would read if they were invited, and who of them cannot be told."""
        enrolments, now = self._enrolments, self._clock()
        cohort = enrolments.notices.trainings.cohort(cohort_id)
        if cohort is None:
            return NOBODY
        until, whom = enrolments.until(cohort, now), list(dict.fromkeys(contact_ids))
        return await self._executor.run(
            lambda: preview_invitation(enrolments.notices, cohort, until, whom, now)
        )

    async def invite(
        self, cohort_id: int, interest_ids: Sequence[int], also: Also | None = None
    ) -> Invited:
        """Keep a seat for each of these and ask them, in this order, as long as there are seats;
        who has no phone, or is to be called at another, has the seat at once: staff tell them."""
        invited = await self._executor.run(
            lambda: self._invite(cohort_id, list(dict.fromkeys(interest_ids)), also)
        )
        self._outbox.wake()
        return invited

    async def put_in_line(
        self, cohort_id: int, interest_ids: Sequence[int], also: Also | None = None
    ) -> Invited:
        """Let each of these wait for a seat of a cohort that is full, in this order after those who
        wait, and tell them their place."""
        waiting = await self._executor.run(
            lambda: self._put_in_line(cohort_id, list(dict.fromkeys(interest_ids)), also)
        )
        self._outbox.wake()
        return waiting

    async def remove(
        self, enrolment_id: int, also: Callable[[], Transaction[None]] | None = None
    ) -> bool:
        """Staff take somebody off who said so at the centre; False where they are not in it."""
        removed = await self._executor.run(lambda: self._remove(enrolment_id, also))
        self._outbox.wake()
        return removed

    async def opinions(self, cohort_id: int) -> CourseOpinions:
        """What those who took part say of it."""
        sealer = self._enrolments.notices.sealer
        return await self._executor.run(lambda: opinions_of(cohort_id, sealer))

    async def renew_seats(self) -> None:
        """What conversations say of seats that are left, before somebody asks for one."""
        worlds = self._enrolments.notices.worlds
        cohorts = worlds.snapshot.trainings.enrolling(self._clock())
        if cohorts or worlds.seats:
            taken, waiting = await self._executor.run(count_seats)
            worlds.seats = {
                each.id: SeatCount(each.seats, taken.get(each.id, 0), waiting.get(each.id, ()))
                for each in cohorts
            }

    def _invite(
        self, cohort_id: int, interest_ids: Sequence[int], also: Also | None
    ) -> Transaction[Invited]:
        cohort, now = self._enrolments.notices.trainings.cohort(cohort_id), self._clock()
        invited: dict[int, NotInvited | None] = {}
        for interest_id in interest_ids:
            rows = yield Sql(
                f"SELECT i.contact_id, c.channel, {TO_BE_CALLED} AS called FROM interest AS i"
                " JOIN contact AS c ON c.id = i.contact_id WHERE i.id = ?",
                (interest_id,),
            )
            if cohort is None:
                invited[interest_id] = NotInvited.CLOSED
            elif not rows:
                invited[interest_id] = NotInvited.CANNOT_BE_TOLD
            else:
                wish = NewEnrolment(rows[0]["contact_id"], interest_id=interest_id)
                by_word_of_mouth = rows[0]["channel"] == WALK_IN or rows[0]["called"]
                ask = self._enrolments.give_seat if by_word_of_mouth else self._enrolments.invite
                invited[interest_id] = yield from ask(cohort, wish, now)
        if also is not None:
            yield from also(invited)
        return invited

    def _put_in_line(
        self, cohort_id: int, interest_ids: Sequence[int], also: Also | None
    ) -> Transaction[Invited]:
        cohort, now = self._enrolments.notices.trainings.cohort(cohort_id), self._clock()
        waiting: dict[int, NotInvited | None] = {}
        for interest_id in interest_ids:
            rows = yield Sql("SELECT contact_id FROM interest WHERE id = ?", (interest_id,))
            if cohort is None or not cohort.enrols_at(now):
                waiting[interest_id] = NotInvited.CLOSED
            elif not rows:
                waiting[interest_id] = NotInvited.CANNOT_BE_TOLD
            else:
                wish = NewEnrolment(rows[0]["contact_id"], interest_id=interest_id)
                waiting[interest_id] = yield from self._wait(cohort, wish, now)
        if also is not None:
            yield from also(waiting)
        return waiting

    def _wait(
        self, cohort: Cohort, wish: NewEnrolment, now: datetime
    ) -> Transaction[NotInvited | None]:
        """The end of the line, only where nobody could have a seat at once; or why not. Whoever
        cannot be written to would wait for nothing: a free seat goes past them."""
        enrolments = self._enrolments
        held = yield from enrolments.hold(cohort.id, now)
        if held is None or held.version != cohort.version:
            return NotInvited.CLOSED
        if (yield from enrolments.is_in_it(held, wish)):
            return NotInvited.ALREADY
        if held.count.gives(wish.seats):
            return NotInvited.SEAT_FREE
        enrolment_id = yield from enrolments.add(cohort, wish, EnrolmentState.WAITING, now)
        held = yield from enrolments.hold(cohort.id, now)
        member = held.member(enrolment_id) if held else None
        notices = enrolments.notices
        if held is None or member is None or notices.why_not(member, now) is not None:
            yield Sql("DELETE FROM enrolment WHERE id = ?", (enrolment_id,))
            return NotInvited.CANNOT_BE_TOLD
        yield from follow_seat(enrolment_id, now)
        course = notices.trainings.course(cohort.course_id)
        told = CohortWords(cohort, course, notices.worlds.snapshot.directory)
        place = held.place_in_line(enrolment_id)
        reply = put_in_line(told, place, notices.writing_to(member, held))
        keys = [NoticeKey(NoticeKind.IN_LINE)]
        yield from notices.tell(member, reply, keys, now, cohort.starts_at or now)
        return None

    def _remove(
        self, enrolment_id: int, also: Callable[[], Transaction[None]] | None
    ) -> Transaction[bool]:
        rows = yield Sql("SELECT contact_id, state FROM enrolment WHERE id = ?", (enrolment_id,))
        if not rows or rows[0]["state"] not in CURRENT:
            return False
        contact_id = rows[0]["contact_id"]
        yield from self._enrolments.leave(
            contact_id, enrolment_id, LeaveReason.UNSAID, self._clock()
        )
        if also is not None:
            yield from also()
        return True

    def _roster(self, cohort_id: int) -> Transaction[Roster]:
        yield from give_roll_numbers(cohort_id)
        rows = yield Sql(
            "SELECT e.id, e.contact_id, e.interest_id, e.state, e.seats, e.name_sealed,"
            " e.created_at, e.answer_by, e.left_why_sealed, e.roll_number, c.channel,"
            " i.registration_sealed"
            " FROM enrolment AS e JOIN contact AS c ON c.id = e.contact_id"
            " LEFT JOIN interest AS i ON i.id = e.interest_id"
            " WHERE e.cohort_id = ? ORDER BY e.id",
            (cohort_id,),
        )
        said = yield from answers_of_cohort(cohort_id)
        unreached = yield from unreached_in(cohort_id)
        held = yield from self._enrolments.look_at(cohort_id, self._clock())
        lines = [
            self._line(row, said.get(row["id"], NO_ANSWERS), unreached.get(row["id"], {}))
            for row in rows
        ]
        cohort = self._enrolments.notices.trainings.cohort(cohort_id)
        asks_line = cohort is not None and self._enrolments.until(cohort, self._clock()) is not None
        return Roster(lines, held.count if held else SeatCount(0), asks_line)

    def _line(self, row: Row, said: ClassAnswers, unreached: Mapping[int, Unreached]) -> RosterLine:
        return RosterLine(
            enrolment_id=row["id"],
            contact_id=row["contact_id"],
            interest_id=row["interest_id"],
            state=EnrolmentState(row["state"]),
            seats=row["seats"],
            first_name=name_of(row, self._enrolments.notices.sealer),
            channel=row["channel"],
            created_at=as_time(row["created_at"]),
            answer_by=as_time(row["answer_by"]) if row["answer_by"] else None,
            left_why=open_left_why(
                row["id"], row["left_why_sealed"], self._enrolments.notices.sealer
            ),
            coming=said.coming,
            asked_again=said.asked_again,
            late=said.late,
            unreached=unreached,
            roll_number=row["roll_number"],
        )
