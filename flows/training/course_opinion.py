"""What somebody thinks of a course that is over: three questions, the first one asked unasked.

Each answer is kept by itself, and without their name, so that it counts where they stop midway.
"""

from __future__ import annotations

from typing import ClassVar

from flows.components.training.opinion_words import ANSWERS, OPINION
from flows.components.wording import pick_one
from flows.engine.effect import GiveOpinion
from flows.engine.enrolments.opinions import IN_ORDER, OpinionQuestion
from flows.engine.enrolments.states import TOOK_PART
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from flows.training.answer import NOT_IN_IT, enrolment_of

WORDS_KEPT = 1000
_THANKS = _("Thank you. It helps us to make the next course better.")


class _Question(Step):
    is_form: ClassVar[bool] = True
    is_owed: ClassVar[bool] = True

    def leave(self, talk: Talk) -> Outcome:
        said = _("All right, we stop here. What you answered is kept without your name.")
        stop = _("To get no more messages at all, write: STOP")
        return Go(StepName.REST, saying=(said, stop), fresh=True, finished=True)


class Recommend(_Question):
    name = "training.recommend"

    def ask(self, talk: Talk) -> Reply:
        choices = ANSWERS[OpinionQuestion.RECOMMEND].items()
        question = _("Would you recommend this course?")
        return Reply((question,), tuple(Choice(number, words) for number, words in choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice is None:
            return Again((pick_one(talk),))
        return Go(OneChange, effects=(_given(talk, OpinionQuestion.RECOMMEND, answer.choice),))


class OneChange(_Question):
    name = "training.one_change"
    takes_words = True
    takes_all_words = True

    def ask(self, talk: Talk) -> Reply:
        question = _("What should be different next time? Write it in your words.")
        return Reply((question,), (Choice("skip", _("Nothing to add")),))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        words = "" if answer.choice == "skip" else answer.words[:WORDS_KEPT]
        given = _given(talk, OpinionQuestion.CHANGE, words)
        return Go(StepName.REST, effects=(given,), saying=(_THANKS,), fresh=True, finished=True)


def _given(talk: Talk, question: OpinionQuestion, said: str) -> GiveOpinion:
    return GiveOpinion(int(talk.recall("enrolment")), question, said)


def useful(talk: Talk, meaning: Meaning) -> Outcome:
    """The answer to the first question, and on to the first that they have not answered. Who is in
    the middle of something else is asked no more: they did not come for this."""
    enrolment_id, _dot, said = meaning.rest.partition(".")
    enrolment = enrolment_of(talk, enrolment_id)
    is_known = said in ANSWERS[OpinionQuestion.USEFUL]
    if enrolment is None or enrolment.state not in TOOK_PART or not is_known:
        return Aside((NOT_IN_IT,))
    if enrolment.opinions == len(IN_ORDER):
        return Aside((_("You have answered already. Thank you."),))
    given = (GiveOpinion(enrolment.id, OpinionQuestion.USEFUL, said),)
    if talk.is_in_form:
        return Aside((_THANKS,), given)
    following = OneChange if enrolment.opinions == len(IN_ORDER) - 1 else Recommend
    return Go(following, {"enrolment": enrolment_id}, effects=given, fresh=True)


FLOW = Flow(
    (Recommend, OneChange),
    buttons={OPINION: useful},
    answers=frozenset((OPINION,)),
)
