"""What of my registration? Its state by code or phone, taking it back, changing what was said."""

from __future__ import annotations

from dataclasses import replace

from flows.ask_human import ask_about
from flows.components.centre_hours import when
from flows.components.training.cohort_choices import words_of
from flows.components.training.seat_names import course_of
from flows.components.training.seat_states import line_of
from flows.components.wording import WRITE_HUMAN, pick_one
from flows.engine.codes import fits, read_certificate_code, read_code
from flows.engine.effect import AskHuman, CancelInterest, HelpReason
from flows.engine.enrolments.states import CURRENT
from flows.engine.referrals import OPEN, KeptReferral
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.world import KeptInterest
from flows.referrals.my_referral import ShowReferral, referral_of
from flows.referrals.my_referral import line_of as line_of_referral
from flows.referrals.person_words import standing as how_it_stands
from flows.registration.interest_states import standing, state_of
from flows.registration.receipt_in_hand import ShowReceipt, told_of_receipt
from flows.step_names import StepName

_ENOUGH_WORDS = 4
"""Words of a message that may say what is to be changed, beside the wish to change it."""


def my_case(talk: Talk, meaning: Meaning) -> Outcome:
    """By the code, if one was written; else everything that this phone registered for. Who has a
    seat, or waits for one, asks about that."""
    if code := read_code(talk.heard):
        return of_code(talk, Meaning(rest=code))
    if any(each.state in CURRENT for each in talk.world.contact.enrolments):
        return talk.commands["my_course"](talk, meaning)
    asked, referred = talk.world.contact.tell_kept().interests, talk.world.contact.referrals
    if not asked and referred:
        return Go(ShowReferral, {"referral": referred[-1].code})
    if not asked:
        return Aside((*_nothing_kept(talk), WRITE_HUMAN))
    said = [line for each in asked for line in _state(talk, each)]
    for each in referred:
        said += [line_of_referral(each), *how_it_stands(each)]
    return Aside((*said, WRITE_HUMAN))


def of_code(talk: Talk, meaning: Meaning) -> Outcome:
    """What a code belongs to, whatever it is of; where a question waits, it is asked again."""
    code = meaning.rest
    if read_certificate_code(code):
        return talk.commands["check_certificate"](replace(talk, heard=code), meaning)
    if referral_of(talk, code):
        return _shown(talk, code)
    course = next((each for each in talk.world.contact.enrolments if each.receipt == code), None)
    if course is not None and course.state in CURRENT:
        return talk.commands["show_course"](talk, Meaning(rest=str(course.id)))
    asked = [each for each in talk.world.contact.tell_kept().interests if each.receipt == code]
    if asked:
        return Aside((*_state(talk, asked[0]), WRITE_HUMAN))
    if talk.world.receipt is not None and talk.world.receipt.interest.receipt == code:
        told = tuple(told_of_receipt(talk))
        return Aside(told) if talk.is_in_form else Go(ShowReceipt, fresh=True)
    unknown = _("We do not know this code from this phone: {code}", code=code)
    mistyped = _("Please look at the code again, a letter is not right: {code}", code=code)
    return Aside((unknown if fits(code) else mistyped, WRITE_HUMAN))


def _shown(talk: Talk, code: str) -> Outcome:
    if not talk.is_in_form:
        return Go(ShowReferral, {"referral": code})
    referral = talk.world.contact.referrals
    return Aside(
        tuple(
            line
            for each in referral
            if each.code == code
            for line in (line_of_referral(each), *how_it_stands(each))
        )
    )


def _state(talk: Talk, each: KeptInterest) -> tuple[Line, ...]:
    """What we know, which is little: there are no dates of courses here."""
    registered = _(
        "{offer}, code {receipt}: registered on {day}.",
        offer=_title(talk, each),
        receipt=each.receipt,
        day=each.recorded_on,
    )
    return registered, seat_of(talk, each) or standing(*state_of(each.state, each.not_possible))


def seat_of(talk: Talk, interest: KeptInterest) -> Line | None:
    """What became of a wish: the seat that came of it last, in the words of every place that tells
    it; None where none did."""
    enrolments = talk.world.contact.enrolments
    came = [each for each in enrolments if each.receipt and each.receipt == interest.receipt]
    cohort = talk.world.trainings.cohort(came[-1].cohort_id) if came else None
    if cohort is None:
        return None
    return line_of(came[-1], course_of(talk, came[-1], cohort), words_of(talk, cohort))


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
    is_owed = True

    def ask(self, talk: Talk) -> Reply:
        kept = talk.world.contact.tell_kept().interests
        choices = [Choice(f"cancel:{each.receipt}", _title(talk, each)) for each in kept]
        choices += [
            Choice(f"withdraw:{each.code}", line_of_referral(each)) for each in _referred(talk)
        ]
        choices.append(Choice("keep", _("None, keep them all")))
        return Reply((_("Which registration do you want to cancel?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if (answer.choice or "").startswith("withdraw:"):
            return ShowReferral().hear(talk, answer)
        receipt = (answer.choice or "").removeprefix("cancel:")
        if answer.choice == "keep":
            return Go(StepName.REST, saying=(_("Nothing was changed."),), finished=True)
        if not receipt:
            return Again((pick_one(talk),))
        done = _("Cancelled. We have erased this registration: {code}", code=receipt)
        return Go(StepName.REST, {}, (CancelInterest(receipt),), (done,), finished=True)


def _referred(talk: Talk) -> list[KeptReferral]:
    """What can still be taken back of what was passed on."""
    return [each for each in talk.world.contact.referrals if each.state in OPEN]


def cancel_registration(talk: Talk, meaning: Meaning) -> Outcome:
    """In the middle of one, that one is left, where nothing else could be meant; who has a seat and
    no registration may mean that."""
    is_kept = bool(talk.world.contact.tell_kept().interests or _referred(talk))
    if (talk.session.step or "").startswith("register_interest.") and not is_kept:
        left = _("Your registration is left. We have kept nothing of it.")
        return Go(StepName.REST, saying=(left,), fresh=True, finished=True)
    if not is_kept and any(each.state in CURRENT for each in talk.world.contact.enrolments):
        return talk.commands["my_course"](talk, meaning)
    if not is_kept:
        return Aside((*_nothing_kept(talk), WRITE_HUMAN))
    return Go(ConfirmCancel)


def change_details(talk: Talk, meaning: Meaning) -> Outcome:
    """Our team changes it: another number, name or time could be anybody's wish."""
    told = talk.heard if len(talk.heard.split()) >= _ENOUGH_WORDS else ""
    request = (AskHuman(HelpReason.CHANGE, told),)
    said = (_("We have told our team that something has to be changed."), *when(talk))
    if told:
        return Aside(said, request)
    return ask_about(HelpReason.CHANGE, said)


FLOW = Flow(
    (ConfirmCancel,),
    (
        Opening("my_case", my_case, _("My registration"), finer_than="register"),
        Opening(
            "cancel_registration",
            cancel_registration,
            _("Cancel my registration"),
            finer_than="register",
        ),
        Opening(
            "change_details", change_details, _("Change my registration"), finer_than="register"
        ),
    ),
    commands={"code": of_code},
)
