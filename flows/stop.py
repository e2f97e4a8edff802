"""STOP: no more messages, at once, in every language; asked about inside a longer text."""

from __future__ import annotations

from flows.engine.effect import StopMessages
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName

REMINDERS_OF_STOP = 2


class ConfirmStop(Step):
    name = "stop.confirm"

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("stop:yes", _("Yes, stop")), Choice("stop:no", _("No")))
        return Reply((_("Do you want us to stop all messages?"),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "stop:yes":
            return stop(talk, answer.meaning)
        if answer.choice == "stop:no":
            return Go(StepName.REST, saying=(_("Nothing was changed."),))
        return Again()


class Stopped(Step):
    """Where somebody stands who said STOP: the two ways on, erasing being one."""

    name = "stop.stopped"

    def ask(self, talk: Talk) -> Reply:
        # Translators: an SMS of one segment; people may write the words in their own language.
        said = _(
            "You get no more messages. To begin again, write: START. To erase all, write: ERASE."
        )
        return Reply((said,))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        return stopped(talk, answer.meaning)


def stop(talk: Talk, meaning: Meaning) -> Outcome:
    """Needs no language: it is answered in the word's own, and nothing else is asked."""
    if talk.world.contact.locale is not None:
        return Go(Stopped, effects=(StopMessages(),), fresh=True, finished=True)
    spoken = talk.world.language(meaning.language)
    locale = spoken.code if spoken else talk.world.languages[0].code
    return Tell(Stopped().ask(talk), (StopMessages(),), locale)


def maybe_stop(talk: Talk, meaning: Meaning) -> Outcome:
    return Go(ConfirmStop)


def stopped(talk: Talk, meaning: Meaning) -> Outcome:
    """Told how to begin again, but not for ever: the other side may be a machine that answers."""
    told = int(talk.recall("told") or "0")
    if told >= REMINDERS_OF_STOP:
        return Tell(None)
    if talk.world.contact.locale is None:
        return Tell(None)
    return Go(Stopped, {"told": str(told + 1)}, back=True)


FLOW = Flow(
    (ConfirmStop, Stopped),
    {"stop": stop, "maybe_stop": maybe_stop, "stopped": stopped},
)
