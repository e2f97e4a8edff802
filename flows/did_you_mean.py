""" "Did you mean …?": what is only likely is asked about, and never acted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.components.asked import Asked, titled
from flows.components.offers import kind_for
from flows.components.search_results import (
    categories_of_words,
    look_for,
    named_in_full,
    perhaps_named,
    search,
    shown,
)
from flows.engine.codes import read_code
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.decided import is_doubtful, likely, need_of
from flows.engine.understanding.model.labels import INTENTS_OF, NEEDS
from flows.step_names import StepName

MOST_OFFERED = 3


class DidYouMean(Step):
    """The likeliest meanings, by what they are called in the menu or in the directory."""

    name = "did_you_mean.choose"
    wonders = True

    def ask(self, talk: Talk) -> Reply:
        offered = ((key, _title(talk, key)) for key in talk.recall("options").split())
        choices = [Choice(key, title) for key, title in offered if title is not None]
        choices.append(Choice("menu", _("Something else")))
        return Reply((_("Did you mean:"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, value = (answer.choice or "").partition(":")
        if kind == "service":
            return Go(StepName.CARD, {"service": value}, shown(talk, value), fresh=True)
        if kind == "need":
            asked = Asked.remembered(talk.memory)
            return look_for(talk, Asked(need=value, place=asked.place, wishes=asked.wishes))
        if kind == "meant" and (opening := talk.openings.get(value)):
            # A number was written just now, and the words before it are not kept.
            outcome = opening.command(replace(talk, heard=""), Meaning(value, exact=True))
            return outcome.at(StepName.REST) if isinstance(outcome, Aside) else outcome
        if answer.meaning.place and not answer.meaning.names_a_need:
            # The town belongs to whichever of them is meant.
            return Go(DidYouMean, {"place": answer.meaning.place})
        return Again((_("We did not understand."),))


def _title(talk: Talk, key: str) -> Line | None:
    kind, _colon, value = key.partition(":")
    if kind == "service":
        service = talk.world.directory.service(value)
        return service.name if service else None
    if kind == "need":
        need = talk.world.programme.need(value)
        return need.title if need else None
    opening = talk.openings.get(value)
    return opening.title if opening else None


def otherwise(talk: Talk, meaning: Meaning) -> Outcome:
    """What answers no question of ours: a code, a need, a name; else what may be meant is asked."""
    if code := read_code(talk.heard):
        return talk.commands["code"](talk, Meaning(rest=code))
    if service := named_in_full(talk, meaning):
        return Go(StepName.CARD, {"service": service.id}, shown(talk, service.id), fresh=True)
    if meaning.label == "register" and kind_for(
        next(iter(meaning.topics), ""), talk.world.programme
    ):
        # What the model only thinks likely, a need we can register for says as well.
        return talk.commands["register"](talk, meaning)
    is_title = bool(titled(talk.world, meaning))
    if is_doubtful(meaning) and not is_title and meaning.elsewhere is None:
        return _named_as_well(talk, meaning) or _asking(talk, meaning, _meanings(talk, meaning))
    found = search(talk, meaning)
    if isinstance(found, Again) and not found.saying:
        return _asking(talk, meaning, _names(talk, meaning))
    return found


def _named_as_well(talk: Talk, meaning: Meaning) -> Outcome | None:
    """The directory has the words where the model looks for them: two that agree are believed."""
    if meaning.topics:
        return None
    named = search(talk, meaning)
    if not isinstance(named, Again):
        return named
    need = need_of(meaning.label, talk.world.programme.finer_needs)
    category = INTENTS_OF.get(meaning.label, meaning.label)
    if meaning.label not in NEEDS or category not in categories_of_words(talk, meaning):
        return None
    return look_for(talk, replace(Asked.said(talk.world, meaning), need=need))


def _meanings(talk: Talk, meaning: Meaning) -> Iterator[str]:
    """What the model thinks likeliest, what the words speak of, and what else is likely."""
    finer = talk.world.programme.finer_needs
    thought = [
        f"need:{need_of(label, finer)}" if label in NEEDS else f"meant:{label}"
        for label in likely(meaning)
    ]
    yield from thought[:1]
    yield from (f"meant:{word}" for word in meaning.beside)
    yield from (f"need:{topic}" for topic in meaning.topics[:1])
    yield from thought[1:]
    yield from (f"need:{topic}" for topic in meaning.topics[1:])


def _names(talk: Talk, meaning: Meaning) -> Iterator[str]:
    yield from (f"service:{each.id}" for each in perhaps_named(talk, meaning))


def _asking(talk: Talk, meaning: Meaning, options: Iterator[str]) -> Outcome:
    known = [each for each in dict.fromkeys(options) if _title(talk, each) is not None]
    if not known:
        return Again()
    said = Asked.said(talk.world, meaning)
    offered = " ".join(known[:MOST_OFFERED])
    remember = {**said.remember(), "options": offered}
    return Go(DidYouMean, remember, fresh=True)


FLOW = Flow((DidYouMean,), commands={"otherwise": otherwise})
