"""Of a need that holds several: which one, when it was only picked from the menu?"""

from __future__ import annotations

from flows.components.asked import Asked
from flows.components.search_results import look_for
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from services_directory.values.entries import FinerNeed


class ChooseFiner(Step):
    """The needs within a category, and all of it."""

    name = "finer_needs.choose"

    def ask(self, talk: Talk) -> Reply:
        choices = [Choice(f"need:{each.code}", each.title) for each in _within(talk)]
        choices.append(Choice(f"need:{talk.recall('need')}", _("All of it")))
        return Reply((_("What exactly?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, need = (answer.choice or "").partition(":")
        if kind == "need":
            return look_for(talk, Asked(need=need, place=talk.recall("place")))
        if answer.meaning.place and not answer.meaning.names_a_need:
            return look_for(talk, Asked(need=talk.recall("need"), place=answer.meaning.place))
        return Again((_("We did not understand."),))


def _within(talk: Talk) -> tuple[FinerNeed, ...]:
    programme, need = talk.world.programme, talk.recall("need")
    return tuple(each for each in programme.finer_needs if each.in_menu and each.category == need)


def from_menu(talk: Talk, asked: Asked) -> Outcome:
    """A need that was picked and not written: its words would have told which."""
    finer = (each for each in talk.world.programme.finer_needs if each.category == asked.need)
    if any(each.in_menu for each in finer):
        return Go(ChooseFiner, asked.remember(), fresh=True)
    return look_for(talk, asked)


FLOW = Flow((ChooseFiner,))
