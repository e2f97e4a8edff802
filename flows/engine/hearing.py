"""What does a message, a button or a shared place lead to? Rule by rule, as `precedence.py` orders.

The order keeps people safe: danger is heard everywhere, STOP works everywhere, a guess never stops,
erases or consents, and an old button never answers a new question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flows.engine.danger_level import is_despair, with_danger_weighed
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked
from flows.engine.precedence import CERTAIN, Place, Press, Rule, rules_at
from flows.engine.repetition import MOST, MOST_IN_DANGER
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER
from flows.engine.screen import choice_on, lines_on, shown_on
from flows.engine.step import Again, Answer, Command, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.decided import asks_about_us, decided
from flows.engine.understanding.screen.choices import choice_in
from flows.engine.understanding.screen.own_words import own_words

PROTECTED = frozenset(("stop", "start", "delete_my_data"))
COMMANDS = frozenset(("help", "menu", "back", "language", "human", "my_data"))
WISHES = frozenset(
    (
        *("human", "help", "menu", "language", "my_data", "register", "feedback", "wrong_info"),
        *("who_are_you", "not_for_me"),
    )
)
"""What may be done although it was only part of a sentence: nothing is lost by a wrong guess."""

ASKED_ABOUT = frozenset(("stop", "delete_my_data"))
"""What is asked about, never done, when it stands inside a longer message."""

ANY_TIME_BUTTONS = frozenset(("menu", "human", "help", "back", "language"))
REOPENING_BUTTONS = {"lang": "lang", "service": "service", "need": "need", "danger": "danger_more"}
"""What an old button begins with, and the command that it still is."""

_DEEP_LINK = re.compile(r"/?start[ =_]+([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ear:
    """What hears one message: where the person stands, and every command there is."""

    talk: Talk
    step: Step | None
    commands: Mapping[str, Command]

    def run(self, word: str, meaning: Meaning) -> Outcome:
        """What the command of this word answers."""
        return self.commands[word](self.talk, meaning)

    @property
    def place(self) -> Place:
        if self.talk.world.contact.locale is None or self.step is None:
            return Place.NO_LANGUAGE
        return Place.WORDS if self.step.takes_words else Place.CHOICES


@dataclass(frozen=True, slots=True)
class Message:
    """A text without what a phone adds to it, and what it may mean."""

    text: str
    meaning: Meaning

    @property
    def word(self) -> str | None:
        """What the whole of it is, if it is one word that we know."""
        return self.meaning.intent if self.meaning.exact else None

    def answer(self, choice: str | None = None) -> Answer:
        return Answer(self.text.strip(), self.meaning, choice)


def hear(event: Event, talk: Talk, step: Step | None, commands: Mapping[str, Command]) -> Outcome:
    """What `event` leads to, for somebody standing at `step` (None: nothing was asked yet)."""
    ear = Ear(talk, step, commands)
    if isinstance(event, Heard):
        return _heard(ear, event.text)
    if isinstance(event, Picked):
        return _picked(ear, event.key)
    if isinstance(event, LocationShared):
        if talk.world.contact.locale is None or step is None:
            return ear.run("language", Meaning())
        return step.hear(talk, Answer("", Meaning(), position=event.position))
    if isinstance(event, NumberShared):
        if step is not None and step.takes_number:
            return step.hear(talk, Answer(event.number, Meaning()))
        return ear.run("sent", Meaning(said=event.number, rest="contact"))
    return ear.run("sent", Meaning(rest=event.kind))


def _heard(ear: Ear, text: str) -> Outcome:
    world = ear.talk.world
    own = own_words(text, lines_on(ear.talk, ear.step) if "\n" in text else (), world.lexicon)
    if own is None:
        return Tell(None)
    said = with_danger_weighed(understand(own, world.lexicon, world.contact.locale))
    meaning = decided(said, world.programme.finer_needs)
    message = Message(own, meaning)
    tried = ((rule, _TRIED_BY[rule](ear, message)) for rule in rules_at(ear.place))
    rule, outcome = next(each for each in tried if each[1] is not None)
    assert outcome is not None
    if meaning.danger.level == "perhaps" and rule not in CERTAIN:
        return outcome.closing_with(_("In danger? Write: SOS"))
    return outcome


def _machine(ear: Ear, message: Message) -> Outcome | None:
    """Silence, so that two machines do not talk with each other at somebody's cost."""
    count = ear.talk.session.repetition.count
    most = MOST_IN_DANGER if message.meaning.danger.level == "sure" else MOST
    if count <= most:
        return None
    is_first = count == most + 1
    return Tell(None, (AskHuman(HelpReason.MACHINE),) if is_first else ())


def _poster(ear: Ear, message: Message) -> Outcome | None:
    link = _DEEP_LINK.fullmatch(message.text.strip())
    return ear.run("deep_link", Meaning(rest=link[1])) if link else None


def _protected(ear: Ear, message: Message) -> Outcome | None:
    return ear.run(message.word, message.meaning) if message.word in PROTECTED else None


def _choice(ear: Ear, message: Message) -> Outcome | None:
    if ear.step is None:
        return _after_first_danger(ear, message)
    key = choice_on(ear.talk, ear.step, message.text, message.meaning)
    if key is None or (_is_danger(ear, message) and not _is_copied(ear.talk, ear.step, message)):
        return None
    return _chosen(ear, ear.step, key, message)


def _after_first_danger(ear: Ear, message: Message) -> Outcome | None:
    """Somebody who was asked nothing yet was told numbers to call, and asks for more of them."""
    offered = dict(ear.talk.session.offered)
    number = MORE_NUMBER if message.word == "more" else message.meaning.option
    kind, _colon, value = offered.get(-1 if number is None else number, "").partition(":")
    if kind != "danger":
        return None
    return ear.run(REOPENING_BUTTONS[kind], replace(message.meaning, rest=value))


def _is_copied(talk: Talk, step: Step, message: Message) -> bool:
    """A choice by its number or its whole label, and no sentence that shares words with one."""
    shown = shown_on(talk, step)
    is_line = choice_in(message.text, shown, talk.world.lexicon, takes_words=True) is not None
    return message.meaning.option is not None or is_line


def _is_danger(ear: Ear, message: Message) -> bool:
    """Surely; and perhaps, where a mistake is the smaller harm: nobody who may no longer want to
    live is asked whether to stop the messages, or told to write a word."""
    level = message.meaning.danger.level
    would_be_asked = message.meaning.possible in ASKED_ABOUT and ear.place is Place.CHOICES
    is_grave = would_be_asked or is_despair(message.meaning)
    return level == "sure" or (level == "perhaps" and is_grave)


def _danger(ear: Ear, message: Message) -> Outcome | None:
    return ear.run("danger", message.meaning) if _is_danger(ear, message) else None


def _command(ear: Ear, message: Message) -> Outcome | None:
    return ear.run(message.word, message.meaning) if message.word in COMMANDS else None


def _leave(ear: Ear, message: Message) -> Outcome | None:
    possible = message.meaning.possible
    if ear.step is None or possible is None or message.word is None:
        return None
    left = ear.step.leave(ear.talk)
    return ear.run(f"maybe_{possible}", message.meaning) if left is None else left


def _first_words(ear: Ear, message: Message) -> Outcome:
    """Nobody is guessed to speak anything by half a request."""
    if ear.step is None:
        is_known = ear.talk.world.contact.locale is not None
        return ear.run("menu" if is_known else "welcome", message.meaning)
    return ear.step.hear(ear.talk, message.answer())


def _zero(ear: Ear, message: Message) -> Outcome | None:
    is_zero = message.meaning.option == MENU_NUMBER
    return ear.run("menu", message.meaning) if is_zero else None


def _about_us(ear: Ear, message: Message) -> Outcome | None:
    """Asked of us, where an answer of theirs was awaited."""
    step, meaning = ear.step, message.meaning
    has_number = any(letter.isdigit() for letter in message.text)
    if step is None or step.takes_all_words or (step.takes_number and has_number):
        return None
    is_asked = asks_about_us(meaning, among_words=step.takes_words)
    return ear.run(meaning.label, meaning) if is_asked else None


def _no_more(ear: Ear, message: Message) -> Outcome | None:
    if message.meaning.option == MORE_NUMBER or message.word == "more":
        return Again((_("That is all."),), missed=False)
    return None


def _courtesy(ear: Ear, message: Message) -> Outcome | None:
    is_one = message.word in ("greet", "thanks")
    return ear.run(message.meaning.intent, message.meaning) if is_one else None


def _maybe(ear: Ear, message: Message) -> Outcome | None:
    possible = message.meaning.possible
    return ear.run(f"maybe_{possible}", message.meaning) if possible in ASKED_ABOUT else None


def _wish(ear: Ear, message: Message) -> Outcome | None:
    return ear.run(message.word, message.meaning) if message.word in WISHES else None


def _step(ear: Ear, message: Message) -> Outcome | None:
    """What the question makes of it; None where that is nothing, and others may try."""
    outcome = _again(ear, message)
    if not isinstance(outcome, Again) or not outcome.missed:
        return outcome
    # A number that picks nothing, a bare yes: these answer this question alone, or nothing.
    is_of_here = message.meaning.option is not None or message.word in ("yes", "no")
    return outcome if is_of_here else None


def _wish_inside(ear: Ear, message: Message) -> Outcome | None:
    intent = message.meaning.intent
    return ear.run(intent, message.meaning) if intent in WISHES else None


def _search(ear: Ear, message: Message) -> Outcome | None:
    # At a consent nothing is guessed: its question stays.
    stays = ear.step is not None and ear.step.keeps_asking
    found = ear.run("search" if stays else "otherwise", message.meaning)
    return None if isinstance(found, Again) and not found.saying else found


def _again(ear: Ear, message: Message) -> Outcome:
    assert ear.step is not None
    return ear.step.hear(ear.talk, message.answer())


_TRIED_BY: Mapping[Rule, Callable[[Ear, Message], Outcome | None]] = {
    Rule.MACHINE: _machine,
    Rule.POSTER: _poster,
    Rule.PROTECTED: _protected,
    Rule.CHOICE: _choice,
    Rule.DANGER: _danger,
    Rule.COMMAND: _command,
    Rule.LEAVE: _leave,
    Rule.FIRST_WORDS: _first_words,
    Rule.ZERO: _zero,
    Rule.ABOUT_US: _about_us,
    Rule.OWN_WORDS: _again,
    Rule.NO_MORE: _no_more,
    Rule.COURTESY: _courtesy,
    Rule.MAYBE: _maybe,
    Rule.WISH: _wish,
    Rule.STEP: _step,
    Rule.WISH_INSIDE: _wish_inside,
    Rule.SEARCH: _search,
    Rule.AGAIN: _again,
}


def _chosen(ear: Ear, step: Step, key: str, message: Message) -> Outcome:
    kind, _colon, value = key.partition(":")
    if key in ANY_TIME_BUTTONS:
        return ear.run(key, message.meaning)
    if kind == "danger":
        return ear.run(REOPENING_BUTTONS[kind], replace(message.meaning, rest=value))
    return step.hear(ear.talk, message.answer(key))


def _picked(ear: Ear, key: str) -> Outcome:
    """A button. One that is not of the question now asked may open something, never answer."""
    kind, _colon, value = key.partition(":")
    match _press(ear, key):
        case Press.OFFERED if ear.step is not None:
            return _chosen(ear, ear.step, key, Message("", Meaning()))
        case Press.NO_LANGUAGE:
            return ear.run("language", Meaning())
        case Press.ANY_TIME:
            return ear.run(key, Meaning())
        case Press.REOPENS:
            return ear.run(REOPENING_BUTTONS[kind], Meaning(rest=value))
    return Again((_("That button is from an earlier question."),), missed=False)


def _press(ear: Ear, key: str) -> Press:
    kind = key.partition(":")[0]
    if ear.step is not None and key in {each for _number, each in ear.talk.session.offered}:
        return Press.OFFERED
    if ear.talk.world.contact.locale is None and kind not in ("lang", "danger"):
        return Press.NO_LANGUAGE
    if key in ANY_TIME_BUTTONS:
        return Press.ANY_TIME
    return Press.REOPENS if kind in REOPENING_BUTTONS else Press.OLD
