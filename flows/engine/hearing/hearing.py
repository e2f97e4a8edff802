"""What does a message, a button or a shared place lead to? Rule by rule, as `precedence.py` orders.

The order keeps people safe: danger is heard everywhere, STOP works everywhere, a guess never stops,
erases or consents, and an old button never answers a new question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.engine.codes import without_codes
from flows.engine.effect import AskHuman, HelpReason, TellStaff
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked
from flows.engine.hearing.danger import (
    after_danger,
    danger,
    despair,
    is_danger,
    is_lost,
    is_missed,
    line,
    may_be_danger,
    takes_back,
    watched,
)
from flows.engine.hearing.doubted import leave, maybe
from flows.engine.hearing.ear import Ear, Message
from flows.engine.hearing.no_words import code_alone, poster_link
from flows.engine.hearing.of_card import of_card, price_of_card
from flows.engine.hearing.precedence import CERTAIN, Rule, rules_at
from flows.engine.hearing.pressing import chosen, picked
from flows.engine.hearing.screen import choice_on, lines_on, shown_on
from flows.engine.hearing.staff import (
    IN_DANGER,
    READ_BY_STAFF,
    asked_of_them,
    is_off_the_screen,
    of_another_day,
    of_their_seat,
    staff_listen,
    waits_for_staff,
    with_guess_told,
)
from flows.engine.language import BEGUN
from flows.engine.precautions.after_danger import WORDS_KEPT
from flows.engine.precautions.danger_level import with_danger_weighed
from flows.engine.precautions.repetition import MOST, MOST_IN_DANGER
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER
from flows.engine.step import Again, Answer, Aside, Go, Opening, Outcome, Step, Talk, Tell
from flows.engine.step_index import Conversations
from flows.engine.text import _
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.decided import asks_about_us, decided
from flows.engine.understanding.intents import NONE
from flows.engine.understanding.screen.choices import choice_in
from flows.engine.understanding.screen.own_words import own_words
from flows.engine.understanding.words import is_arabic

THANKS = "thanks"
_IN_THANKS = frozenset((NONE, THANKS, "help", "greet"))
"""What the rules may hear in a sentence of thanks that asks for nothing."""


def hear(event: Event, talk: Talk, step: Step | None, conversations: Conversations) -> Outcome:
    """What `event` leads to, for somebody standing at `step` (None: nothing was asked yet)."""
    ear = Ear(talk, step, conversations)
    if isinstance(event, Heard):
        return _heard(ear, event.text)
    if isinstance(event, Picked):
        return picked(ear, event.key)
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
    spoken = world.contact.locale or ear.talk.memory.get(BEGUN) or _answered_in(ear, own)
    said = with_danger_weighed(understand(without_codes(own), world.lexicon, spoken))
    meaning = decided(said, world.programme.finer_needs, world.lexicon)
    message = Message(own, meaning)
    tried = ((rule, _TRIED_BY[rule](ear, message)) for rule in rules_at(ear.place))
    rule, outcome = next(each for each in tried if each[1] is not None)
    assert outcome is not None
    if rule not in CERTAIN and takes_back(ear, message):
        return _taken_back(ear, message, outcome)
    if is_lost(ear, message, outcome):
        return ear.run("after_danger", meaning)
    if rule not in CERTAIN and may_be_danger(ear, message):
        outcome = outcome.closing_with(IN_DANGER)
        if world.contact.locale is None and isinstance(outcome, Go):
            # Beside the choice of a language, which is the same in all of them.
            outcome = replace(outcome, locale=outcome.locale or ear.talk.spoken_in(meaning).code)
    return outcome


def _answered_in(ear: Ear, text: str) -> str | None:
    """The language of our last answer, where they go on in its letters."""
    before = ear.talk.world.language(ear.talk.session.spoken)
    is_same = before is not None and before.right_to_left == any(map(is_arabic, text.split()))
    return before.code if before is not None and is_same else None


def _taken_back(ear: Ear, message: Message, outcome: Outcome) -> Outcome:
    """It was no danger: a need that they name is answered, and the way back stays open."""
    is_need = message.meaning.names_a_need and not is_missed(ear, message, outcome)
    if isinstance(outcome, Again) or not is_need:
        return ear.run("taken_back", message.meaning)
    told = AskHuman(HelpReason.DANGER, ear.talk.heard[:WORDS_KEPT])
    return replace(outcome.closing_with(IN_DANGER), effects=(*outcome.effects, told))


def _machine(ear: Ear, message: Message) -> Outcome | None:
    """Silence, so that two machines do not talk with each other at somebody's cost."""
    count = ear.talk.session.repetition.count
    most = MOST_IN_DANGER if message.meaning.danger.level == "sure" else MOST
    if count <= most:
        return None
    is_first = count == most + 1
    return Tell(None, (AskHuman(HelpReason.MACHINE),) if is_first else ())


def _protected(ear: Ear, message: Message) -> Outcome | None:
    return _opened(ear, message, lambda opening: opening.is_protected)


def _roll_call(ear: Ear, message: Message) -> Outcome | None:
    teaching = ear.talk.world.teaching
    if teaching is None or not (teaching.asks or teaching.may_ask):
        return None
    if not teaching.asks and is_danger(ear, message):
        return None
    found = ear.run("roll_call", message.meaning)
    return None if isinstance(found, Again) else found


def _opened(ear: Ear, message: Message, is_heard: Callable[[Opening], bool]) -> Outcome | None:
    """What the whole message opens, if that is heard here."""
    opening = message.opening(ear)
    if opening is None or not is_heard(opening):
        return None
    return opening.command(ear.talk, message.meaning)


def _choice(ear: Ear, message: Message) -> Outcome | None:
    if is_off_the_screen(ear, message):
        return None
    if ear.step is None:
        return _after_first_danger(ear, message)
    key = choice_on(ear.talk, ear.step, message.text, message.meaning)
    if key is None or (is_danger(ear, message) and not _is_copied(ear.talk, ear.step, message)):
        return None
    return of_another_day(ear, message, key) or chosen(ear, ear.step, key, message)


def _after_first_danger(ear: Ear, message: Message) -> Outcome | None:
    """Somebody who was asked nothing yet was told numbers to call, and asks for more of them."""
    offered = dict(ear.talk.session.offered)
    number = MORE_NUMBER if message.word == "more" else message.meaning.option
    kind, _colon, value = offered.get(-1 if number is None else number, "").partition(":")
    if kind != "danger":
        return None
    return ear.press(kind, replace(message.meaning, rest=value))


def _is_copied(talk: Talk, step: Step, message: Message) -> bool:
    """A choice by its number or its whole label, and no sentence that shares words with one."""
    shown = shown_on(talk, step)
    is_line = choice_in(message.text, shown, talk.world.lexicon, takes_words=True) is not None
    return message.meaning.option is not None or is_line


def _command(ear: Ear, message: Message) -> Outcome | None:
    return _opened(ear, message, lambda opening: opening.at_any_step)


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
    if price := price_of_card(ear, message):
        return price
    is_asked = asks_about_us(meaning, ear.talk.world.lexicon, among_words=step.takes_words)
    return ear.run(meaning.label, meaning) if is_asked else None


def _no_more(ear: Ear, message: Message) -> Outcome | None:
    if message.meaning.option == MORE_NUMBER or message.word == "more":
        return Again((_("That is all."),), missed=False)
    return None


def _courtesy(ear: Ear, message: Message) -> Outcome | None:
    if opened := _opened(ear, message, lambda opening: opening.is_courtesy):
        return opened
    meaning = message.meaning
    is_sure = meaning.decision == "act" or meaning.intent == THANKS
    is_thanks = meaning.label == THANKS and is_sure and not meaning.topics
    # "Vous m'avez bien aidé, merci" asks for no help, though the word is in it.
    return ear.run(THANKS, meaning) if is_thanks and meaning.intent in _IN_THANKS else None


def _wish(ear: Ear, message: Message) -> Outcome | None:
    return _opened(ear, message, lambda opening: opening.is_wish)


def _step(ear: Ear, message: Message) -> Outcome | None:
    """What the question makes of it; None where that is nothing, and others may try."""
    outcome = _again(ear, message)
    if not isinstance(outcome, Again) or not outcome.missed:
        return outcome
    # A number that picks nothing, a bare yes: these answer this question alone, or nothing.
    if message.word in ("yes", "no"):
        is_asked = ear.step is not None and (ear.step.is_form or ear.step.keeps_asking)
        return outcome if is_asked else ear.run("agreed", message.meaning)
    return outcome if message.meaning.option is not None else None


def _wish_inside(ear: Ear, message: Message) -> Outcome | None:
    opening = ear.talk.openings.get(message.meaning.intent)
    if opening is None or not opening.is_wish:
        return None
    return opening.command(ear.talk, message.meaning)


def _search(ear: Ear, message: Message) -> Outcome | None:
    # At a consent nothing is guessed: its question stays. So does a form's, but for a request.
    stays = ear.step is not None and ear.step.keeps_asking
    if ear.step is not None and ear.step.is_form and not message.meaning.is_request:
        return None
    if ear.step is not None and ear.step.asks_once and not _names_a_need(message.meaning):
        return None
    found = ear.run("search" if stays else "otherwise", message.meaning)
    return None if isinstance(found, Again) and not found.saying else with_guess_told(ear, found)


def _names_a_need(meaning: Meaning) -> bool:
    """And is no opinion on what was found for it: "the doctor was kind"."""
    return meaning.names_a_need and meaning.label not in ("feedback", THANKS)


def _added(ear: Ear, message: Message) -> Outcome | None:
    """Who waits for a person is understood by that person at last."""
    if not waits_for_staff(ear) or message.meaning.option is not None:
        return None
    outcome = _again(ear, message)
    if not isinstance(outcome, Again) or not outcome.missed:
        return None
    return Aside((READ_BY_STAFF,), (TellStaff(message.text.strip()),))


def _again(ear: Ear, message: Message) -> Outcome:
    assert ear.step is not None
    return ear.step.hear(ear.talk, message.answer())


_TRIED_BY: Mapping[Rule, Callable[[Ear, Message], Outcome | None]] = {
    Rule.MACHINE: _machine,
    Rule.POSTER: poster_link,
    Rule.AFTER_DANGER: after_danger,
    Rule.PROTECTED: _protected,
    Rule.ROLL_CALL: _roll_call,
    Rule.CODE: code_alone,
    Rule.ASKED: asked_of_them,
    Rule.CHOICE: _choice,
    Rule.DANGER: danger,
    Rule.DESPAIR: despair,
    Rule.WATCHED: watched,
    Rule.COMMAND: _command,
    Rule.STAFF: staff_listen,
    Rule.OF_SEAT: of_their_seat,
    Rule.LEAVE: leave,
    Rule.FIRST_WORDS: _first_words,
    Rule.ZERO: _zero,
    Rule.LINE: line,
    Rule.OF_CARD: of_card,
    Rule.ABOUT_US: _about_us,
    Rule.OWN_WORDS: _again,
    Rule.NO_MORE: _no_more,
    Rule.COURTESY: _courtesy,
    Rule.MAYBE: maybe,
    Rule.WISH: _wish,
    Rule.STEP: _step,
    Rule.WISH_INSIDE: _wish_inside,
    Rule.SEARCH: _search,
    Rule.ADDED: _added,
    Rule.AGAIN: _again,
}
