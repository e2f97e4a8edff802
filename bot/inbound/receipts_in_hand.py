"""A code of a registration, written from a phone that did not register: what may it do here?

Whoever registered at the desk has a code on paper and perhaps no phone, and borrows one. The code
tells what for, the next class and where, never a name or a number. Of a registration of the desk it
also answers for its holder, and can be bound to this phone; of one that another phone made it only
tells. Codes that nobody has are counted: after a few of them none is looked up any more, and the
answer is the same as for a wrong one. Who only tries Dalil is told of nobody's: a phone costs
nothing there, so whoever guesses would have as many as they like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.webchat.names import FOR_TRIAL
from bot.contacts.aliases import hashed
from bot.contacts.store import StoredContact
from bot.contacts.training_facts import TrainingFacts
from bot.contacts.walk_in import WALK_IN
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.operations.audit_log import THE_PERSON, Did, On, noted
from bot.privacy.registration import hashes_of, open_registration
from bot.training.enrolments import Enrolments
from bot.training.facts import read_facts
from flows.engine.codes import read_receipt
from flows.engine.enrolments.kept import Lent
from flows.engine.event import Event, Heard
from flows.engine.limits.allowance import DAY, HOUR, Window
from flows.engine.session import Session
from flows.engine.world import KeptInterest, KnownReceipt

WRONG_A_DAY = 5
WRONG_AN_HOUR = 60
"""Of one phone, and of all on its channel: one registration in some hundred codes could be guessed.
Of each channel apart, so that who guesses on one keeps nobody on another from their own."""

MOST_PHONES = 10_000
IN_HAND = timedelta(hours=1)
"""So long after it was written a code is still meant, where nothing else of theirs is."""


@dataclass(slots=True)
class CodeGuesses:
    """Codes that nobody has, counted in memory by whom they were written, and on which channel."""

    _of_phone: dict[bytes, Window] = field(default_factory=dict)
    _of_channel: dict[str, Window] = field(default_factory=dict)

    def are_too_many(self, channel: str, phone: bytes, now: datetime) -> bool:
        mine = self._of_phone.get(phone, Window()).at(now, DAY)
        of_all = self._of_channel.get(channel, Window()).at(now, HOUR)
        return mine.count >= WRONG_A_DAY or of_all.count >= WRONG_AN_HOUR

    def count(self, channel: str, phone: bytes, now: datetime) -> None:
        """One more; who wrote none for longest is forgotten first."""
        self._of_phone[phone] = self._of_phone.pop(phone, Window()).at(now, DAY).more(now)
        of_all = self._of_channel.get(channel, Window()).at(now, HOUR)
        self._of_channel[channel] = of_all.more(now)
        if len(self._of_phone) > MOST_PHONES:
            del self._of_phone[next(iter(self._of_phone))]


@dataclass(frozen=True, slots=True)
class InHand:
    """`acts_for`: whose the enrolments are that may be answered for here."""

    known: KnownReceipt
    facts: TrainingFacts
    acts_for: Mapping[int, int]


def code_in_hand(event: Event, session: Session, now: datetime) -> str:
    """What they wrote now, or before they chose a language, or a while ago; "" for none."""
    written = event.text if isinstance(event, Heard) else ""
    code, until = session.in_hand
    for words in (written, session.memory.get("said", "")):
        if (found := read_receipt(words)) is not None:
            return found
    return code if until and now < datetime.fromisoformat(until) else ""


def read_in_hand(
    code: str, contact: StoredContact, enrolments: Enrolments, guesses: CodeGuesses, now: datetime
) -> Transaction[InHand | None]:
    """Part of a turn: None where it is their own, nobody's, or not looked up any more."""
    channel, phone = contact.channel, contact.address_hash
    if channel in FOR_TRIAL or guesses.are_too_many(channel, phone, now):
        return None
    row = yield from _registered(code, enrolments)
    if row is None:
        guesses.count(channel, phone, now)
    if row is None or row["contact_id"] == contact.id:
        return None
    lent = Lent.BY_CODE if row["channel"] == WALK_IN else Lent.SEEN
    facts = yield from read_facts(enrolments, row["contact_id"], (), now)
    theirs = tuple(
        replace(each, lent=lent, first_name="", called="", discreet=False)
        for each in facts.enrolments
        if each.receipt == code
    )
    acts_for = {each.id: row["contact_id"] for each in theirs if lent is Lent.BY_CODE}
    known = KnownReceipt(_told(row, code, enrolments), row["locale"], lent)
    return InHand(known, TrainingFacts(theirs, seats=facts.seats), acts_for)


def bind(
    code: str, contact: StoredContact, enrolments: Enrolments, now: datetime
) -> Transaction[None]:
    """Part of a transaction: what was registered at the desk under this code is of this phone."""
    row = yield from _registered(code, enrolments)
    if row is None or row["channel"] != WALK_IN:
        return
    for sql in (
        "UPDATE enrolment SET contact_id = ? WHERE interest_id = ?",
        "UPDATE interest SET contact_id = ? WHERE id = ?",
    ):
        yield Sql(sql, (contact.id, row["id"]))
    facts = {"before": {"channel": WALK_IN}, "after": {"channel": contact.channel}}
    yield from noted(THE_PERSON, Did.CHANGED, On.INTEREST, row["id"], now, **facts)


def _registered(code: str, enrolments: Enrolments) -> Transaction[Row | None]:
    hashes = hashes_of("receipt", code, enrolments.notices.sealer)
    rows = yield Sql(
        "SELECT i.id, i.contact_id, i.registration_sealed, i.locale, i.created_at, i.done_at,"
        " i.state, i.not_possible, c.channel FROM interest AS i"
        f" JOIN contact AS c ON c.id = i.contact_id WHERE {hashed(hashes, 'i.receipt_hash')}",
        hashes,
    )
    return rows[0] if rows else None


def _told(row: Row, code: str, enrolments: Enrolments) -> KeptInterest:
    """What it is for; neither who, nor where they are from, nor how to reach them."""
    zone = ZoneInfo(enrolments.notices.worlds.programme.timezone)
    told = open_registration(row["id"], row["registration_sealed"], enrolments.notices.sealer)
    return KeptInterest(
        receipt=code,
        offer=told.offer,
        recorded_on=as_time(row["created_at"]).astimezone(zone).date(),
        is_done=row["done_at"] is not None,
        state=row["state"],
        not_possible=row["not_possible"],
    )
