"""Whatever changes, and however long nothing runs: people are told what the tables say they should
be, once, by two replicas at the same time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.contacts.quiet_hours import QuietHours, is_quiet
from bot.messages.attempts import SETTLED
from bot.privacy.sealing.sealed_columns import CONTENT
from bot.training.class_answers import NO_ANSWERS, answer_class, answers_of_cohort
from bot.training.delivery.rewriting import write_anew
from bot.training.enrolments import NewEnrolment
from flows.engine.effect import AnswerClass
from flows.engine.enrolments.states import LeaveReason
from services_directory.training.store import (
    add_meeting,
    change_cohort,
    change_meeting,
    save_course,
)
from services_directory.training.values import ClassMeeting, Cohort, Course
from services_directory.values.local_text import LocalText
from services_directory.values.promises import ClassReminders
from tests.bot.training.classroom import HOUR, Classroom
from tests.bot.training.line_model import people
from tests.bot.training.reminder_oracle import Message, Trainee

PARIS_AUTUMN = datetime(2026, 10, 23, 7, 0, tzinfo=UTC)
PARIS_SPRING = datetime(2027, 3, 26, 7, 0, tzinfo=UTC)
"""Two days before the clocks change in Paris."""

ARABIC = {"Accueil": "الاستقبال", "Tourisme": "السياحة"}
Step = tuple[str, tuple[Any, ...]]
CLASS, WHO = st.integers(0, 5), st.integers(0, 2)
HOURS = st.sampled_from((7, 8, 9, 11, 14, 18, 19))
STEPS: st.SearchStrategy[Step] = st.one_of(
    *[st.tuples(st.just("waits"), st.tuples(st.sampled_from((1, 2, 5, 9, 14, 30, 100))))] * 3,
    st.tuples(st.just("joins"), st.tuples(WHO)),
    st.tuples(st.just("leaves"), st.tuples(WHO)),
    st.tuples(st.just("answers"), st.tuples(WHO, CLASS, st.booleans())),
    st.tuples(st.just("moves"), st.tuples(CLASS, st.integers(-2, 4), HOURS)),
    st.tuples(st.just("cancels"), st.tuples(CLASS)),
    st.tuples(st.just("adds"), st.tuples(st.integers(0, 8), HOURS)),
    st.tuples(st.just("reminds"), st.tuples(st.integers(1, 40), st.integers(1, 5))),
    st.tuples(st.just("is_elsewhere"), st.tuples(CLASS, st.sampled_from(("Mairie", "Port")))),
    st.tuples(st.just("is_taught_by"), st.tuples(st.sampled_from(("Sami", "Amel")))),
    st.tuples(st.just("is_called"), st.tuples(st.sampled_from(("Accueil", "Tourisme")))),
    st.tuples(st.just("speaks"), st.tuples(WHO, st.sampled_from(("fr", "ar")))),
    st.tuples(st.just("hides"), st.tuples(WHO, st.booleans())),
)


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from((PARIS_AUTUMN, PARIS_SPRING)),
    st.sampled_from(("Europe/Paris", "Africa/Tunis", "America/Guatemala")),
    st.tuples(
        st.sampled_from((time(20, 30), time(22), time(0))), st.sampled_from((time(7), time(8)))
    ),
    st.lists(st.tuples(st.integers(1, 8), HOURS), min_size=1, max_size=5),
    st.lists(STEPS, min_size=6, max_size=22),
)
async def test_each_is_told_what_follows_from_the_tables(
    room: Classroom,
    begins: datetime,
    zone: str,
    quiet: tuple[time, time],
    classes: list[tuple[int, int]],
    steps: list[Step],
) -> None:
    school = await _school(room, begins, zone, quiet, classes)
    for name, arguments in [("joins", (0,)), *steps, *[("waits", (11,))] * 4]:
        await getattr(school, name)(*arguments)
        await school.looks()
        assert await school.told() == {who: each.told for who, each in school.everybody.items()}
        assert await school.coming() == {
            who: each.comes_to(school.cohort) for who, each in school.everybody.items()
        }
    double = await room.rows(
        "SELECT enrolment_id FROM class_notice"
        " GROUP BY enrolment_id, kind, meeting_id, sequence HAVING COUNT(*) > 1"
    )
    assert not double
    others = await room.rows(
        "SELECT n.id FROM class_notice AS n JOIN enrolment AS e ON e.id = n.enrolment_id"
        " JOIN outbound_message AS o ON o.id = n.outbound_id WHERE o.contact_id <> e.contact_id"
    )
    assert not others, "nobody but who is enrolled is written to"


@dataclass
class School:
    """The tables and the oracle, to which the same happens; by the number of an enrolment."""

    room: Classroom
    cohort_id: int
    begins: datetime
    people: list[int]
    timing: ClassReminders = field(default_factory=ClassReminders)
    trainees: dict[int, Trainee] = field(default_factory=dict)
    everybody: dict[int, Trainee] = field(default_factory=dict)

    @property
    def cohort(self) -> Cohort:
        return self.room.cohort(self.cohort_id)

    async def waits(self, hours: int) -> None:
        self.room.clock.forward(hours * HOUR)

    async def joins(self, who: int) -> None:
        if await self._enrolment(who) is not None:
            return
        now, wish = self.room.clock(), NewEnrolment(self.people[who])
        take = self.room.enrolments.take_seat
        if await self.room.executor.run(lambda: take(self.cohort_id, wish, now)):
            enrolment_id = await self._enrolment(who)
            assert enrolment_id is not None
            known = {(m.id, m.sequence): now for m in self.cohort.meetings if m.sequence}
            trainee = Trainee(now, known)
            self.trainees[enrolment_id] = self.everybody[enrolment_id] = trainee

    async def leaves(self, who: int) -> None:
        enrolment_id = await self._enrolment(who)
        if enrolment_id is not None:
            leave, now = self.room.enrolments.leave, self.room.clock()
            await self.room.executor.run(
                lambda: leave(self.people[who], enrolment_id, LeaveReason.WORK, now)
            )
            del self.trainees[enrolment_id]

    async def answers(self, who: int, number: int, comes: bool) -> None:
        enrolment_id = await self._enrolment(who)
        meetings = self.cohort.standing
        if enrolment_id is None or not meetings:
            return
        meeting = meetings[number % len(meetings)]
        said = AnswerClass(enrolment_id, (meeting.as_told,), comes)
        now = self.room.clock()
        await self.room.executor.run(lambda: answer_class(self.people[who], said, now))
        self.everybody[enrolment_id].said[meeting.id] = (meeting.sequence, comes)

    async def coming(self) -> dict[int, dict[int, bool]]:
        """What counts of what each said of the classes."""
        known = await self.room.executor.run(lambda: answers_of_cohort(self.cohort_id))
        return {who: dict(known.get(who, NO_ANSWERS).coming) for who in self.everybody}

    async def moves(self, number: int, days: int, hour: int) -> None:
        at = self._at(days + (self.room.clock() - self.begins).days, hour)
        await self._changes(number, starts_at=at, ends_at=at + HOUR)

    async def cancels(self, number: int) -> None:
        await self._changes(number, cancelled_at=self.room.clock())

    async def adds(self, day: int, hour: int) -> None:
        at = self._at(day, hour)
        uid = f"{self.cohort_id}-{at}-{len(self.cohort.meetings)}"
        if at > self.room.clock():
            new = ClassMeeting(0, self.cohort_id, at, at + HOUR, uid)
            await add_meeting(new, now=self.room.clock())
            await self.room.worlds.refresh()

    async def reminds(self, hours: int, days: int) -> None:
        self.timing = ClassReminders(timedelta(hours=hours), timedelta(days=days))
        await self.room.in_programme(class_reminders=self.timing)

    async def is_elsewhere(self, number: int, venue: str) -> None:
        await self._changes(number, venue=LocalText.of({"fr": venue}))

    async def is_taught_by(self, name: str) -> None:
        if name != self.cohort.trainer:
            await change_cohort(replace(self.cohort, trainer=name), now=self.room.clock())
            await self.room.worlds.refresh()

    async def is_called(self, french: str) -> None:
        title = LocalText.of({"fr": french, "ar": ARABIC[french]})
        await save_course(replace(self.course, title=title), now=self.room.clock())
        await self.room.worlds.refresh()

    @property
    def course(self) -> Course:
        course = self.room.worlds.snapshot.trainings.course(self.cohort.course_id)
        assert course is not None
        return course

    async def speaks(self, who: int, locale: str) -> None:
        contact = self.people[who]
        await self.room.rows(
            "UPDATE contact SET locale = ? WHERE id = ? RETURNING id", locale, contact
        )
        await self._writes_anew("e.contact_id = ?", contact)

    async def hides(self, who: int, discreet: bool) -> None:
        enrolment_id = await self._enrolment(who)
        if enrolment_id is not None:
            speak = self.room.enrolments.speak_discreetly
            await self.room.executor.run(
                lambda: speak(self.people[who], enrolment_id, discreet=discreet)
            )
            await self._writes_anew("e.id = ?", enrolment_id)

    async def _writes_anew(self, condition: str, value: int) -> None:
        notices, now = self.room.enrolments.notices, self.room.clock()
        await self.room.executor.run(lambda: write_anew(notices, condition, (value,), now))

    async def _reads_as_they_are_now(self, now: datetime) -> None:
        """What leaves at this moment is in the words of this moment."""
        leaving = await self.room.rows(
            "SELECT DISTINCT o.id, o.contact_id, o.content_sealed, n.kind, e.discreet, c.locale"
            " FROM outbound_message AS o JOIN class_notice AS n ON n.outbound_id = o.id"
            " JOIN enrolment AS e ON e.id = n.enrolment_id JOIN contact AS c ON c.id = e.contact_id"
            " WHERE o.state = 'queued' AND o.next_attempt_at <= ? AND o.expires_at > ?",
            *(now, now),
        )
        title = dict(self.course.title.words)
        for row in leaving:
            sealed, cell = bytes(row["content_sealed"]), CONTENT.of(row["contact_id"])
            words = str(json.loads(self.room.sealer.open(sealed, cell)))
            named = {locale for locale, each in title.items() if each in words}
            if row["discreet"]:
                assert named == set()
                assert "Mairie" not in words
            elif row["kind"] == "changed":
                assert named == {row["locale"]}
            else:
                assert named <= {row["locale"]}

    async def looks(self) -> None:
        """Both replicas at once; then what may go at this hour is sent."""
        now = self.room.clock()
        quiet = self.room.enrolments.notices.quiet
        await asyncio.gather(self.room.notices.send_due(), self.room.other_replica.send_due())
        # As the sender does, which asks once more whether people sleep (bot/outbound/claim.py).
        if not is_quiet(now, *quiet):
            await self._reads_as_they_are_now(now)
            await self.room.rows(
                f"UPDATE outbound_message SET state = 'sent', sent_at = ?, {SETTLED}"
                " WHERE state = 'queued' AND next_attempt_at <= ? AND expires_at > ? RETURNING id",
                *(now, now, now),
            )
        for trainee in self.trainees.values():
            trainee.hears(now, self.cohort, self.timing, quiet)

    async def told(self) -> dict[int, list[Message]]:
        """What was sent to each, in its order."""
        rows = await self.room.rows(
            "SELECT n.enrolment_id, n.kind, n.meeting_id, n.outbound_id FROM class_notice AS n"
            " JOIN outbound_message AS o ON o.id = n.outbound_id WHERE o.state = 'sent'"
            " ORDER BY n.outbound_id"
        )
        sent: dict[int, dict[int, Message]] = {who: {} for who in self.everybody}
        for row in rows:
            messages = sent[row["enrolment_id"]]
            _kind, named = messages.get(row["outbound_id"], ("", frozenset()))
            messages[row["outbound_id"]] = row["kind"], named | {row["meeting_id"]}
        return {who: list(messages.values()) for who, messages in sent.items()}

    async def _changes(self, number: int, **changes: Any) -> None:
        meetings = [
            each
            for each in self.cohort.standing
            if each.starts_at > self.room.clock() and changes.get("starts_at") != each.starts_at
            if replace(each, **changes) != each
        ]
        if meetings and changes.get("starts_at", self.room.clock()) >= self.room.clock():
            meeting = meetings[number % len(meetings)]
            await change_meeting(replace(meeting, **changes), now=self.room.clock())
            await self.room.worlds.refresh()

    async def _enrolment(self, who: int) -> int | None:
        rows = await self.room.rows(
            "SELECT id FROM enrolment WHERE contact_id = ? AND state = 'confirmed'",
            self.people[who],
        )
        return rows[0]["id"] if rows else None

    def _at(self, day: int, hour: int) -> datetime:
        zone = ZoneInfo("Europe/Paris")
        date = (self.begins + timedelta(days=day)).astimezone(zone).date()
        return datetime.combine(date, time(hour), zone).astimezone(UTC)


async def _school(
    room: Classroom,
    begins: datetime,
    zone: str,
    quiet: tuple[time, time],
    classes: list[tuple[int, int]],
) -> School:
    for table in ("class_notice", "class_notice_run", "outbound_message", "enrolment", "consent"):
        await room.rows(f"DELETE FROM {table} RETURNING 1 AS one")
    await room.rows("DELETE FROM contact RETURNING 1 AS one")
    room.clock.now = begins
    timing = ClassReminders()
    await room.in_programme(
        quiet_from=quiet[0], quiet_until=quiet[1], timezone=zone, class_reminders=timing
    )
    assert room.enrolments.notices.quiet == QuietHours(*quiet, zone)
    school = School(room, 0, begins, await people(room, 3))
    at = sorted({school._at(day, hour) for day, hour in classes})
    cohort = await room.opens(*at, seats=9, enrol_until=begins + timedelta(days=30))
    school.cohort_id = cohort.id
    return school
