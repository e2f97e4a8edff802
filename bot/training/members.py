"""Whose rows are of a cohort, and how do its seats stand? Read while the cohort is held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.broadcasts.audience import Person
from bot.contacts.may_write import TO_BE_CALLED
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.training.seats import InLine
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.enrolments.states import CURRENT, HOLDING_A_SEAT, EnrolmentState


@dataclass(frozen=True, slots=True)
class Member:
    """An enrolment with its contact, as those who write to them see it. `row`: with its name
    (`sealed_words.name_of`); `elsewhere`: the same of whatever else this phone is
    or was in."""

    enrolment_id: int
    state: EnrolmentState
    seats: int
    told_at: datetime
    answer_by: datetime | None
    discreet: bool
    person: Person
    address_sealed: bytes
    row: Row = field(repr=False, compare=False)
    elsewhere: Sequence[Row] = field(default=(), repr=False, compare=False)

    def is_silent(self, now: datetime) -> bool:
        """A seat was kept for them, and they did not answer in time."""
        is_invited = self.state == EnrolmentState.INVITED
        return is_invited and self.answer_by is not None and self.answer_by <= now


@dataclass(frozen=True, slots=True)
class CohortMembers:
    """Who is in a cohort, and how many seats it has. `version`: the directory's in
    which it changed last; `members`: those who are in it now, in the order of their rows;
    `can_be_told` says of one whether we may write to them now."""

    id: int
    capacity: int
    version: int
    members: Sequence[Member]
    can_be_told: Callable[[Member], bool]

    @property
    def in_line(self) -> list[InLine]:
        """Who waits and can be asked: who said STOP keeps their place, and holds nobody up."""
        return [
            InLine(each.enrolment_id, each.seats)
            for each in self.members
            if each.state == EnrolmentState.WAITING and self.can_be_told(each)
        ]

    @property
    def count(self) -> SeatCount:
        taken = sum(each.seats for each in self.members if each.state in HOLDING_A_SEAT)
        return SeatCount(self.capacity, taken, tuple(each.seats for each in self.in_line))

    def place_in_line(self, enrolment_id: int) -> tuple[int, int]:
        """The place of somebody who waits, and how many do."""
        waiting = [
            each.enrolment_id for each in self.members if each.state == EnrolmentState.WAITING
        ]
        return waiting.index(enrolment_id) + 1, len(waiting)

    def of(self, contact_id: int) -> list[Member]:
        """This contact's that are not over: several, where people share a phone."""
        return [
            each
            for each in self.members
            if each.person.contact_id == contact_id and each.state in CURRENT
        ]

    def shares_phone(self, member: Member) -> bool:
        """Whether somebody else who is in it, or was to the end, is written to at this phone."""
        phone = member.person.contact_id
        return sum(each.person.contact_id == phone for each in self.members) > 1

    def member(self, enrolment_id: int) -> Member | None:
        return next((each for each in self.members if each.enrolment_id == enrolment_id), None)


def read_cohort(
    cohort_id: int, can_be_told: Callable[[Member], bool], *, hold: bool
) -> Transaction[CohortMembers | None]:
    """A cohort as it stands; None where there is none. `hold`: others wait until the commit."""
    rows = yield Sql("SELECT seats, version FROM cohort WHERE id = ?", (cohort_id,), lock=hold)
    if not rows:
        return None
    members = yield from members_of(cohort_id)
    return CohortMembers(cohort_id, rows[0]["seats"], rows[0]["version"], members, can_be_told)


def members_of(cohort_id: int, also: int = 0) -> Transaction[list[Member]]:
    """Who is in a cohort and has not left it; `also`: this enrolment, even if they have."""
    rows = yield Sql(
        "SELECT e.id, e.state, e.seats, e.name_sealed, e.interest_id, i.registration_sealed,"
        " e.told_at, e.answer_by, e.discreet, e.contact_id,"
        " c.channel, c.address_sealed, c.locale, c.stopped_at, c.unreachable_at, c.last_seen_at,"
        " EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = c.id"
        " AND k.purpose = 'interest' AND k.withdrawn_at IS NULL) AS agreed,"
        f" e.asked_here, i.id IS NOT NULL AND {TO_BE_CALLED} AS called,"
        " EXISTS (SELECT 1 FROM enrolment AS x WHERE x.contact_id = e.contact_id"
        " AND x.id <> e.id) AS is_elsewhere"
        " FROM enrolment AS e JOIN contact AS c ON c.id = e.contact_id"
        " LEFT JOIN interest AS i ON i.id = e.interest_id"
        f" WHERE e.cohort_id = ? AND (e.state IN ({_listed(HOLDING_A_SEAT | CURRENT)})"
        " OR e.id = ?) ORDER BY e.id",
        (cohort_id, also),
    )
    is_any = any(row["is_elsewhere"] for row in rows)
    elsewhere = (yield from _elsewhere(cohort_id)) if is_any else {}
    return [_member(row, elsewhere.get(row["contact_id"], ())) for row in rows]


def _elsewhere(cohort_id: int) -> Transaction[dict[int, list[Row]]]:
    """By contact, all that this phone is or was in: two may share it, and no course; and one may
    have left, or gone through hers, before the other."""
    rows = yield Sql(
        "SELECT e.id, e.contact_id, e.name_sealed, e.interest_id, i.registration_sealed"
        " FROM enrolment AS e LEFT JOIN interest AS i ON i.id = e.interest_id"
        " WHERE e.contact_id IN"
        " (SELECT o.contact_id FROM enrolment AS o WHERE o.cohort_id = ?)",
        (cohort_id,),
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["contact_id"], []).append(row)
    return found


def count_seats() -> Transaction[tuple[dict[int, int], dict[int, tuple[int, ...]]]]:
    """Of all cohorts at once: the seats taken, and how many each wants who waits and can be told.

    For what is said before somebody asks for a seat: nothing is held, and nobody is looked at who
    has a reason of their channel not to be told."""
    taken = yield Sql(
        "SELECT cohort_id, SUM(seats) AS seats FROM enrolment"
        f" WHERE state IN ({_listed(HOLDING_A_SEAT)}) GROUP BY cohort_id"
    )
    wanted = yield Sql(
        "SELECT e.cohort_id, e.seats FROM enrolment AS e JOIN contact AS c ON c.id = e.contact_id"
        " WHERE e.state = 'waiting' AND c.stopped_at IS NULL AND c.unreachable_at IS NULL"
        " ORDER BY e.id"
    )
    waiting: dict[int, tuple[int, ...]] = {}
    for row in wanted:
        waiting[row["cohort_id"]] = (*waiting.get(row["cohort_id"], ()), row["seats"])
    return {row["cohort_id"]: int(row["seats"]) for row in taken}, waiting


def _listed(states: Iterable[EnrolmentState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


def _member(row: Row, elsewhere: Sequence[Row]) -> Member:
    return Member(
        enrolment_id=row["id"],
        state=EnrolmentState(row["state"]),
        seats=row["seats"],
        told_at=as_time(row["told_at"]),
        answer_by=as_time(row["answer_by"]) if row["answer_by"] else None,
        discreet=bool(row["discreet"]),
        person=Person(
            contact_id=row["contact_id"],
            channel=row["channel"],
            locale=row["locale"],
            consented=bool(row["agreed"]),
            stopped=row["stopped_at"] is not None,
            unreachable=row["unreachable_at"] is not None,
            foreign=False,  # looked at where they are written to (notices.py): addresses stay shut
            heard_at=as_time(row["last_seen_at"]),
            # Who took the seat from here is written to here, whatever their wish said before.
            called=bool(row["called"]) and not row["asked_here"],
        ),
        address_sealed=row["address_sealed"],
        row=row,
        elsewhere=elsewhere,
    )
