"""Something that we keep is wrong: a name, a number to call, a town, the language. Put right here.

Each answer is the whole correction, so nothing is ever left half corrected.
"""

from __future__ import annotations

from typing import ClassVar

from flows.components.wording import pick_one
from flows.engine.effect import CorrectInterest, Effect, SetPlace
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.world import KeptInterest
from flows.registration.register_interest import AskFirstName, AskHowToReach, ChooseTown
from flows.step_names import StepName

_DETAILS: dict[str, Line] = {
    "first_name": _("First name"),
    "number": _("Number to call"),
    "town": _("Town"),
    "language": _("Language"),
}


class _Correction(Step):
    is_form: ClassVar[bool] = True
    is_owed: ClassVar[bool] = True
    resumes: ClassVar[bool] = False

    def leave(self, talk: Talk) -> Outcome:
        return _left()


def _left() -> Go:
    return Go(StepName.REST, saying=(_("All right."),), finished=True)


class ChooseDetail(_Correction):
    """A name and a number are kept with a registration alone."""

    name = "correct_details.choose"

    def ask(self, talk: Talk) -> Reply:
        kept = _registrations(talk)
        choices = [
            Choice(f"detail:{key}", label)
            for key, label in _DETAILS.items()
            if kept or key in ("town", "language")
        ]
        choices.append(Choice("nothing", _("Nothing")))
        return Reply((_("What do you want to correct?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "nothing":
            return _left()
        if answer.choice is None:
            return Again((pick_one(talk),))
        detail, kept = answer.choice.removeprefix("detail:"), _registrations(talk)
        if detail == "language":
            return Go(StepName.CHOOSE_LANGUAGE, saying=(_("Choose your language."),))
        if len(kept) > 1:
            return Go(ChooseRegistration, {"detail": detail})
        return Go(_ASKED_BY[detail], {"receipt": kept[0].receipt if kept else ""})


class ChooseRegistration(_Correction):
    """On a phone that several share, each registered for themselves."""

    name = "correct_details.which"

    def ask(self, talk: Talk) -> Reply:
        choices = [
            Choice(f"which:{each.receipt}", _offer(talk, each)) for each in _registrations(talk)
        ]
        return Reply((_("In which registration?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice is None:
            return Again((pick_one(talk),))
        receipt = answer.choice.removeprefix("which:")
        return Go(_ASKED_BY[talk.recall("detail")], {"receipt": receipt})


def _registrations(talk: Talk) -> list[KeptInterest]:
    """Those that can still be opened."""
    return [each for each in talk.world.contact.tell_kept().interests if each.receipt]


def _offer(talk: Talk, interest: KeptInterest) -> Line:
    offer = talk.world.programme.offer(interest.offer)
    return offer.title if offer else interest.offer


class CorrectFirstName(_Correction, AskFirstName):
    name = "correct_details.first_name"

    def given(self, talk: Talk, said: str) -> Outcome:
        return _corrected(CorrectInterest(talk.recall("receipt"), first_name=said))


class CorrectNumber(_Correction, AskHowToReach):
    name = "correct_details.number"

    def given(self, talk: Talk, said: str) -> Outcome:
        return _corrected(CorrectInterest(talk.recall("receipt"), reach_by=said))


class CorrectTown(_Correction, ChooseTown):
    """Of a registration, and where we look for them."""

    name = "correct_details.town"

    def given(self, talk: Talk, said: str) -> Outcome:
        receipt = talk.recall("receipt")
        of_registration = (CorrectInterest(receipt, place=said),) if receipt else ()
        return _corrected(SetPlace(said), *of_registration)


def _corrected(*effects: Effect) -> Outcome:
    done = _("Done, it is changed. MY DATA shows what we keep.")
    return Go(StepName.REST, effects=effects, saying=(done,), finished=True)


_ASKED_BY: dict[str, type[Step]] = {
    "first_name": CorrectFirstName,
    "number": CorrectNumber,
    "town": CorrectTown,
}

FLOW = Flow((ChooseDetail, ChooseRegistration, CorrectFirstName, CorrectNumber, CorrectTown))
