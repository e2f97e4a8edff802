"""What of my registration? Its state by code or phone, taking it back, changing what was said."""

from __future__ import annotations

from flows.about_us import WRITE_HUMAN
from flows.ask_human import ask_about
from flows.components.aside import aside
from flows.components.centre_hours import when
from flows.components.receipt_code import read_receipt
from flows.components.wording import pick_one
from flows.engine.effect import AskHuman, CancelInterest, HelpReason
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.world import KeptInterest
from flows.step_names import StepName

_ENOUGH_WORDS = 4
"""Words of a message that may say what is to be changed, beside the wish to change it."""


def my_case(talk: Talk, meaning: Meaning) -> Outcome:
    """By the code, if one was written; else everything that this phone registered for."""
    kept, code = talk.world.contact.tell_kept().interests, read_receipt(talk.heard)
    asked = [each for each in kept if code in (None, each.receipt)]
    if code and not asked:
        return aside(
            talk, _("We do not know this code from this phone: {code}", code=code), WRITE_HUMAN
        )
    if not asked:
        return aside(talk, *_nothing_kept(talk), WRITE_HUMAN)
    said = [line for each in asked for line in _state(talk, each)]
    return aside(talk, *said, WRITE_HUMAN)


def _state(talk: Talk, each: KeptInterest) -> tuple[Line, ...]:
    """What we know, which is little: there are no dates of courses here."""
    registered = _(
        "{offer}, code {receipt}: registered on {day}.",
        offer=_title(talk, each),
        receipt=each.receipt,
        day=each.recorded_on,
    )
    if each.is_done:
        return registered, _("Our team has seen to it.")
    return registered, _("We know no date yet. If there is news, we tell you.")


def _title(talk: Talk, each: KeptInterest) -> Line:
    offer = talk.world.programme.offer(each.offer)
    return offer.title if offer else each.offer


def _nothing_kept(talk: Talk) -> tuple[Line, ...]:
    none = _("We have no registration from this phone.")
    if talk.session.paused is None:
        return (none,)
    return none, _("You began one and did not finish it. To go on, write: MENU")


class ConfirmCancel(Step):
    """Which one, and whether: a wish is taken back by its number or its button alone."""

    name = "my_registration.cancel"

    def ask(self, talk: Talk) -> Reply:
        kept = talk.world.contact.tell_kept().interests
        choices = [Choice(f"cancel:{each.receipt}", _title(talk, each)) for each in kept]
        choices.append(Choice("keep", _("None, keep them all")))
        return Reply((_("Which registration do you want to cancel?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        receipt = (answer.choice or "").removeprefix("cancel:")
        if answer.choice == "keep":
            return Go(StepName.REST, saying=(_("Nothing was changed."),), finished=True)
        if not receipt:
            return Again((pick_one(talk),))
        done = _("Cancelled. We have erased this registration: {code}", code=receipt)
        return Go(StepName.REST, {}, (CancelInterest(receipt),), (done,), finished=True)


def cancel_registration(talk: Talk, meaning: Meaning) -> Outcome:
    """In the middle of one, that one is left; nothing of it was kept yet."""
    if (talk.session.step or "").startswith("register_interest."):
        left = _("Your registration is left. We have kept nothing of it.")
        return Go(StepName.REST, saying=(left,), fresh=True, finished=True)
    if not talk.world.contact.tell_kept().interests:
        return aside(talk, *_nothing_kept(talk), WRITE_HUMAN)
    return Go(ConfirmCancel)


def change_details(talk: Talk, meaning: Meaning) -> Outcome:
    """Our team changes it: another number, name or time could be anybody's wish."""
    told = talk.heard if len(talk.heard.split()) >= _ENOUGH_WORDS else ""
    request = (AskHuman(HelpReason.CHANGE, told),)
    said = (_("We have told our team that something has to be changed."), *when(talk))
    if told:
        return aside(talk, *said, effects=request)
    return ask_about(HelpReason.CHANGE, said)


FLOW = Flow(
    (ConfirmCancel,),
    {
        "my_case": my_case,
        "cancel_registration": cancel_registration,
        "change_details": change_details,
    },
)
