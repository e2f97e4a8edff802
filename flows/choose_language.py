"""Choosing a language: first of all, and again at any step."""

from __future__ import annotations

from flows.engine.effect import SetLocale
from flows.engine.language import Language
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.finding import Asked, results
from flows.welcome import notice

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
    effects = (SetLocale(code),)
    if talk.world.contact.locale is None:
        return _begin(talk, effects)
    if talk.session.step != ChooseLanguage.name:
        return Go(talk.session.step or "main_menu.choose", effects=effects)
    if not talk.session.history:
        return Go("main_menu.choose", effects=effects, fresh=True)
    before = talk.session.history[-1]
    return Go(before.step, remember=before.memory, effects=effects, fresh=True, back=True)


def _begin(talk: Talk, effects: tuple[SetLocale, ...]) -> Outcome:
    need, place = talk.recall("need"), talk.recall("place")
    if need:
        found = results(talk, Asked(need=need, place=place))
        return Go(
            found.step,
            remember=found.remember,
            effects=(*effects, *found.effects),
            saying=(*notice(talk), *found.saying),
            fresh=True,
            back=True,
        )
    remember = {"place": place} if place else {}
    # Nothing before the language is worth going back to.
    return Go("main_menu.choose", remember, effects, notice(talk), fresh=True, back=True)


def language(talk: Talk, meaning: Meaning) -> Outcome:
    """ "français", "/language": a language named is spoken at once, otherwise the menu asks."""
    if meaning.choose_language and talk.world.language(meaning.choose_language):
        return chosen(talk, meaning.choose_language)
    said = () if talk.world.contact.locale is None else (_("Choose your language."),)
    return Go(ChooseLanguage, saying=said)


def language_button(talk: Talk, meaning: Meaning) -> Outcome:
    return language(talk, Meaning(choose_language=meaning.rest))


FLOW = Flow((ChooseLanguage,), {"language": language, "lang": language_button})
