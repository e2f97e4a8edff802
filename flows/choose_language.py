"""Choosing a language: first of all, and again at any step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.ask_human import ask_human
from flows.components.search_results import Asked, look_for
from flows.engine.effect import SetLocale
from flows.engine.language import Language
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Command, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.get_help import get_help
from flows.give_feedback import feedback
from flows.my_data import my_data
from flows.register_interest import register
from flows.welcome import notice

ASKED_FIRST: Mapping[str, Command] = {
    "human": ask_human,
    "my_data": my_data,
    "help": get_help,
    "register": register,
    "feedback": feedback,
}
"""Wishes that are still fulfilled when somebody had to choose a language in between."""

GREETING = "Marhba / Bienvenue / Welcome"


class ChooseLanguage(Step):
    """The same words for everybody, in letters any phone can show, so they are not translated."""

    name = "choose_language.choose"

    def ask(self, talk: Talk) -> Reply:
        buttons = talk.world.channel.shows_buttons
        choices = tuple(
            Choice(f"lang:{each.code}", each.own_name if buttons else each.plain_name)
            for each in _in_order(talk)
        )
        return Reply((GREETING,), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        picked = (answer.choice or "").removeprefix("lang:") or answer.meaning.choose_language
        if talk.world.language(picked) is None:
            return Again(missed=False)
        return chosen(talk, picked or "")


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
        return Go(talk.session.step or "main_menu.choose", effects=effects)
    if not talk.session.history:
        return Go("main_menu.choose", effects=effects, fresh=True)
    before = talk.session.history[-1]
    return Go(before.step, remember=before.memory, effects=effects, fresh=True, back=True)


def _begin(talk: Talk, code: str) -> Outcome:
    first = _asked_first(talk, code)
    # Nothing before the language is worth going back to.
    return replace(
        first,
        effects=(SetLocale(code), *first.effects),
        saying=(*notice(talk), *first.saying),
        fresh=True,
        back=True,
    )


def _asked_first(talk: Talk, code: str) -> Go:
    """What the first words of all asked for, heard as if they came now; else the menu."""
    contact = replace(talk.world.contact, locale=code)
    now = replace(talk, world=replace(talk.world, contact=contact))
    need, place = talk.recall("need"), talk.recall("place")
    outcome: Outcome | None = None
    if wish := ASKED_FIRST.get(talk.recall("wish")):
        outcome = wish(now, Meaning())
    elif need:
        outcome = look_for(now, Asked(need=need, place=place or contact.place or ""))
    if isinstance(outcome, Go):
        return outcome
    return Go("main_menu.choose", {"place": place} if place else {})


def language(talk: Talk, meaning: Meaning) -> Outcome:
    """ "français", "/language": a language named is spoken at once, otherwise the menu asks."""
    if meaning.choose_language and talk.world.language(meaning.choose_language):
        return chosen(talk, meaning.choose_language)
    said = () if talk.world.contact.locale is None else (_("Choose your language."),)
    return Go(ChooseLanguage, saying=said)


def language_button(talk: Talk, meaning: Meaning) -> Outcome:
    return language(talk, Meaning(choose_language=meaning.rest))


FLOW = Flow((ChooseLanguage,), {"language": language, "lang": language_button})
