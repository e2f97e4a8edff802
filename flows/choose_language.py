"""Choosing a language: first of all, or taken from a whole request; and again at any step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flows.components.asked import Asked
from flows.components.search_results import look_for, search
from flows.engine.codes import read_bare_code
from flows.engine.effect import AskHuman, HelpReason, SetLocale
from flows.engine.language import BEGUN, BegunLanguage, Language
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.decided import asks_about_us, decided, is_doubtful
from flows.engine.understanding.inside import FREELY_SPELT
from flows.step_names import StepName
from flows.welcome import notice

GREETING = "مرحبا Bienvenue Welcome"
PERSON = "Une personne / A person"
TOLD = "Shukran / Merci / Thank you"
_MOST_LETTERS = 300
"""Of words that we would ask about so many wait for the language: the rest may be a story."""

MOST_LOST = 3
"""After so many messages in which nothing was understood a person is asked for."""


class ChooseLanguage(Step):
    """The same words for everybody, each in the letters its speakers read, so they are not
    translated. By SMS they fit one segment, of 70 letters: a phone that shows no Arabic ones still
    shows the numbers."""

    name = "choose_language.choose"
    wonders = True

    def ask(self, talk: Talk) -> Reply:
        buttons = talk.world.channel.shows_buttons
        choices = tuple(
            Choice(f"lang:{each.code}", each.own_name if buttons else each.short_name)
            for each in _in_order(talk)
        )
        begun = _language_begun(talk, talk.recall(BEGUN))
        if begun is None and not talk.recall("lost"):
            return Reply((GREETING,), choices)
        if begun is not None and talk.recall("lost"):
            return Reply((), choices)
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
    """The first words: a whole request is answered in the language it was written in, and a
    language that they name is spoken.

    Anything less waits for the language, and is answered once we know it: a wish, a need, a place,
    or words that we would ask about.
    """
    if talk.world.language(meaning.choose_language) is not None:
        return chosen(talk, meaning.choose_language or "")
    asked, spoken = Asked.said(talk.world, meaning), _spoken(talk, meaning)
    answer: Outcome | None
    if spoken and asked.need and (asked.place or talk.world.contact.place):
        answer = search(_speaking(talk, spoken.code), meaning)
        if isinstance(answer, Go):
            return _first(talk, spoken.code, answer, (Choice("language", _("Language")),))
    lexicon = talk.world.lexicon
    wish = meaning.label if asks_about_us(meaning, lexicon) else meaning.intent
    if spoken and not meaning.exact and asks_about_us(meaning, lexicon, among_words=True):
        answer = _opened(_speaking(talk, spoken.code), wish, meaning)
        if isinstance(answer, Go):
            return _first(talk, spoken.code, answer, (Choice("language", _("Language")),))
    heard = asked.remember()
    if _can_wait(talk, wish):
        heard["wish"] = wish
    # Short words of a language that we hardly know look like words of another.
    before = None if meaning.exact and spoken else _language_begun(talk, talk.recall(BEGUN))
    if begun := _language_begun(talk, meaning.language) or before:
        return _not_spoken_yet(talk, begun, heard)
    # A name of the directory is asked about as well: "helpcode".
    waits = _is_doubtful(meaning) or bool(asked.words and not asked.need)
    waiting = {"said": talk.heard[:_MOST_LETTERS]} if waits else {}
    if heard.items() - talk.memory.items() or not _is_asked(talk):
        return Go(ChooseLanguage, {**heard, **waiting})
    return _lost(talk, waiting)


def _is_doubtful(meaning: Meaning) -> bool:
    return meaning.possible is not None or is_doubtful(meaning)


def _not_spoken_yet(talk: Talk, begun: BegunLanguage, heard: dict[str, str]) -> Outcome:
    """Said once, with the languages that we speak; then our team sees each of their messages."""
    heard[BEGUN] = begun.code
    if talk.recall(BEGUN) != begun.code:
        return Go(ChooseLanguage, {**heard, "lost": ""})
    if not talk.recall("lost"):
        return _told(talk, heard)
    effects = (AskHuman(HelpReason.ASKED, talk.heard),)
    shown = tuple((number, Choice(key, "")) for number, key in talk.session.offered)
    return Tell(Reply((begun.told,), earlier=shown), effects)


def _language_begun(talk: Talk, code: str | None) -> BegunLanguage | None:
    return next((each for each in talk.world.begun if each.code == code), None)


def _lost(talk: Talk, waiting: Mapping[str, str]) -> Outcome:
    """Nobody is shown the same menu for ever: a person is offered, then told, and then we wait."""
    lost = int(talk.recall("lost") or "0") + 1
    if lost > MOST_LOST:
        return Tell(None)
    if lost == MOST_LOST:
        return _told(talk)
    return Go(ChooseLanguage, {**waiting, "lost": str(lost)})


def _told(talk: Talk, heard: Mapping[str, str] = MappingProxyType({})) -> Outcome:
    """Somebody of ours may speak what they speak; the words go along, sealed."""
    begun = _language_begun(talk, talk.recall(BEGUN))
    effects = (AskHuman(HelpReason.ASKED, talk.heard),)
    said = begun.told if begun else TOLD
    return Go(ChooseLanguage, {**heard, "lost": str(MOST_LOST)}, effects, (said,))


def _spoken(talk: Talk, meaning: Meaning) -> Language | None:
    """The language of the words, where an answer in it is written in their letters too.

    Who types Tunisian in Latin letters reads it in Arabic ones: they are taught at school."""
    spoken = talk.world.language(meaning.language)
    if spoken is None or meaning.language == FREELY_SPELT:
        return spoken
    return spoken if spoken.right_to_left == (meaning.script == "Arab") else None


def _is_asked(talk: Talk) -> bool:
    return talk.session.step == ChooseLanguage.name


def first_code(talk: Talk, meaning: Meaning) -> Outcome:
    """A code before anything else: answered at once. Where its language is only likely, the others
    are asked about below, and the code is answered again in the one they choose."""
    known = talk.world.receipt
    sure = talk.world.language(meaning.language or (known.locale if known else None))
    hint = talk.world.language((talk.world.contact.locale_hint or "").split("-")[0])
    spoken = (sure or hint or talk.spoken_in(meaning)).code
    answer = talk.commands["code"](_speaking(talk, spoken), meaning)
    if isinstance(answer, Aside) and sure is None:
        waiting = {"said": talk.heard[:_MOST_LETTERS]}
        return Go(ChooseLanguage, waiting, answer.effects, answer.saying, locale=spoken)
    go = answer.at(StepName.REST) if isinstance(answer, Aside) else answer
    assert isinstance(go, Go), "a code is told of, or led to"
    return _first(talk, spoken, go, (Choice("language", _("Language")),))


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


def _asked_about(talk: Talk, said: str) -> Outcome | None:
    """What we were not sure of is asked about, now that we know the language."""
    world = talk.world
    if bare := read_bare_code(said):
        return talk.commands["code"](talk, Meaning(rest=bare.code))
    meaning = understand(said, world.lexicon, world.contact.locale)
    meaning = decided(meaning, world.programme.finer_needs, world.lexicon)
    named = search(talk, meaning)
    if isinstance(named, Go):
        return named
    opening = talk.openings.get(meaning.possible or "")
    if opening is not None and opening.maybe is not None:
        return opening.maybe(talk, meaning)
    return talk.commands["otherwise"](talk, meaning)


def _can_wait(talk: Talk, word: str) -> bool:
    """Opens something that can as well be answered once the language is known."""
    opening = talk.openings.get(word)
    return opening is not None and opening.is_wish and opening.command is not language


def _opened(talk: Talk, word: str, meaning: Meaning) -> Outcome | None:
    opening = talk.openings.get(word)
    outcome = opening.command(talk, meaning) if opening else None
    return outcome.at(StepName.REST) if isinstance(outcome, Aside) else outcome


def _speaking(talk: Talk, code: str) -> Talk:
    contact = replace(talk.world.contact, locale=code)
    return replace(talk, world=replace(talk.world, contact=contact))


def _asked_first(talk: Talk, code: str) -> Go:
    """What the first words of all asked for, heard as if they came now; else the menu."""
    now = _speaking(talk, code)
    asked = Asked.remembered(talk.memory)
    outcome: Outcome | None = None
    if wish := talk.recall("wish"):
        outcome = _opened(now, wish, Meaning())
    elif asked.need:
        place = asked.place or now.world.contact.place or ""
        outcome = look_for(now, replace(asked, place=place))
    elif said := talk.recall("said"):
        outcome = _asked_about(replace(now, heard=said), said)
    if isinstance(outcome, Aside) and talk.recall("said"):
        return outcome.at(StepName.REST)
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


FLOW = Flow(
    (ChooseLanguage,),
    (Opening("language", language, at_any_step=True),),
    buttons={"lang": language_button},
    commands={"welcome": welcome, "first_code": first_code},
)
