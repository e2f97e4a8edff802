"""What a line for seats should do, as simply as it can be said; and whoever plays it on tables."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.database.transaction import Sql, Transaction
from bot.training.enrolments import NewEnrolment
from bot.training.seats import answer_by
from flows.engine.enrolments.states import LeaveReason
from services_directory.training.store import change_cohort
from services_directory.training.values import Cohort
from tests.bot.training.classroom import Classroom

HOLDING = ("invited", "confirmed")


@dataclass
class Entry:
    who: int
    seats: int
    state: str
    until: datetime | None = None
    lapsed: str | None = None
    """What becomes of telling them that nobody answered in time: "told", or "not", as under STOP or
    once the course has begun."""


@dataclass
class Line:
    """In the order in which people came."""

    capacity: int
    entries: list[Entry] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)
    """Who said STOP: asked nothing, and not in anybody's way."""

    def free(self) -> int:
        return self.capacity - sum(each.seats for each in self.entries if each.state in HOLDING)

    def waiting(self) -> list[Entry]:
        return [
            each for each in self.entries if each.state == "waiting" and each.who not in self.silent
        ]

    def current(self, who: int) -> Entry | None:
        states = (*HOLDING, "waiting")
        return next((e for e in self.entries if e.who == who and e.state in states), None)

    def join(self, who: int, seats: int) -> None:
        if self.current(who) is None:
            for each in self.entries:
                if each.who == who and each.lapsed == "told":
                    each.lapsed = None  # nothing was sent yet, and now they are back
            others = any(each.seats <= self.free() for each in self.waiting())
            state = "confirmed" if seats <= self.free() and not others else "waiting"
            self.entries.append(Entry(who, seats, state))

    def pass_on(self, now: datetime, until: datetime | None, *, is_late: bool = False) -> None:
        for each in self.entries:
            if each.state == "invited" and each.until and each.until <= now:
                each.state = "dropped"
                each.lapsed = "not" if each.who in self.silent or is_late else "told"
        for each in self.waiting() if until else ():
            if each.seats <= self.free():
                each.state, each.until = "invited", until


class Killed(Exception):
    """The process died in the middle of a transaction."""


def killed_after(statements: int, transaction: Transaction[Any]) -> Transaction[Any]:
    """The same, cut off after so many statements; whole where it has fewer."""
    rows: Any = None
    while True:
        try:
            sql = next(transaction) if rows is None else transaction.send(rows)
        except StopIteration as end:
            return end.value
        if statements == 0:
            raise Killed
        statements -= 1
        rows = yield sql


@dataclass
class Player:
    """Does to the tables and to the model the same, and compares."""

    room: Classroom
    cohort: Cohort
    people: list[int]
    line: Line

    async def run(self, transaction: Callable[[], Transaction[Any]], dies_after: int) -> None:
        """Perhaps it is cut off first; then the whole of it comes again, as a provider repeats."""
        try:
            await self.room.executor.run(lambda: killed_after(dies_after, transaction()))
        except Killed:
            before = await self.states()
            assert before == self.expected()
            await self.room.executor.run(transaction)

    async def joins(self, who: int, seats: int, dies_after: int) -> None:
        wish, now = NewEnrolment(self.people[who], seats), self.room.clock()
        await self.run(
            lambda: self.room.enrolments.take_seat(self.cohort.id, wish, now), dies_after
        )
        self.line.join(who, seats)

    async def races(self, seats: int) -> None:
        """Everybody who is not in it asks at the same moment; somebody is first."""
        wishes = [NewEnrolment(each, seats) for each in self.people]
        now = self.room.clock()
        await asyncio.gather(
            *(
                self.room.executor.run(
                    lambda wish=wish: self.room.enrolments.take_seat(self.cohort.id, wish, now)  # type: ignore[misc]
                )
                for wish in wishes
            )
        )
        before = len(self.line.entries)
        for who, _seats, _state in (await self.states())[before:]:
            self.line.join(who, seats)

    async def leaves(self, who: int, dies_after: int) -> None:
        await self._answers(who, dies_after, lambda e: self._leaving(who, e))
        if (entry := self.line.current(who)) is not None:
            entry.state = "dropped"
            self._passes_on()

    async def answers(self, who: int, accepts: bool, dies_after: int) -> None:
        now, contact = self.room.clock(), self.people[who]
        await self._answers(
            who,
            dies_after,
            lambda e: self.room.enrolments.answer_invitation(contact, e, now, accepts=accepts),
        )
        entry = self.line.current(who)
        if entry is not None and entry.state == "invited":
            if not accepts:
                entry.state = "dropped"
            elif entry.until and now < entry.until:
                entry.state = "confirmed"
            self._passes_on()

    async def stops(self, who: int, silent: bool) -> None:
        moment = self.room.clock() if silent else None
        await self.room.rows(
            "UPDATE contact SET stopped_at = ? WHERE id = ? RETURNING id", moment, self.people[who]
        )
        (self.line.silent.add if silent else self.line.silent.discard)(who)

    async def waits(self, hours: int) -> None:
        self.room.clock.forward(timedelta(hours=hours))
        await self.room.notices.send_due()
        if any(
            e.state == "invited" and e.until and e.until <= self.room.clock()
            for e in self.line.entries
        ):
            self._passes_on()

    async def has_seats(self, seats: int) -> None:
        if seats == self.line.capacity:
            return
        cohort = self.room.cohort(self.cohort.id)
        await change_cohort(replace(cohort, seats=seats), now=self.room.clock())
        await self.room.worlds.refresh()
        await self.room.notices.send_due()
        self.line.capacity = seats
        self._passes_on()

    async def check(self) -> None:
        states = await self.states()
        assert states == self.expected()
        assert await self.lapsed() == [each.lapsed for each in self.line.entries]

    async def lapsed(self) -> list[str | None]:
        """Of each in the order of the line: is it still to be told that nobody answered?"""
        rows = await self.room.rows(
            "SELECT n.id, o.state, n.left_out FROM enrolment AS e"
            " LEFT JOIN class_notice AS n ON n.enrolment_id = e.id AND n.kind = 'lapsed'"
            " LEFT JOIN outbound_message AS o ON o.id = n.outbound_id"
            " WHERE e.cohort_id = ? ORDER BY e.id, n.id",
            self.cohort.id,
        )
        told = {"queued": "told", None: "not"}
        return [told[row["state"]] if row["id"] is not None else None for row in rows]

    async def states(self) -> list[tuple[int, int, str]]:
        rows = await self.room.rows(
            "SELECT contact_id, seats, state FROM enrolment WHERE cohort_id = ? ORDER BY id",
            self.cohort.id,
        )
        return [(self.people.index(r["contact_id"]), r["seats"], r["state"]) for r in rows]

    def expected(self) -> list[tuple[int, int, str]]:
        return [(each.who, each.seats, each.state) for each in self.line.entries]

    def _passes_on(self) -> None:
        now, starts_at = self.room.clock(), self.cohort.meetings[0].starts_at
        is_late = self.room.enrolments.notices.polite(now) >= starts_at
        self.line.pass_on(now, self._until(), is_late=is_late)

    def _until(self) -> datetime | None:
        return answer_by(
            self.room.clock(), self.cohort.meetings[0].starts_at, self.room.enrolments.notices.quiet
        )

    def _leaving(self, who: int, enrolment_id: int) -> Transaction[None]:
        return self.room.enrolments.leave(
            self.people[who], enrolment_id, LeaveReason.WORK, self.room.clock()
        )

    async def _answers(
        self, who: int, dies_after: int, doing: Callable[[int], Transaction[Any]]
    ) -> None:
        rows = await self.room.rows(
            "SELECT MAX(id) AS id FROM enrolment WHERE cohort_id = ? AND contact_id = ?",
            self.cohort.id,
            self.people[who],
        )
        if rows[0]["id"] is not None:
            await self.run(lambda: doing(rows[0]["id"]), dies_after)


async def people(room: Classroom, number: int) -> list[int]:
    """Contacts who agreed to be written to."""
    now = room.clock()

    def add(each: int) -> Transaction[int]:
        rows = yield Sql(
            "INSERT INTO contact (channel, address_hash, address_sealed, locale, session,"
            " consented_at, created_at, last_seen_at) VALUES ('sms', ?, ?, 'fr', '{}', ?, ?, ?)"
            " RETURNING id",
            (f"somebody {each}".encode(), b"", now, now, now),
        )
        contact_id = int(rows[0]["id"])
        yield Sql(
            "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
            " VALUES (?, 'interest', 'seat-1', 'fr', ?)",
            (contact_id, now),
        )
        return contact_id

    return [await room.executor.run(lambda each=each: add(each)) for each in range(number)]  # type: ignore[misc]
