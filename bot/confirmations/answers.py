"""What a service answers by SMS, as part of a turn: 1 all right, 2 changed, anything else to staff.

It counts only from the number that was asked, while our question is the last one it was asked: the
number may be somebody's own, who asks us something tomorrow. A need of theirs is answered as
anybody's, and closes nothing. Nothing of it is kept but a hash, until the question is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.confirmations.confirmations import ANSWER_WITHIN, Answer, Confirmations
from bot.contacts.aliases import hashed
from bot.contacts.store import StoredContact
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.attempts import REPLY
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import SealFault
from flows.engine.codes import read_receipt
from flows.engine.event import Event, Heard
from flows.engine.text import Line, _
from flows.engine.understanding import understand
from flows.engine.understanding.decided import decided, says_wanted
from flows.engine.understanding.intents import PROTECTED
from flows.engine.understanding.model.labels import NEEDS

_ANSWER = re.compile(r"[\W_]*([12])[\W_]*")

_HEARD_AS_FROM_EVERYBODY = PROTECTED - {"yes", "no"} | {"menu"}

RIGHT_THANKS = _("Thank you. We note that all is right.")
READ = _("Thank you. Our team reads this.")
READ_AND_ASKED = _(
    "Thank you. Our team reads this. If all we tell of you is right, write 1. If something"
    " changed, write 2."
)
WRITE_IT = _("Thank you. What has changed? Please write it here.")


class SaidToService(NamedTuple):
    """`task`: the service that staff are to look at, with `words`; `missed`: it was no answer."""

    lines: tuple[Line, ...]
    task: str | None = None
    words: str = ""
    missed: bool = False
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationAnswers:
    confirmations: Confirmations

    def heard_from_service(
        self,
        contact: StoredContact,
        event: Event,
        now: datetime,
        *,
        offered_at: datetime | None = None,
    ) -> Transaction[SaidToService | None]:
        """Before anybody else hears it: what to say; None where it is no answer of a service.
        `offered_at`: since when choices stand on their screen that a number may pick."""
        if not isinstance(event, Heard) or read_receipt(event.text) is not None:
            return None
        hashes = self._hashes(contact)
        asked = (yield from _last_asked(hashes, now)) if hashes else None
        if asked is None:
            return None
        answer = _ANSWER.fullmatch(_western(event.text))
        overtaken = yield from _asked_since(contact.id, hashes, _left_at(asked))
        if overtaken or (answer is None and self._is_for_everybody(contact, event.text)):
            # From now on it is somebody's own phone again; the link is good for an answer still.
            yield from _close(asked)
            return None
        is_later = offered_at is not None and offered_at > _left_at(asked)
        if is_later and self._picks(contact, event.text):
            return None
        if answer is None and not asked["answer"] and self._is_need(contact, asked, event.text):
            return None
        if answer is None or (answer[1] == "1" and asked["answer"]):
            return (yield from self._words(contact, asked, event.text))
        if answer[1] == "1":
            yield from _answered(asked, Answer.RIGHT, now)
            return SaidToService((RIGHT_THANKS,))
        yield from _answered(asked, Answer.CHANGED, now)
        return SaidToService((self._ask_what(asked),), task=self._service(asked))

    def _words(
        self, contact: StoredContact, asked: Row, words: str
    ) -> Transaction[SaidToService | None]:
        """For staff; whoever said before that something changed has now said what."""
        worlds = self.confirmations.worlds
        meaning = understand(words, worlds.snapshot.lexicon, contact.locale)
        locale = contact.locale or meaning.language
        if asked["answer"]:
            yield from _close(asked)
            return SaidToService((READ,), self._service(asked), words, locale=locale)
        return SaidToService(
            (READ_AND_ASKED,), self._service(asked), words, missed=True, locale=locale
        )

    def _is_for_everybody(self, contact: StoredContact, words: str) -> bool:
        """STOP, ERASE, MENU and danger are heard as from everybody."""
        lexicon = self.confirmations.worlds.snapshot.lexicon
        meaning = understand(words, lexicon, contact.locale)
        is_word = meaning.exact and meaning.intent in _HEARD_AS_FROM_EVERYBODY
        return is_word or meaning.danger.level == "sure" or meaning.intent == "emergency"

    def _picks(self, contact: StoredContact, words: str) -> bool:
        """A number, or a town alone: it answers what stands on their screen, if something does."""
        lexicon = self.confirmations.worlds.snapshot.lexicon
        meaning = understand(words, lexicon, contact.locale)
        is_town = meaning.place is not None and not meaning.rest and not meaning.topics
        return meaning.option is not None or is_town

    def _is_need(self, contact: StoredContact, asked: Row, words: str) -> bool:
        """A need of whoever has the phone. Of what a service is for it may tell something new
        ("no doctor any more"), unless they say that they want it."""
        snapshot = self.confirmations.worlds.snapshot
        programme, lexicon = snapshot.directory.programme, snapshot.lexicon
        said = understand(words, lexicon, contact.locale)
        meaning = decided(said, programme.finer_needs, lexicon)
        if not meaning.topics or says_wanted(meaning, lexicon):
            return bool(meaning.topics)
        service = snapshot.directory.service(self._service(asked))
        finer = {each.code: each.category for each in programme.finer_needs}
        need = finer.get(meaning.topics[0], meaning.topics[0])
        is_sure = meaning.decision == "act" and meaning.label in NEEDS
        return is_sure and (service is None or service.category != need)

    def _ask_what(self, asked: Row) -> Line:
        link = self.confirmations.link_of(asked["id"], as_time(asked["asked_at"]))
        if not link:
            return WRITE_IT
        return _("Thank you. What has changed? Write it here, or there: {link}", link=link)

    def _service(self, asked: Row) -> str:
        directory = self.confirmations.worlds.snapshot.directory
        return directory.stays(str(asked["service"]))

    def _hashes(self, contact: StoredContact) -> list[bytes]:
        """What the number of this contact may be known by; nothing where nobody asked it."""
        numbers = self.confirmations.numbers
        sealer = numbers.sealer
        if contact.channel != numbers.channel or not (contact.is_asked or sealer.is_changing):
            return []
        try:
            address = sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
        except SealFault:
            return []
        return sealer.address_hashes(contact.channel, address)


def _last_asked(hashes: list[bytes], now: datetime) -> Transaction[Row | None]:
    """The question that is open at this number, and has left."""
    rows = yield Sql(
        "SELECT c.id, c.service, c.asked_at, c.answer, (SELECT o.sent_at FROM outbound_message"
        " AS o WHERE o.id = c.outbound_id) AS sent_at, EXISTS (SELECT 1 FROM outbound_message"
        " AS w WHERE w.id = c.outbound_id AND w.sent_at IS NULL) AS is_waiting"
        f" FROM service_confirmation AS c WHERE {hashed(hashes, 'c.number_hash')}"
        " AND c.asked_at > ? AND c.settled_at IS NULL ORDER BY c.id DESC LIMIT 1",
        (*hashes, now - ANSWER_WITHIN),
    )
    return rows[0] if rows and not rows[0]["is_waiting"] else None


def _left_at(asked: Row) -> datetime:
    return as_time(asked["sent_at"] or asked["asked_at"])


def _asked_since(contact_id: int, hashes: list[bytes], since: datetime) -> Transaction[bool]:
    """Whether something else was asked of this number later, which an answer is about."""
    rows = yield Sql(
        "SELECT 1 FROM outbound_message WHERE contact_id = ? AND kind <> ? AND sent_at > ?"
        f" UNION SELECT 1 FROM referral WHERE {hashed(hashes, 'receiver_hash')}"
        " AND (sent_at > ? OR reminded_at > ?)",
        (contact_id, REPLY, since, *hashes, since, since),
    )
    return bool(rows)


def _answered(asked: Row, answer: Answer, now: datetime) -> Transaction[None]:
    """What is right is noted a moment later (`Confirmations.note_checks`), not in a turn."""
    is_right = answer is Answer.RIGHT
    yield Sql(
        "UPDATE service_confirmation SET answer = ?, answered_at = ?, to_check = ?"
        f"{', number_hash = NULL' if is_right else ''} WHERE id = ?",
        (answer.value, now, is_right, asked["id"]),
    )


def _close(asked: Row) -> Transaction[None]:
    yield Sql("UPDATE service_confirmation SET number_hash = NULL WHERE id = ?", (asked["id"],))


def _western(words: str) -> str:
    return "".join(str(int(each)) if each.isdecimal() else each for each in words)
