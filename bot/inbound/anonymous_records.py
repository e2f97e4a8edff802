"""What was told without a name: how is it written so that nothing tells who told it?

Not with the turn. Whoever has the files, and even the key, could otherwise match the order of these
rows, or the transaction they were written by, with the order of the messages. So they wait in
memory, and from time to time all of a day are written anew in an order that is drawn. What waits
when the program dies is lost: it is the price.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from random import SystemRandom
from typing import Any, NamedTuple

from bot.database.transaction import Executor, Sql, Transaction
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import COURSE_OPINION
from bot.privacy.sealing.sealer import Sealer

CHANCE = SystemRandom()


class AnonymousFeedback(NamedTuple):
    rating: int
    said: Said
    locale: str
    day: date


class NoticedNeed(NamedTuple):
    """A need that nobody could answer. Of one person it counts once a day."""

    need: str
    place: str | None
    locale: str
    channel: str
    day: date


class ShownService(NamedTuple):
    """The card of a service, shown to somebody. Of one person it counts once a day."""

    service: str
    day: date


class CourseOpinion(NamedTuple):
    """An answer to a question about a course. `day`: the one on which it ended."""

    cohort_id: int
    question: str
    said: str
    day: date


class AnsweredOfService(NamedTuple):
    """What somebody answered of a service, when they were asked whether it helped."""

    service: str
    answer: str
    day: date


AnonymousRecord = AnonymousFeedback | NoticedNeed | ShownService | CourseOpinion | AnsweredOfService
_Written = AnonymousFeedback | NoticedNeed | CourseOpinion
"""What has a row of its own."""

_COUNT_SHOWN = (
    "INSERT INTO service_shown (id, day, service, times) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET times = service_shown.times + excluded.times"
)

_COUNT_ANSWER = (
    "INSERT INTO service_answer (id, day, service, answer, times) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET times = service_answer.times + excluded.times"
)

_TABLES: dict[type[_Written], tuple[str, str, tuple[str, ...]]] = {
    AnonymousFeedback: (
        "feedback",
        "created_on = ? AND contact_id IS NULL",
        ("id", "rating", "said_sealed", "locale", "created_on", "done_at", "done_by"),
    ),
    NoticedNeed: (
        "unmet_need",
        "noticed_on = ?",
        ("id", "need", "place", "locale", "channel", "noticed_on"),
    ),
    CourseOpinion: (
        "course_opinion",
        "ended_on = ?",
        ("id", "cohort_id", "question", "said_sealed", "ended_on"),
    ),
}
"""Of each kind: its table, which rows are of a day, and all that they hold."""


class AnonymousRecords:
    """One for each process."""

    def __init__(self, executor: Executor, sealer: Sealer) -> None:
        self._executor = executor
        self._sealer = sealer
        self._waiting: list[AnonymousRecord] = []
        self._day: date | None = None
        self._day_key = b""
        self._counted: set[bytes] = set()

    def add(self, address_hash: bytes, records: Iterable[AnonymousRecord]) -> None:
        """What came of the turn of whoever has this address, after its commit."""
        self._waiting += [each for each in records if self._counts(address_hash, each)]

    async def write(self) -> int:
        """Write what waits; how many. What cannot be written waits on."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return 0
        try:
            await self._executor.run(lambda: self._write(waiting))
        except BaseException:
            self._waiting = [*waiting, *self._waiting]
            raise
        return len(waiting)

    def _write(self, waiting: Sequence[AnonymousRecord]) -> Transaction[None]:
        for day in {each.day for each in waiting}:
            for kind, (table, of_the_day, columns) in _TABLES.items():
                told = [each for each in waiting if isinstance(each, kind) and each.day == day]
                if told:
                    new = [self._row(each) for each in told]
                    yield from _write_anew(table, of_the_day, columns, day, new)
        shown = Counter(each for each in waiting if isinstance(each, ShownService))
        # In one order, so that two processes never wait for each other.
        for (service, day), times in sorted(shown.items()):
            yield Sql(_COUNT_SHOWN, (f"{day} {service}", day, service, times))
        said = Counter(each for each in waiting if isinstance(each, AnsweredOfService))
        for (service, answer, day), times in sorted(said.items()):
            key = f"{day} {service} {answer}"
            yield Sql(_COUNT_ANSWER, (key, day, service, answer, times))

    def _row(self, record: _Written) -> tuple[Any, ...]:
        row_id = draw_row_id()
        if isinstance(record, NoticedNeed):
            return (row_id, *record)
        if isinstance(record, CourseOpinion):
            opinion = self._sealer.seal(record.said, COURSE_OPINION.of(row_id))
            return (row_id, record.cohort_id, record.question, opinion, record.day)
        said = seal_feedback(row_id, record.said, self._sealer)
        return (row_id, record.rating, said, record.locale, record.day, None, None)

    def _counts(self, address_hash: bytes, record: AnonymousRecord) -> bool:
        """Whether it is the first of its kind from this person today, as far as we remember; who
        was erased and writes again is the same person.

        What is remembered cannot be turned back: its key is drawn each day, and never written."""
        if isinstance(record, AnonymousFeedback | CourseOpinion | AnsweredOfService):
            return True
        if record.day != self._day:
            self._day, self._day_key = record.day, secrets.token_bytes(32)
            self._counted.clear()
        person = self._sealer.lifted(address_hash, to_the_last=True)
        told = "\0".join((person.hex(), type(record).__name__, *map(str, record))).encode()
        digest = hashlib.blake2b(told, key=self._day_key, digest_size=16).digest()
        if digest in self._counted:
            return False
        self._counted.add(digest)
        return True


def _write_anew(
    table: str, of_the_day: str, columns: tuple[str, ...], day: date, new: list[tuple[Any, ...]]
) -> Transaction[None]:
    """The new rows and those of the same day before them, in one order that is drawn."""
    names = ", ".join(columns)
    before = yield Sql(f"DELETE FROM {table} WHERE {of_the_day} RETURNING {names}", (day,))
    rows = [*new, *(tuple(row[column] for column in columns) for row in before)]
    CHANCE.shuffle(rows)
    places = ", ".join("?" * len(columns))
    for row in rows:
        yield Sql(f"INSERT INTO {table} ({names}) VALUES ({places})", row)
