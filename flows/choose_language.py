"""Choosing a language: first of all, or taken from a whole request; and again at any step."""

from __future__ import annotations

from dataclasses import replace

from flows.answers import ANSWERS
from flows.components.asked import Asked
from flows.components.search_results import look_for, search
from flows.engine.effect import AskHuman, HelpReason, SetLocale
from flows.engine.language import BegunLanguage, Language
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.engine.understanding.decided import asks_about_us
from flows.step_names import StepName
from flows.welcome import notice

GREETING = "Marhba / Bienvenue / Welcome"
PERSON = "Une personne / A person"
TOLD = "Shukran / Merci / Thank you"
MOST_LOST = 3
"""After so many messages in which nothing was understood a person is asked for."""


class ChooseLanguage(Step):
    """The same words for everybody, in letters any phone can show, so they are not translated."""

    name = "choose_language.choose"

    def ask(self, talk: Talk) -> Reply:
        buttons = talk.world.channel.shows_buttons
        choices = tuple(
            Choice(f"lang:{each.code}", each.own_name if buttons else each.plain_name)
            for each in _in_order(talk)
        )
        begun = _language_begun(talk, talk.recall("begun"))
        if begun is None and not talk.recall("lost"):
            return Reply((GREETING,), choices)
        person = Choice("person", begun.person if begun else PERSON)
        return Reply((begun.cannot if begun else GREETING,), (*choices, person))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "person":
            return _told(talk)
        picked = (answer.choice or "").removeprefix("lang:") or answer.meaning.choose_language
        if talk.world.language(picked) is not None:
            return chosen(talk, picked or "")
        if talk.world.contact.locale is None:
            return welcome(talk, answer.meaning)
        return Again(missed=False)


def _in_order(talk: Talk) -> list[Language]:
    """The programme's order; what the phone is set to comes first, but nothing is assumed."""
    hint = (talk.world.contact.locale_hint or "").split("-")[0]
    return sorted(talk.world.languages, key=lambda language: language.code != hint)


def chosen(talk: Talk, code: str) -> Outcome:
    """Speak `code` from here on: on with what was asked, or with what was written first."""
    if talk.world.contact.locale is None:
        return _begin(talk, code)
    effects = (SetLocale(code),)
    if talk.session.step != ChooseLanguage.name:
        return Go(talk.session.step or StepName.MENU, effects=effects)
    if not talk.session.history:
        return Go(StepName.MENU, effects=effects, fresh=True)
    before = talk.session.history[-1]
    return Go(before.step, remember=before.memory, effects=effects, fresh=True, back=True)


def welcome(talk: Talk, meaning: Meaning) -> Outcome:
    """The first words: a whole request is answered in the language it was written in.

    Anything less waits for the language, and is answered once we know it: a wish, a need, a place.
    """
    asked, spoken = Asked.said(talk.world, meaning), _spoken(talk, meaning)
    if spoken and asked.need and (asked.place or talk.world.contact.place):
        answer = search(_speaking(talk, spoken.code), meaning)
        if isinstance(answer, Go):
            return _first(talk, spoken.code, answer, (Choice("language", _("Language")),))
    wish = meaning.label if asks_about_us(meaning) else meaning.intent
    if spoken and not meaning.exact and asks_about_us(meaning, among_words=True):
        answer = ANSWERS[wish](_speaking(talk, spoken.code), meaning)
        if isinstance(answer, Go):
            return _first(talk, spoken.code, answer, (Choice("language", _("Language")),))
    heard = asked.remember()
    if wish in ANSWERS:
        heard["wish"] = wish
    if begun := _language_begun(talk, meaning.language):
        heard["begun"] = begun.code
    if heard or not _is_asked(talk):
        return Go(ChooseLanguage, heard)
    return _lost(talk)


def _language_begun(talk: Talk, code: str | None) -> BegunLanguage | None:
    return next((each for each in talk.world.begun if each.code == code), None)


def _lost(talk: Talk) -> Outcome:
    """Nobody is shown the same menu for ever: a person is offered, then told, and then we wait."""
    lost = int(talk.recall("lost") or "0") + 1
    if lost > MOST_LOST:
        return Tell(None)
    if lost == MOST_LOST:
        return _told(talk)
    return Go(ChooseLanguage, {"lost": str(lost)})


def _told(talk: Talk) -> Outcome:
    """Somebody of ours may speak what they speak; the words go along, sealed."""
    begun = _language_begun(talk, talk.recall("begun"))
    effects = (AskHuman(HelpReason.ASKED, talk.heard),)
    said = begun.told if begun else TOLD
    return Go(ChooseLanguage, {"lost": str(MOST_LOST)}, effects, (said,))


def _spoken(talk: Talk, meaning: Meaning) -> Language | None:
    """The language of the words, where an answer in it is written in their letters too."""
    spoken = talk.world.language(meaning.language)
    is_read = spoken is not None and spoken.right_to_left == (meaning.script == "Arab")
    return spoken if is_read else None


def _is_asked(talk: Talk) -> bool:
    return talk.session.step == ChooseLanguage.name


def _begin(talk: Talk, code: str) -> Outcome:
    return _first(talk, code, _asked_first(talk, code))


def _first(talk: Talk, code: str, answer: Go, beside: tuple[Choice, ...] = ()) -> Go:
    """The first answer of all, and who we are: above it, and below where each letter costs."""
    below = notice(talk) if talk.world.channel.bills_segments else ()
    above = () if below else notice(talk)
    # Nothing before the language is worth going back to.
    return replace(
        answer,
        effects=(SetLocale(code), *answer.effects),
        saying=(*above, *answer.saying),
        ending=(*answer.ending, *below),
        beside=beside,
        fresh=True,
        back=True,
    )


def _speaking(talk: Talk, code: str) -> Talk:
    contact = replace(talk.world.contact, locale=code)
    return replace(talk, world=replace(talk.world, contact=contact))


def _asked_first(talk: Talk, code: str) -> Go:
    """What the first words of all asked for, heard as if they came now; else the menu."""
    now = _speaking(talk, code)
    asked = Asked.remembered(talk.memory)
    outcome: Outcome | None = None
    if wish := ANSWERS.get(talk.recall("wish")):
        outcome = wish(now, Meaning())
    elif asked.need:
        place = asked.place or now.world.contact.place or ""
        outcome = look_for(now, replace(asked, place=place))
    if isinstance(outcome, Go):
        return outcome
    return Go(StepName.MENU, {"place": asked.place} if asked.place else {})


def language(talk: Talk, meaning: Meaning) -> Outcome:
    """ "français", "/language": a language named is spoken at once, otherwise the menu asks."""
    if meaning.choose_language and talk.world.language(meaning.choose_language):
        return chosen(talk, meaning.choose_language)
    said = () if talk.world.contact.locale is None else (_("Choose your language."),)
    return Go(ChooseLanguage, saying=said)


def language_button(talk: Talk, meaning: Meaning) -> Outcome:
    return language(talk, Meaning(choose_language=meaning.rest))


FLOW = Flow((ChooseLanguage,), {"welcome": welcome, "language": language, "lang": language_button})
