"""What may be meant, and how much care each meaning asks for?"""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.values.entries import EMERGENCY as EMERGENCY

NONE = "none"

PROTECTED = frozenset({"stop", "start", "yes", "no", "delete_my_data"})
"""Intents only a whole message, exactly, can have: a guess must never stop, erase or consent."""

POLITE = "polite"
"""Not an intent but a mark in keywords.csv: words of courtesy, which may fall away."""

FILLER = "filler"
"""Not an intent either: small words (I, want, where, in) that name no need."""

ASKED_ABOUT = frozenset({"stop", "delete_my_data"})
"""Protected intents worth a question when they are seen inside a longer message."""

_WHOLE_ONLY = PROTECTED | {"more", "skip", "anonymous"}
"""Words too common inside sentences ("plus", "encore") to mean anything there."""


@dataclass(frozen=True, slots=True)
class Openings:
    """Intents that open a conversation, as the conversations themselves declare them.

    `inside`: those understood inside a sentence too, after every need, in this order; of the others
    of `known` only a whole message is one. `before_needs`: said in several words they go before a
    need named beside them. `said_by`: labels, each with an intent that says the same, perhaps less
    finely.
    """

    known: frozenset[str] = frozenset()
    inside: tuple[str, ...] = ()
    before_needs: frozenset[str] = frozenset()
    said_by: frozenset[tuple[str, str]] = frozenset()

    def is_need(self, intent: str) -> bool:
        """True for the categories of the directory, danger among them."""
        if intent in _WHOLE_ONLY or is_mark(intent) or intent.startswith(LANGUAGE_NAME):
            return False
        return intent not in self.known

    def counts_inside(self, intent: str) -> bool:
        """True for what means something inside a sentence."""
        return intent in self.inside or (intent not in _WHOLE_ONLY and intent not in self.known)


WEAK = "weak"
"""A mark: words that count less beside another need, as they mostly say for whom ("école pour mes
enfants"), with what, or how fast ("travail urgent")."""

STRONG = "strong"
"""A mark: phrases that are the need, whatever stands beside them ("he keeps my passport")."""

EVERYDAY = "everyday"
"""A mark: everyday words that look like a mistyped word of ours, and are none ("facture")."""

OUTSIDE = "outside"
"""Heard like a need, and none of any directory of ours: "louer une voiture", "résultat du bac"."""

WITH = "with:"
"""A mark: words of intent "with:stop" may stand beside a stop word and change nothing, as "les sms"
in "arrêtez les sms"."""

MAYBE = "maybe:"
"""A mark: a word of intent "maybe:stop" is, alone, either "stop" or something else altogether, as
حبس is "stop!" and "prison": only the person can tell."""

ELSEWHERE = "elsewhere"
"""A mark: names of well-known towns; a programme that has one of them among its places wins."""

WISH = "wish:"
"""A mark: "wish:free" is wished beside a need, and is no need itself."""

AFTER_DANGER = "after:"
"""A mark: "after:not_alone", said once numbers to call were told ("il est à côté de moi")."""

MEANT_OTHER = f"{AFTER_DANGER}meant_other"
"""Of these the mark of who says that we were mistaken: "no, I mean …", "it is not that"."""

OF_CARD = "card:"
"""A mark: "card:number", asked of the card on the screen, where it is all that is said."""

BESIDE_OF_CARD = f"{WITH}card"
"""A mark: words that may stand beside such a question and ask nothing ("their", "today")."""

ASKS = "asks:"
"""A mark: "asks:when", one of the words in which people ask about a course, in any order."""

LINE = "line:"
"""A mark: "line:violence", asked for the number of whoever is called for that kind of danger."""

DANGER = "danger:"
"""A mark: "danger:trafficking", phrases that are this kind of danger, whatever stands beside."""

ANSWER = "answer:"
"""A mark: "answer:comes", "answer:cannot", said to a question of ours whether somebody comes."""

COMES, TAKES = f"{ANSWER}comes", f"{ANSWER}takes"
NOT_COMING = f"{ANSWER}not_coming"
"""Of these, the one that tells by itself that somebody stays away ("je ne peux pas venir")."""

AGREES = frozenset((COMES, TAKES))

OF_ONE = "one:"
"""A mark: "one:comes", "one:not_coming", said of one of several who share a phone ("Salma ne vient
pas"), beside a name."""

ANSWERED = "answer"
"""Words of intent "with:answer" may stand beside one: the class, its hour, "inchallah"."""

DISCREET = f"{ANSWER}discreet"
"""No answer to anything: that reminders should not name the course; others read the phone."""

HEDGE = "hedge:"
"""A mark: said for neither yes nor no. "hedge:hope" ("inchallah") makes no doubt of an "I come"
beside it; "hedge:maybe" ("nchouf") does."""

MAYBE_COMES = f"{HEDGE}maybe"

LEAVES = "leaves"
"""A mark: that somebody comes no more at all ("je ne peux plus venir"), and not only once."""

DESPAIR = "despair"
"""A mark: somebody may be in despair, and says nothing of dying ("personne ne m'aime")."""

WATCHED = "watched"
"""A mark: somebody reads the phone that we are written from ("il lit mes messages")."""

READ_BY_OTHERS = (WATCHED, f"{AFTER_DANGER}read_by_others")
"""The same, at any time and after numbers to call: whoever says it is written to discreetly."""

COURSE = "course"
"""A mark: words for a course; what stands beside one is what it teaches ("formation plomberie")."""

TAUGHT = "course"
"""Words of intent "with:course" are said of any course, and are no subject of one."""

WANT, NOT, QUESTION, US = "want", "not", "question", "us"
"""Words of intent "with:want" begin what somebody wants, "with:not" refuse what follows,
"with:question" ask something as a sentence's first, "with:us" are said of whoever answers here."""

ONESELF, AFTER, DATE = "oneself", "after", "date"
"""The same: before what one is, before the day that it is later than, before a date."""

_PHRASES = (AFTER_DANGER, OF_CARD, LINE, DANGER, ANSWER, OF_ONE, HEDGE)

LANGUAGE_NAME = "language:"
"""Keywords of intent "language:fr" name one language: "français", "فرنساوي", "french"."""

AUTOMATIC = "automatic"
"""A mark: what a machine says when nobody is there ("réponse automatique")."""

_MARKED = frozenset((POLITE, FILLER, WEAK, STRONG, EVERYDAY, ELSEWHERE, AUTOMATIC))


def is_mark(intent: str) -> bool:
    """True for what says how a word is used and not what is meant by it."""
    return intent in _MARKED or intent.startswith((WITH, MAYBE, WISH, ASKS)) or is_phrase(intent)


def is_phrase(intent: str) -> bool:
    """True for a mark of phrases that mean something where they are heard (`phrases.py`)."""
    return intent in (DESPAIR, WATCHED, COURSE, LEAVES) or intent.startswith(_PHRASES)
