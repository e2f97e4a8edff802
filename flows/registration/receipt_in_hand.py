"""A registration whose code was written from another phone; one of the desk can be bound to it."""

from __future__ import annotations

from flows.engine.effect import BindReceipt, GiveConsent, Purpose
from flows.engine.enrolments.kept import Lent
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.registration.interest_states import standing, state_of
from flows.registration.register_interest import AskConsent
from flows.step_names import StepName

CONSENT_VERSION = "bind-1"

BIND = Choice("bind", _("Write to me on this phone"))
GONE = _("We have nothing under this code any more.")


class ShowReceipt(Step):
    """What it is for and how that stands; never whose it is."""

    name = "receipt.shown"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        menu = Choice("menu", _("Menu"), MENU_NUMBER)
        known = talk.world.receipt
        if known is None:
            return Reply((GONE,), (menu,))
        is_by_code = known.lent is Lent.BY_CODE
        return Reply(tuple(told_of_receipt(talk)), (BIND, menu) if is_by_code else (menu,))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == BIND.key:
            return Go(BindPhone)
        return Again((_("We did not understand."),))


def told_of_receipt(talk: Talk) -> list[Line]:
    known = talk.world.receipt
    if known is None:
        return [GONE]
    each = known.interest
    registered = _(
        "{offer}, code {receipt}: registered on {day}.",
        offer=_title(talk),
        receipt=each.receipt,
        day=each.recorded_on,
    )
    return [registered, standing(*state_of(each.state, each.not_possible))]


def _title(talk: Talk) -> Line:
    code = talk.world.receipt.interest.offer if talk.world.receipt else ""
    offer = talk.world.programme.offer(code)
    return offer.title if offer else code


class BindPhone(AskConsent):
    """Whoever lends a phone does not mean to be written to, so it is asked whose it is."""

    name = "receipt.bind"
    resumes = False

    def ask(self, talk: Talk) -> Reply:
        if talk.world.receipt is None:
            return Reply((GONE,), (Choice("menu", _("Menu"), MENU_NUMBER),))
        # Translators: of a consent.
        whose = _("Is this phone yours? Then we write here about: {course}.", course=_title(talk))
        agree, refuse = super().ask(talk).choices
        return Reply((whose, self.what_is_kept(talk)), (agree, refuse))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "consent:refuse":
            return Go(StepName.REST, saying=(_("Nothing was changed."),), fresh=True, finished=True)
        return super().hear(talk, answer)

    def agreed(self, talk: Talk) -> Outcome:
        if talk.world.receipt is None:
            return Go(StepName.REST, saying=(GONE,), fresh=True, finished=True)
        effects = (
            GiveConsent(Purpose.INTEREST, CONSENT_VERSION),
            BindReceipt(talk.world.receipt.interest.receipt),
        )
        done = _("Done, from now on we write to you here. For your classes, write: MYCLASS")
        return Go(StepName.REST, effects=effects, saying=(done,), fresh=True, finished=True)


FLOW = Flow((ShowReceipt, BindPhone))
