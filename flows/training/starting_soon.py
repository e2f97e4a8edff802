"""What can be learnt soon: every cohort that enrols, the next to begin first, of all courses."""

from __future__ import annotations

from flows.components.asked import Asked
from flows.components.offers import begin, kinds
from flows.components.search_results import look_for
from flows.components.training.cohort_choices import starting
from flows.components.wording import pick_one
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.values.entries import OfferKind

_BY_SMS, _BY_BUTTONS = 3, 8


class StartingSoon(Step):
    """A page of them; whoever can come to none may be told of others, as long as any is offered."""

    name = "training.starting"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        cohorts = talk.world.trainings.enrolling(talk.world.now)
        size = _BY_SMS if talk.world.channel.bills_segments else _BY_BUTTONS
        first = int(talk.recall("page") or "0") * size
        if first >= len(cohorts):
            first = 0
        choices = [
            Choice(f"cohort:{each.id}", starting(talk, each))
            for each in cohorts[first : first + size]
        ]
        if OfferKind.TRAINING in kinds(talk.world.programme):
            label = _("None of these, tell me of others") if cohorts else _("Tell me when one does")
            choices.append(Choice("later", label))
        if talk.recall("another"):
            choices.append(Choice(f"need:{talk.recall('another')}", _("Who else teaches")))
        if first + size < len(cohorts):
            choices.append(Choice("more", _("More"), MORE_NUMBER))
        choices.append(Choice("menu", _("Menu"), MENU_NUMBER))
        said = _("These trainings start soon:") if cohorts else _("No training starts soon.")
        return Reply((said,), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, cohort_id = (answer.choice or "").partition(":")
        if kind == "cohort":
            return Go(StepName.COHORT, {"cohort": cohort_id})
        if kind == "need":
            return look_for(talk, Asked(need=cohort_id))
        if answer.choice == "later":
            return begin(talk, OfferKind.TRAINING)
        if answer.choice == "more":
            return Go(StartingSoon, {"page": str(int(talk.recall("page") or "0") + 1)})
        return Again((pick_one(talk),))


def starting_soon(talk: Talk, meaning: Meaning) -> Outcome:
    """At any time; a town that was named before stays known for a registration."""
    return Go(StartingSoon, {"town": meaning.place} if meaning.place else {}, fresh=True)


FLOW = Flow(
    (StartingSoon,),
    (Opening("starting_soon", starting_soon, _("Trainings: what starts soon"), before_needs=True),),
)
