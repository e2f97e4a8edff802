"""What is on the screen of who answers: its lines, its choices, and which of them was meant?

And what will be on it, once they are answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.engine.effect import Effect, Say, SetLocale
from flows.engine.enrolments.open_question import OpenQuestion, on_the_screen
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.session import Session
from flows.engine.step import Step, Talk
from flows.engine.step_index import Conversations
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.engine.understanding.screen.choices import Shown, choice_in
from flows.engine.understanding.screen.own_words import without_signature


def choice_on(talk: Talk, step: Step, text: str, meaning: Meaning) -> str | None:
    """The key of the offered choice that was meant: its number, its label, or a word such as NO."""
    offered = dict(talk.session.offered)
    if meaning.option is not None:
        return offered.get(meaning.option)
    if meaning.exact and meaning.intent in offered.values():
        return meaning.intent
    if meaning.exact and meaning.intent == "more" and MORE_NUMBER in offered:
        return offered[MORE_NUMBER]
    question = on_the_screen(talk.world.contact.open_questions, talk.session.offered)
    is_simple = not (step.is_form or step.takes_words or step.keeps_asking)
    if question and is_simple and meaning.exact and meaning.intent in ("yes", "no"):
        agrees = meaning.intent == "yes"
        return next((each.key for each in question.choices if each.agrees is agrees), None)
    shown, lexicon = shown_on(talk, step), talk.world.lexicon
    if question and is_simple:
        shown += _not_yet_in(shown, question, talk)
    # A word that is a number in some language never erases or consents: "KOW" is a name, too.
    only_digits = step.takes_words or step.keeps_asking
    picked = choice_in(text, shown, lexicon, takes_words=only_digits)
    if picked is None and (first := without_signature(text)):
        picked = choice_in(first, shown, lexicon, takes_words=True)
    return picked


def shown_on(talk: Talk, step: Step) -> list[Shown]:
    """The choices on the screen, with the numbers and words they stand there with."""
    reply, locale = step.ask(talk), _spoken(talk)
    return [
        Shown(number, choice.key, talk.world.phrase(choice.label, locale))
        for number, choice in (*reply.earlier, *reply.numbered())
        if (number, choice.key) in talk.session.offered
    ]


def _not_yet_in(shown: list[Shown], question: OpenQuestion, talk: Talk) -> list[Shown]:
    """The answers to a question of ours that stands on the screen beside what the step shows."""
    keys = {each.key for each in shown}
    return [
        Shown(number, choice.key, talk.world.phrase(choice.label, _spoken(talk)))
        for number, choice in enumerate(question.choices, start=1)
        if choice.key not in keys
    ]


def _spoken(talk: Talk) -> str:
    """The language that stands on the screen, though they have not chosen it yet."""
    return talk.world.contact.locale or talk.session.spoken


def in_their_language(effects: Sequence[Effect], talk: Talk) -> tuple[Effect, ...]:
    """Who has chosen no language is answered on in the one they were answered in."""
    spoken = talk.session.spoken
    chosen = any(isinstance(each, SetLocale) for each in effects)
    if talk.world.contact.locale is not None or not spoken or chosen:
        return tuple(effects)
    return tuple(
        replace(each, locale=spoken) if isinstance(each, Say) and each.locale is None else each
        for each in effects
    )


def lines_on(talk: Talk, step: Step | None) -> list[str]:
    """The lines of the question that is on the screen, choices as they are copied."""
    if step is None:
        return []
    locale = _spoken(talk)
    asked = [talk.world.phrase(line, locale) for line in step.ask(talk).lines]
    choices = [f"{each.number} {each.label}" for each in shown_on(talk, step)]
    return [*"\n".join(asked).split("\n"), *choices]


def offered_by(reply: Reply) -> tuple[tuple[int, str], ...]:
    """What each number picks once this is on the screen."""
    numbered = (*reply.earlier, *reply.numbered())
    return tuple((number, choice.key) for number, choice in numbered)


def without_the_list(reply: Reply) -> Reply:
    """The way to the menu alone, while the list that is on the screen goes on picking."""
    shown = (*reply.earlier, *reply.numbered())
    earlier = tuple(pair for pair in shown if pair[0] != MENU_NUMBER)
    return Reply((), (Choice("menu", _("Menu"), MENU_NUMBER),), earlier=earlier)


def with_ways_left_open(
    reply: Reply, before: Session, conversations: Conversations
) -> tuple[tuple[int, str], ...]:
    """The same as `offered_by`; and where the list before is on the screen still, what was offered
    beside it for once ("3 Language"): its number means that until it is shown anew."""
    offered, openings = offered_by(reply), conversations.openings
    left = {(number, choice.key) for number, choice in reply.earlier}
    if not left or not left <= set(before.offered):
        return offered
    taken = {number for number, _key in offered}
    kept = [pair for pair in before.offered if pair[0] not in taken and pair[1] in openings]
    return (*offered, *(pair for pair in kept if openings[pair[1]].at_any_step))
