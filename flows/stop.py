"""STOP: nothing unasked from now on, at once, in every language; asked about where in doubt."""

from __future__ import annotations

from flows.components.wording import pick_one
from flows.engine.effect import StopMessages
from flows.engine.enrolments.states import CURRENT
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Opening, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName


class ConfirmStop(Step):
    name = "stop.confirm"
    is_form = True
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = [Choice("stop:yes", _("Yes, stop")), Choice("stop:no", _("No"))]
        if _courses(talk):
            choices.append(Choice("stop:course", _("Leave the course")))
        return Reply((_("Do you want us to stop all messages?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "stop:yes":
            return stop(talk, answer.meaning)
        if answer.choice == "stop:no":
            return Go(StepName.REST, saying=(_("Nothing was changed."),))
        if answer.choice == "stop:course":
            return _to_their_course(talk)
        return Again((pick_one(talk),))

    def leave(self, talk: Talk) -> Outcome:
        """ "Enough" is as likely a yes as a no."""
        return Again((pick_one(talk),))


def _courses(talk: Talk) -> list[str]:
    """Whoever is in one may mean its list by "take me off the list"."""
    return [str(each.id) for each in talk.world.contact.own_enrolments if each.state in CURRENT]


def _to_their_course(talk: Talk) -> Outcome:
    mine = _courses(talk)
    if len(mine) > 1:
        return Go(StepName.WHICH_COURSE, fresh=True)
    return Go(StepName.MY_COURSE, {"enrolment": mine[0]} if mine else {}, fresh=True)


def stop(talk: Talk, meaning: Meaning) -> Outcome:
    """Needs no language: it is answered in the word's own, and nothing else is asked.

    What they write next is heard like anything else."""
    # Translators: an SMS of one segment; people may write the words in their own language.
    said = _("You get no more messages. To begin again, write: START. To erase all, write: ERASE.")
    effects = (StopMessages(),)
    if talk.world.contact.locale is not None:
        return Go(StepName.REST, effects=effects, saying=(said,), finished=True)
    spoken = talk.spoken_in(meaning)
    return Tell(Reply((said,)), effects, spoken.code)


def maybe_stop(talk: Talk, meaning: Meaning) -> Outcome:
    return Go(ConfirmStop)


FLOW = Flow((ConfirmStop,), (Opening("stop", stop, maybe=maybe_stop),))
