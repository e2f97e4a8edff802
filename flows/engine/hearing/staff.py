"""What is heard while staff talk with somebody, and of what we asked last of ourselves."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.effect import TellStaff
from flows.engine.hearing.danger import is_danger, was_in_danger
from flows.engine.hearing.ear import Ear, Message
from flows.engine.hearing.precedence import Place
from flows.engine.reply import MENU_NUMBER, Reply
from flows.engine.step import Again, Aside, Go, Outcome, Tell
from flows.engine.text import _
from flows.engine.understanding.intents import (
    AGREES,
    ANSWER,
    DISCREET,
    HEDGE,
    LEAVES,
    MAYBE_COMES,
    NOT_COMING,
)
from flows.engine.understanding.phrases.misspelt import misspelt_in
from flows.engine.understanding.phrases.of_course import says_ill, says_late
from flows.engine.understanding.phrases.said import yes_or_no_to_a_day
from flows.engine.understanding.screen.choices import Shown, choice_in

IN_DANGER = _("In danger? Write: SOS")
READ_BY_STAFF = _("Our team will read this, too.")


def asked_of_them(ear: Ear, message: Message) -> Outcome | None:
    """What is newest on their screen is what a number answers: "yes" and "no" as well."""
    if (of_one := _of_one_of_them(ear, message)) is not None:
        return of_one
    if not ear.talk.world.contact.asked:
        return _still_wondered(ear, message)
    if says_late(message.meaning.said, ear.talk.world.lexicon):
        return None  # more than a yes
    if message.meaning.phrase(LEAVES):
        return None  # of all classes, and not of one
    if _is_ill_and_away(ear, message):
        return None  # beside what is noted, they read how to find a doctor
    if _neither_yes_nor_no(ear, message):
        return ear.run("newest_question", message.meaning)
    key = _in_so_many_words(ear, message)
    if key is None and not is_danger(ear, message):
        key = _asked_choice(ear, message)
    if key is None:
        return None
    if (other := of_another_day(ear, message, key)) is not None:
        return other
    kind, _colon, value = key.partition(":")
    return ear.press(kind, replace(message.meaning, rest=value))


def of_another_day(ear: Ear, message: Message, key: str) -> Outcome | None:
    """Whoever names a day beside an answer speaks of that, whatever day we asked of."""
    if message.meaning.option is not None:
        return None
    found = ear.run("on_named_day", replace(message.meaning, rest=key))
    return None if isinstance(found, Again) else found


def _of_one_of_them(ear: Ear, message: Message) -> Outcome | None:
    """Of one of several who share the phone, by name; not where other words are asked for."""
    contact, step = ear.talk.world.contact, ear.step
    if not contact.enrolments or message.meaning.option is not None:
        return None
    if step is not None and (step.is_form or step.takes_words) and not contact.asked:
        return None
    found = ear.run("said_of_one", message.meaning)
    return None if isinstance(found, Again) and found.missed else found


def _is_ill_and_away(ear: Ear, message: Message) -> bool:
    """Outside a form, which hears such a sentence as an answer to its own question."""
    if ear.step is None or ear.step.is_form or ear.step.keeps_asking or ear.step.takes_words:
        return False
    is_away = message.meaning.phrase(NOT_COMING) is not None
    return is_away and says_ill(message.meaning.said, ear.talk.world.lexicon)


def _still_wondered(ear: Ear, message: Message) -> Outcome | None:
    """Asked before what they wrote in between, and open still: put to who wonders once more."""
    is_open, step = ear.talk.world.contact.open_questions, ear.step
    if not is_open or (step is not None and (step.is_form or step.takes_words)):
        return None
    if is_off_the_screen(ear, message) or not _neither_yes_nor_no(ear, message):
        return None
    return ear.run("newest_question", message.meaning)


def _neither_yes_nor_no(ear: Ear, message: Message) -> bool:
    """ "Inchallah", "yes, God willing", "maybe I come": no guess of ours takes or gives a seat."""
    said = message.meaning.phrase(HEDGE)
    answers = [each.mark for each in message.meaning.phrases if each.mark.startswith(ANSWER)]
    if said is None:
        return False
    if not answers:
        return said.is_alone
    is_maybe = any(each.mark == MAYBE_COMES for each in message.meaning.phrases)
    return is_maybe and set(answers) <= AGREES and not is_danger(ear, message)


def _in_so_many_words(ear: Ear, message: Message) -> str | None:
    """Nothing else is said, so whatever else the words may mean does not count: "je serai là"."""
    said = message.meaning.phrase(ANSWER)
    if said is None or said.mark == DISCREET or not said.is_whole:
        return None
    return _agreeing(ear, said.mark in AGREES)


def _asked_choice(ear: Ear, message: Message) -> str | None:
    asked, world, meaning = ear.talk.world.contact.asked, ear.talk.world, message.meaning
    phrases = meaning.phrases
    if not any(each.mark.startswith(ANSWER) for each in phrases):
        # In another spelling only where it is all they say.
        near = misspelt_in(meaning.said.split(), ANSWER, world.lexicon)
        phrases = tuple(each for each in near if each.is_whole)
    marks = {each.mark for each in phrases if each.mark.startswith(ANSWER)} - {DISCREET}
    word = yes_or_no_to_a_day(meaning.said.split(), world.lexicon) or message.word
    if word in ("yes", "no") or marks:
        # Who says both, for two days or with a reason, cannot come to all of it.
        return _agreeing(ear, word == "yes" or (bool(marks) and marks <= AGREES))
    locale = world.contact.locale or ""
    shown = [
        Shown(number, choice.key, world.phrase(choice.label, locale))
        for number, choice in enumerate(asked, start=1)
    ]
    return choice_in(message.text, shown, world.lexicon)


def _agreeing(ear: Ear, agrees: bool) -> str | None:
    asked = ear.talk.world.contact.asked
    return next((each.key for each in asked if each.agrees is agrees), None)


def of_their_seat(ear: Ear, message: Message) -> Outcome | None:
    """The same said of oneself, with no question of ours on the screen; and what is asked of a
    course by whoever is in one, or could be."""
    step = ear.step
    if step is None or step.is_form or step.keeps_asking or is_off_the_screen(ear, message):
        return None
    is_in_one = bool(ear.talk.world.contact.enrolments)
    found = ear.run("unprompted_answer" if is_in_one else "asks_of_course", message.meaning)
    return None if isinstance(found, Again) and found.missed else found


def is_off_the_screen(ear: Ear, message: Message) -> bool:
    """Staff wrote since our last question: a number answers them, and nothing agrees to anything
    but the words of a consent. More numbers to call, and 0, stand open all the same."""
    staff, option = ear.talk.world.contact.with_staff, message.meaning.option
    if staff is None or not (staff.listen and staff.spoke_last) or option == MENU_NUMBER:
        return False
    if option is None:
        return ear.step is None or not ear.step.keeps_asking
    return not dict(ear.talk.session.offered).get(option, "").startswith("danger:")


def staff_listen(ear: Ear, message: Message) -> Outcome | None:
    """Nothing is said to it: a person answers. What was asked before they wrote is asked no more,
    but for a consent."""
    staff, step, meaning = ear.talk.world.contact.with_staff, ear.step, message.meaning
    if staff is None or not staff.listen or meaning.option == MENU_NUMBER or message.word == "menu":
        return None
    if step is not None and step.takes_words and not staff.spoke_last:
        return None
    told = (TellStaff(message.text.strip()),)
    binds = step is not None and step.keeps_asking
    if binds and staff.spoke_last and meaning.option in dict(ear.talk.session.offered):
        return Aside((), told)
    said = Reply((IN_DANGER,)) if meaning.danger.level == "perhaps" else None
    stays = binds or ear.place is Place.NO_LANGUAGE or not staff.spoke_last
    return Tell(said, told, leaves=not stays)


def waits_for_staff(ear: Ear) -> bool:
    """Whether what is not understood is read by a person; in danger they are told numbers first."""
    return ear.talk.world.contact.with_staff is not None and not was_in_danger(ear)


def with_guess_told(ear: Ear, found: Outcome) -> Outcome:
    """Who waits for a person may be adding to what they told: a guess of ours keeps it from nobody.

    "It is 78 123 456 now", after a report of a number, is asked about, and read by staff."""
    if not isinstance(found, Go) or not ear.wonders(found) or not waits_for_staff(ear):
        return found
    told = TellStaff(ear.talk.heard.strip())
    return replace(found, effects=(*found.effects, told), saying=(*found.saying, READ_BY_STAFF))
