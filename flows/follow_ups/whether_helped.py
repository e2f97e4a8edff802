"""Did you get the help you looked for? How was it, or what was in the way, and what is next?

Asked once, and where nobody answers nothing more is ever said. No word of ours names the service:
others may hold the phone.
"""

from __future__ import annotations

from typing import ClassVar

from flows.components.asked import Asked
from flows.components.follow_up import (
    NOT_WANTED,
    OF_CARD,
    OF_REFERRAL,
    about_referral,
    about_service,
    not_wanted,
)
from flows.components.search_results import find, shown
from flows.components.wording import WRITE_HUMAN, pick_one
from flows.engine.effect import AskHuman, Effect, HelpReason
from flows.engine.follow_ups import EndFollowUp, HelpAnswer, KeptFollowUp, RecordAnswer
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import ASKED_AGAIN, Again, Answer, Aside, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, Text, _
from flows.engine.understanding import Meaning
from flows.follow_ups.question import HELPED, IN_ORDER
from flows.step_names import StepName

_A = HelpAnswer

HOW_IT_WAS: dict[HelpAnswer, Text] = {
    _A.GOOD: _("Good"),
    _A.MIDDLING: _("So-so"),
    _A.BAD: _("Bad"),
}
IN_THE_WAY: dict[HelpAnswer, Text] = {
    _A.CLOSED: _("It was closed"),
    _A.NUMBER: _("The number is wrong"),
    _A.REFUSED: _("They refused me"),
    _A.TOO_FAR: _("Too far"),
    _A.MONEY: _("They asked for money"),
    _A.OTHER: _("Something else"),
}
_NO_FAULT = frozenset((_A.TOO_FAR,))
"""Nothing that we say of the service is untrue."""


class _Question(Step):
    is_form: ClassVar[bool] = True
    is_owed: ClassVar[bool] = True

    def leave(self, talk: Talk) -> Outcome:
        return Go(StepName.REST, saying=(_("All right, we ask no more."),), finished=True)


class HowItWas(_Question):
    name = "follow_up.how"

    def ask(self, talk: Talk) -> Reply:
        return Reply((_("How was it?"),), _choices(HOW_IT_WAS))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice not in HOW_IT_WAS:
            return Again((pick_one(talk),))
        said: tuple[Line, ...] = (_("Thank you. It helps others to find good help."),)
        if answer.choice == _A.BAD:
            said = (_("We are sorry. Thank you for telling us."), WRITE_HUMAN)
        counted = RecordAnswer(talk.recall("service"), _A(answer.choice))
        return Go(StepName.REST, effects=(counted,), saying=said, finished=True)


class Obstacle(_Question):
    """What is untrue of a service becomes a report, as if they had said so at its card."""

    name = "follow_up.why"

    def ask(self, talk: Talk) -> Reply:
        return Reply((_("What was in the way?"),), _choices(IN_THE_WAY))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice not in IN_THE_WAY:
            return Again((pick_one(talk),))
        why, service = _A(answer.choice), talk.recall("service")
        effects: tuple[Effect, ...] = (RecordAnswer(service, why),)
        said = _("Thank you for telling us.")
        if why not in _NO_FAULT:
            words = talk.world.phrase(IN_THE_WAY[why], talk.world.programme.languages[0])
            effects = (*effects, AskHuman(HelpReason.WRONG_INFO, words, service))
            said = _("Thank you for telling us. Our team will check it.")
        remember = _what_is_next(talk, service)
        return Go(NextService, remember, effects, (said,), finished=True)


class NextService(Step):
    """The next service for the same need, named only to who asks for it; or a person."""

    name = "follow_up.next"

    def ask(self, talk: Talk) -> Reply:
        other = talk.recall("other")
        choices = [Choice(f"service:{other}", _("Another service"))] if other else []
        choices.append(Choice("human", _("Talk to a person")))
        choices.append(Choice("menu", _("Menu"), MENU_NUMBER))
        return Reply((), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, service = (answer.choice or "").partition(":")
        if kind == "service":
            asked = {"need": talk.recall("need"), "place": talk.recall("place")}
            remember = {"service": service, **asked}
            return Go(StepName.CARD, remember, shown(talk, service), fresh=True)
        return Again((pick_one(talk),))


def _choices(answers: dict[HelpAnswer, Text]) -> tuple[Choice, ...]:
    return tuple(Choice(answer.value, words) for answer, words in answers.items())


def _what_is_next(talk: Talk, service_id: str) -> dict[str, str]:
    """What was found for the need, without the one that did not help."""
    service = talk.world.directory.service(service_id)
    need = talk.recall("need") or (service.category if service else "")
    asked = Asked(need=need, place=talk.recall("place"))
    others = find(talk, asked) if need else ()
    other = next((each.service.id for each in others if each.service.id != service_id), "")
    return {"other": other, **asked.remember()}


def helped(talk: Talk, meaning: Meaning) -> Outcome:
    """The answer to the first question; the link between them and the service ends with it."""
    number, _dot, said = meaning.rest.partition(".")
    kept = talk.world.contact.follow_up
    if kept is None or str(kept.id) != number or said not in set(IN_ORDER):
        return Aside((_("We do not ask about this any more. Thank you."),))
    answer = _A(said)
    effects = (EndFollowUp(kept.id), RecordAnswer(kept.service, answer))
    if answer is _A.NOT_YET:
        return Aside((_("All right. We do not ask again."),), effects)
    if talk.is_in_form:
        # They did not come for this: what they are in the middle of goes on.
        return Aside((_("Thank you."),), effects)
    asking = HowItWas if answer is _A.YES else Obstacle
    return Go(asking, _remembered(kept), effects, fresh=True)


def whether_it_helped(talk: Talk, meaning: Meaning) -> Outcome:
    return Aside((_("Did you get help?"),))


def _remembered(kept: KeptFollowUp) -> dict[str, str]:
    return {"service": kept.service, "need": kept.need, "place": kept.place}


def of_card(talk: Talk, meaning: Meaning) -> Outcome:
    """A button below an older card."""
    return about_service(talk, meaning.rest)


def of_referral(talk: Talk, meaning: Meaning) -> Outcome:
    return about_referral(talk, meaning.rest)


def dont_ask(talk: Talk, meaning: Meaning) -> Outcome:
    return not_wanted(talk)


FLOW = Flow(
    (HowItWas, Obstacle, NextService),
    buttons={HELPED: helped, OF_CARD: of_card, OF_REFERRAL: of_referral, NOT_WANTED: dont_ask},
    answers=frozenset((HELPED, NOT_WANTED)),
    commands={f"{ASKED_AGAIN}{HELPED}": whether_it_helped},
)
