"""A person and their referral: yes or no, how it stands, and taking it back."""

from __future__ import annotations

from flows.components.follow_up import heard_of_follow_up, offered_for_referral
from flows.components.service_lines import phones, where
from flows.components.wording import WRITE_HUMAN, pick_one
from flows.engine.effect import AnswerReferral, WithdrawReferral
from flows.engine.referrals import OPEN, WAITING, KeptReferral, ReferralState
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.referrals.person_words import (
    consent_choices,
    consent_question,
    named,
    standing,
)
from flows.step_names import StepName


def referral_of(talk: Talk, code: str) -> KeptReferral | None:
    """One of theirs, by its code."""
    return next((each for each in talk.world.contact.referrals if each.code == code), None)


def line_of(referral: KeptReferral) -> Line:
    """Which one, in a list."""
    return _("{service}, code {code}", service=referral.receiver, code=referral.code)


class ShowReferral(Step):
    """How it stands, where to go once they said yes, and the way to take it back."""

    name = "my_referral.shown"
    is_owed = True
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        referral = referral_of(talk, talk.recall("referral"))
        menu = Choice("menu", _("Menu"), MENU_NUMBER)
        if referral is None:
            return Reply((_("We have nothing under this code any more."),), (menu,))
        lines = [line_of(referral), *standing(referral)]
        if referral.state is ReferralState.ACCEPTED:
            lines += _where_to_go(talk, referral)
        if referral.state is ReferralState.ACCEPTED:
            lines.append(_("Passed on: {what}.", what=named(referral.passed)))
        elif referral.state in WAITING:
            lines.append(_("If they say yes, we tell them: {what}.", what=named(referral.passed)))
        choices: tuple[Choice, ...] = (menu,)
        if referral.state is ReferralState.ASKED:
            lines = [*consent_question(referral.receiver, referral.passed)]
            choices = (*consent_choices(referral.code), menu)
        elif referral.state in OPEN:
            offered = offered_for_referral(talk, referral.code, referral.service)
            choices = (Choice(f"withdraw:{referral.code}", _("Take it back")), *offered, menu)
        return Reply((*lines, WRITE_HUMAN), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, value = (answer.choice or "").partition(":")
        if kind == "referral":
            return _answered(talk, value)
        if kind == "withdraw":
            return _withdrawn(talk, value)
        return heard_of_follow_up(talk, answer.choice) or Again((pick_one(talk),))


def _where_to_go(talk: Talk, referral: KeptReferral) -> list[Line]:
    service = talk.world.directory.service(referral.service)
    if service is None:
        return []
    return [where(service, talk.world.directory), *phones(service)]


def _answered(talk: Talk, value: str) -> Outcome:
    """Yes or no, and of which referral: "yes.K7M-X4T"."""
    said, _dot, code = value.partition(".")
    referral = referral_of(talk, code)
    if referral is None:
        return Aside((_("We have nothing under this code any more."),))
    if referral.state is not ReferralState.ASKED:
        return Aside(standing(referral))
    agrees = said == "yes"
    done = _("Thank you. We ask them, and tell you what they say. Your code: {code}", code=code)
    if not agrees:
        done = _("All right. Nothing was passed on. For another way, write: HUMAN.")
    effect = AnswerReferral(code, agrees)
    if agrees and (offered := offered_for_referral(talk, code, referral.service)):
        # An SMS in Arabic has no room for a way to the menu as well.
        menu = (Choice("menu", _("Menu"), MENU_NUMBER),) if talk.world.channel.shows_buttons else ()
        return Tell(Reply((done,), (*offered, *menu)), (effect,), leaves=True)
    return Go(StepName.REST, {}, (effect,), (done,), finished=True)


def _withdrawn(talk: Talk, code: str) -> Outcome:
    referral = referral_of(talk, code)
    if referral is None or referral.state not in OPEN:
        return Aside((_("We have nothing under this code any more."),))
    done = _("Taken back. Your name and number were not passed on: {code}", code=code)
    if referral.state is ReferralState.ACCEPTED:
        done = _("Taken back. We ask them to erase what we told them: {code}", code=code)
    return Go(StepName.REST, {}, (WithdrawReferral(code),), (done,), finished=True)


def answer_button(talk: Talk, meaning: Meaning) -> Outcome:
    """A button of a question that is no longer on the screen."""
    return _answered(talk, meaning.rest)


def withdraw_button(talk: Talk, meaning: Meaning) -> Outcome:
    return _withdrawn(talk, meaning.rest)


FLOW = Flow((ShowReferral,), buttons={"referral": answer_button, "withdraw": withdraw_button})
