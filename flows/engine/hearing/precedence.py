"""Who hears a message first? One table, followed by `hearing.py` and drawn in the docs.

Each rule is asked in its turn where a person stands as its row says, and the first that has an
answer gives it. What could harm comes before what helps, and what is certain before a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Place(Enum):
    """Where somebody stands when they write: what was asked of them, if anything."""

    NO_LANGUAGE = "before a language is chosen"
    CHOICES = "at a question with choices"
    WORDS = "at a question for their own words"


class Rule(Enum):
    """What is tried with a message; the function of each stands in `hearing.py`."""

    MACHINE = "the same again and again"
    POSTER = "a poster's link"
    AFTER_DANGER = "not alone, cannot call … within two hours of numbers to call"
    PROTECTED = "STOP, START or ERASE, and nothing else"
    ROLL_CALL = "who was there (roster, present 1 2, all but 3), of who teaches"
    CODE = "a code of ours, and nothing else"
    ASKED = "an answer to what we asked last of ourselves: a seat, a class, a course that is over"
    CHOICE = "a number or the words of a choice on the screen"
    DANGER = "danger, surely; or perhaps, where it sounds like STOP or ERASE"
    DESPAIR = "despair, without a word of dying"
    WATCHED = "that somebody reads their phone"
    COMMAND = "HELP, MENU, BACK, LANGUAGE, HUMAN or MY DATA, and nothing else"
    STAFF = "anything else, while staff listen"
    OF_SEAT = (
        "that they cannot come, a yes or no, or a question, where a class or a seat may be meant"
    )
    LEAVE = "a word that may be STOP or not (cancel, enough), and nothing else"
    FIRST_WORDS = "anything else before a language"
    ZERO = "0"
    LINE = "the number of the police, or of whoever else is called"
    OF_CARD = "a question about the card on the screen, and nothing else"
    ABOUT_US = "a question about us or one's own case"
    OWN_WORDS = "anything else where words are asked for"
    NO_MORE = "MORE where there is no more"
    COURTESY = "a greeting or thanks, and nothing else"
    MAYBE = "STOP or ERASE inside a longer message"
    WISH = "a wish for one of our conversations"
    STEP = "an answer to the question that was asked"
    WISH_INSIDE = "such a wish inside a longer message"
    SEARCH = "a need, a place or a name, or what may be one"
    ADDED = "anything else, while they wait for staff"
    AGAIN = "anything else"


@dataclass(frozen=True, slots=True)
class Row:
    """`answer`: what comes of it, for people who read the docs. `places`: where it is asked."""

    rule: Rule
    answer: str
    places: frozenset[Place]


def _row(rule: Rule, answer: str, *places: Place) -> Row:
    return Row(rule, answer, frozenset(places or Place))


_NO_LANGUAGE, _CHOICES, _WORDS = Place.NO_LANGUAGE, Place.CHOICES, Place.WORDS

TABLE: tuple[Row, ...] = (
    _row(Rule.MACHINE, "after six, or two of a machine's own words, silence; one line for staff"),
    _row(Rule.POSTER, "the place is kept, and where they found us"),
    _row(Rule.AFTER_DANGER, "what helps then; the words go to staff, sealed"),
    _row(Rule.PROTECTED, "done at once; ERASE asks first"),
    _row(Rule.ROLL_CALL, "kept, and the names said back; what was asked before stays asked"),
    _row(Rule.CODE, "what it belongs to; what was asked before stays asked"),
    _row(Rule.ASKED, "for that alone; what was on the screen stays open, but for a next question"),
    _row(Rule.CHOICE, "that choice; a menu, a person and HELP open from anywhere"),
    _row(Rule.DANGER, "the numbers to call; the words go to staff, sealed"),
    _row(Rule.DESPAIR, "asked about; who listens is named, by number"),
    _row(Rule.WATCHED, "how to write unseen; what belongs to danger is heard from then on"),
    _row(Rule.COMMAND, "done", _CHOICES, _WORDS),
    _row(Rule.STAFF, "staff read it; a question for their own words hears it, if asked since"),
    _row(Rule.OF_SEAT, "noted for that class; a seat is asked about once more", _CHOICES),
    _row(Rule.LEAVE, "leaves the questions one is in; else asked about", _CHOICES, _WORDS),
    _row(Rule.LINE, "that number, and its warning"),
    _row(Rule.FIRST_WORDS, "a whole request is answered; else: which language?", _NO_LANGUAGE),
    _row(Rule.ZERO, "the menu", _CHOICES, _WORDS),
    _row(Rule.OF_CARD, "answered from the card", _CHOICES),
    _row(Rule.ABOUT_US, "answered; what was asked is asked again", _CHOICES, _WORDS),
    _row(Rule.OWN_WORDS, "the words are the answer", _WORDS),
    _row(Rule.NO_MORE, "said so, and asked again", _CHOICES),
    _row(Rule.COURTESY, "answered in kind", _CHOICES),
    _row(Rule.MAYBE, "asked about, never done", _CHOICES),
    _row(Rule.WISH, "that conversation", _CHOICES),
    _row(Rule.STEP, "the next question", _CHOICES),
    _row(Rule.WISH_INSIDE, "that conversation", _CHOICES),
    _row(Rule.SEARCH, "what was found; or: did you mean …?", _CHOICES),
    _row(Rule.ADDED, "staff read it, and the person is told so", _CHOICES),
    _row(Rule.AGAIN, "asked again, and after two misses the menu or a person", _CHOICES),
)


CERTAIN = frozenset(
    (
        *(Rule.MACHINE, Rule.POSTER, Rule.AFTER_DANGER, Rule.PROTECTED, Rule.ROLL_CALL),
        *(Rule.CODE, Rule.ASKED, Rule.CHOICE),
        *(Rule.DANGER, Rule.DESPAIR, Rule.WATCHED, Rule.COMMAND, Rule.STAFF),
    )
)
"""Where one of these had the answer, nobody wonders whether there was danger in the words; what is
for staff is looked at for it before it is passed on."""


def rules_at(place: Place) -> tuple[Rule, ...]:
    """The rules asked there, in their order."""
    return _RULES_AT[place]


_RULES_AT = {place: tuple(row.rule for row in TABLE if place in row.places) for place in Place}


class Press(Enum):
    """What is tried with a button; buttons stay in a chat for ever, so it may be an old one."""

    OFFERED = "a button of the question that was asked"
    NO_LANGUAGE = "any other before a language is chosen, but a language"
    ANY_TIME = "Menu, Back, Language, Help or a person"
    REOPENS = "a language, a need, a service or more numbers to call"
    OLD = "any other: it is of an earlier question"


PRESSES: tuple[tuple[Press, str], ...] = (
    (Press.OFFERED, "that choice"),
    (Press.NO_LANGUAGE, "which language?"),
    (Press.ANY_TIME, "done"),
    (Press.REOPENS, "opened again"),
    (Press.OLD, "said so, and asked again; it never answers a new question"),
)


def as_table() -> str:
    """Both tables as the docs show them."""
    head = ["What is heard, in this order", "What comes of it", *(each.value for each in Place)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for number, row in enumerate(TABLE, start=1):
        marks = ["yes" if place in row.places else "" for place in Place]
        cells = [f"{number}. {row.rule.value}", row.answer, *marks]
        lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    lines += ["", "| A button, in this order | What comes of it |", "| --- | --- |"]
    lines += [
        f"| {number}. {press.value} | {answer} |"
        for number, (press, answer) in enumerate(PRESSES, start=1)
    ]
    return "\n".join(lines) + "\n"
