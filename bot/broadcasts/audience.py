"""Whom does a reminder reach, whom not and why, and in which words?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.broadcasts.costs import NO_PRICES, Costs, Prices
from bot.channels.routes import ONLY_ROUTE, Route, naming
from bot.contacts.aliases import hashed
from bot.contacts.may_write import TO_BE_CALLED, IsForeign, why_not_written
from bot.contacts.may_write import LeftOut as LeftOut
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.capabilities import Capabilities
from bot.messages.message import Rendered
from bot.messages.rendering import render
from bot.messages.segments import Segments, count
from bot.privacy.registration import hashes_of
from bot.privacy.sealing.sealer import Sealer
from flows.engine.enrolments.states import ENROLLED
from flows.engine.language import Language
from flows.engine.reply import Reply
from flows.engine.text import Line, _
from flows.registration.interest_states import NOT_REMINDED
from services_directory.values.entries import LocalText

Phrase = Callable[[Line, str], str]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who registered interest in `offer`, in `place`, and speaks `locale`; None: any.

    `cohort`: who takes part in that one, whatever they once wished for."""

    offer: str | None = None
    place: str | None = None
    locale: str | None = None
    cohort: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One contact of an audience, as planning sees them: no address, no name."""

    contact_id: int
    channel: str
    locale: str | None
    consented: bool
    stopped: bool
    unreachable: bool
    foreign: bool
    heard_at: datetime
    settled: bool = False
    """Each wish of theirs that is meant is done, withdrawn, or not possible."""
    called: bool = False
    """For each that is meant and stands they gave another number, to be called at."""
    route: Route = ONLY_ROUTE
    """By which route they are written to, and the number their message has to name."""
    prices: Prices = NO_PRICES
    """What a message to them may cost."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending would do. `people` get one message each; `segments` is what SMS would be billed.

    `by_locale` counts people by the language of the text they get, `sizes` shows one SMS of each
    text as it would be sent (empty when nobody in the audience is on SMS). `costs`: what of it is
    paid by the message, and how much money it is.
    """

    people: int = 0
    by_locale: Mapping[str, int] = field(default_factory=dict)
    by_channel: Mapping[str, int] = field(default_factory=dict)
    segments: int = 0
    sizes: Mapping[str, Segments] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts a trainer's words into a message; `sender` is who writes, said first by SMS."""

    sender: LocalText
    phrase: Phrase
    language: Callable[[str | None], Language | None]

    def text_locale(self, locale: str | None, texts: Mapping[str, str]) -> str | None:
        """The language among `texts` that somebody speaking `locale` gets; None: they get none."""
        language = self.language(locale)
        wanted = language.read if language else ()
        return next((each for each in wanted if texts.get(each, "").strip()), None)

    def write(
        self, words: str, locale: str, capabilities: Capabilities, answer_to: str | None = None
    ) -> Rendered:
        """The message as it is sent: who writes, the words, and how to stop if that costs nothing.

        An SMS arrives from a number nobody knows, so it always says who writes; the hint to stop
        is left out where it would be one more segment to pay (every bot message says it as well).
        """
        signed = _("{sender}: {words}", sender=self.sender, words=words.strip())
        plain = Reply((signed,) if capabilities.bills_segments else (words.strip(),))
        if answer_to is not None:
            # STOP written to a name stops nothing.
            return self._render(naming(plain, answer_to), locale, capabilities)
        hinted = Reply(plain.lines, closing=(_("To stop these messages, write: STOP."),))
        long = self._render(hinted, locale, capabilities)
        if not capabilities.bills_segments:
            return long
        short = self._render(plain, locale, capabilities)
        return long if count(long.text).segments <= count(short.text).segments else short

    def _render(self, reply: Reply, locale: str, capabilities: Capabilities) -> Rendered:
        return render(reply, locale, capabilities, self.phrase, self.language(locale))


def why_left_out(
    person: Person,
    text_locale: str | None,
    channels: Mapping[str, Capabilities],
    at: datetime | None = None,
) -> LeftOut | None:
    """Why this person gets nothing; None when they get the message.

    `at`: when it would reach them, unless they write to us before. None: not known, so that the
    channel itself refuses those whose day is over then.
    """
    if person.settled:
        return LeftOut.SETTLED
    reason = why_not_written(person, channels, at, as_reminder=True)
    return LeftOut.NO_TEXT if reason is None and text_locale is None else reason


def preview(
    people: Iterable[Person],
    texts: Mapping[str, str],
    writer: Writer,
    channels: Mapping[str, Capabilities],
    at: datetime,
) -> Preview:
    """Count what sending `texts` to `people` at `at` would do; nobody is counted twice."""
    locales: Counter[str] = Counter()
    by_channel: Counter[str] = Counter()
    left_out: Counter[LeftOut] = Counter()
    sizes: dict[tuple[str, str | None], Segments] = {}
    segments, costs = 0, Costs()
    for person in {person.contact_id: person for person in people}.values():
        locale = writer.text_locale(person.locale, texts)
        reason = why_left_out(person, locale, channels, at)
        if reason is not None or locale is None:
            left_out[reason or LeftOut.NO_TEXT] += 1
            continue
        locales[locale] += 1
        by_channel[person.channel] += 1
        size = 0
        if channels[person.channel].bills_segments:
            written = locale, person.route.answer_to
            if written not in sizes:
                capabilities = channels[person.channel]
                message = writer.write(texts[locale], locale, capabilities, person.route.answer_to)
                sizes[written] = count(message.text)
            size = sizes[written].segments
        segments += size
        costs.add(channels[person.channel], person.prices, size, at, person.heard_at)
    # Of two forms of a text the longer one is shown.
    by_size = sorted(sizes.items(), key=lambda item: item[1].segments)
    shown = {written[0]: size for written, size in by_size}
    return Preview(sum(locales.values()), locales, by_channel, segments, shown, left_out, costs)


def people_of(
    audience: Audience, after: int, limit: int, sealer: Sealer, is_foreign: IsForeign
) -> Transaction[list[tuple[Person, Row]]]:
    """The next of an audience, each once, by their id; only those with an id above `after`."""
    conditions, values = _conditions(audience, sealer)
    stands, written_to = _STANDS, _WRITTEN_TO
    meant = f"EXISTS (SELECT 1 FROM interest AS i WHERE i.contact_id = c.id{conditions}"
    if audience.cohort is not None:
        stands, written_to = "TRUE", f"(e.asked_here OR i.id IS NULL OR {_WRITTEN_TO})"
        meant = (
            "EXISTS (SELECT 1 FROM enrolment AS e LEFT JOIN interest AS i ON i.id = e.interest_id"
            f" WHERE e.contact_id = c.id{conditions}"
        )
    rows = yield Sql(
        "SELECT c.id, c.channel, c.address_sealed, c.locale, c.stopped_at, c.unreachable_at,"
        " c.last_seen_at,"
        " EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = c.id"
        " AND k.purpose = 'interest' AND k.withdrawn_at IS NULL) AS agreed,"
        f" {meant} AND {stands}) AS stands, {meant} AND {stands} AND {written_to}) AS written_to"
        f" FROM contact AS c WHERE c.id > ? AND {meant}) ORDER BY c.id LIMIT {limit}",
        (*values, *values, after, *values),
    )
    return [(_person(row, is_foreign), row) for row in rows]


_STANDS = "i.state NOT IN ({})".format(", ".join(f"'{each}'" for each in sorted(NOT_REMINDED)))
_WRITTEN_TO = f"NOT {TO_BE_CALLED}"
_TAKES_PART = "e.state IN ({})".format(", ".join(f"'{each}'" for each in sorted(ENROLLED)))


def _conditions(audience: Audience, sealer: Sealer) -> tuple[str, list[str | bytes | int]]:
    conditions: list[str] = []
    values: list[str | bytes | int] = []
    if audience.cohort is not None:
        conditions += ["e.cohort_id = ?", _TAKES_PART]
        values.append(audience.cohort)
    for column, value in (("offer", audience.offer), ("place", audience.place)):
        if value is not None:
            hashes = hashes_of(column, value, sealer)
            conditions.append(hashed(hashes, f"i.{column}_hash"))
            values += hashes
    if audience.locale is not None:
        conditions.append("c.locale = ?")
        values.append(audience.locale)
    return "".join(f" AND {each}" for each in conditions), values


def _person(row: Row, is_foreign: IsForeign) -> Person:
    return Person(
        contact_id=row["id"],
        channel=row["channel"],
        locale=row["locale"],
        consented=bool(row["agreed"]),
        stopped=row["stopped_at"] is not None,
        unreachable=row["unreachable_at"] is not None,
        foreign=is_foreign(row["channel"], row["id"], bytes(row["address_sealed"])),
        heard_at=as_time(row["last_seen_at"]),
        settled=not row["stands"],
        called=bool(row["stands"]) and not row["written_to"],
    )
