"""What is a receiver told, who has no account: by SMS, and on the page behind the link?

Before they accept: need, town, language and by when. After it: what the person agreed to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.engine.referrals import Outcome, ReferralState, Refused, Step, Urgency
from flows.engine.text import Line, Text, _

URGENCIES: Mapping[Urgency, Text] = {
    Urgency.URGENT: _("Urgent"),
    Urgency.SOON: _("Soon"),
    Urgency.NORMAL: _("Not urgent"),
}
REFUSALS: Mapping[Refused, Text] = {
    Refused.FULL: _("We are full now"),
    Refused.WRONG_PLACE: _("It is the wrong place"),
}
OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.HELPED: _("The person was helped"),
    Outcome.NOT_HELPED: _("We could not help the person"),
    Outcome.NOT_COME: _("The person did not come"),
}

STEPS: Mapping[int, Step] = {
    1: Step(ReferralState.ACCEPTED),
    2: Step(ReferralState.REFUSED, why=Refused.FULL),
    3: Step(ReferralState.REFUSED, why=Refused.WRONG_PLACE),
    4: Step(ReferralState.DONE, outcome=Outcome.HELPED),
    5: Step(ReferralState.DONE, outcome=Outcome.NOT_HELPED),
    6: Step(ReferralState.DONE, outcome=Outcome.NOT_COME),
}
"""What a number in an SMS of the receiver means: each its own, so that none counts twice."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a receiver may see before they accept."""

    code: str
    need: Line
    town: Line
    language: str
    urgency: Urgency
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """What they see after it; empty where the person did not agree to that."""

    first_name: str = ""
    phone: str = ""
    words: str = ""


def how_to_answer(code: str) -> Text:
    """By which words they say yes or no."""
    return _("{code} 1: yes. {code} 2: full. {code} 3: wrong place", code=code)


def asked_by_sms(programme: Line, seen: Seen, link: str) -> tuple[Line, ...]:
    """May they send somebody?"""
    lines: tuple[Line, ...] = (
        _(
            "{programme}: can you help somebody? {need}, {town}, speaks {language}. Answer by"
            " {moment}.",
            programme=programme,
            need=seen.need,
            town=seen.town,
            language=seen.language,
            moment=seen.answer_by,
        ),
        how_to_answer(seen.code),
    )
    return (*lines, link) if link else lines


def reminded_by_sms(programme: Line, seen: Seen, link: str) -> tuple[Line, ...]:
    """The same once more, when half of the time is over."""
    lines: tuple[Line, ...] = (
        _(
            "{programme}: we wait for your answer until {moment}.",
            programme=programme,
            moment=seen.answer_by,
        ),
        how_to_answer(seen.code),
    )
    return (*lines, link) if link else lines


def passed_by_sms(code: str, passed: Passed) -> tuple[Line, ...]:
    """Thanks for the yes, and whom to expect."""
    told = [each for each in (passed.first_name, passed.phone, passed.words) if each]
    lines: list[Line] = [_("Thank you. {code}: we tell the person to come.", code=code)]
    if told:
        lines.append(", ".join(told))
    return (*lines, how_to_end(code))


def how_to_end(code: str) -> Text:
    """How to tell what came of it."""
    return _("{code} 4: helped. {code} 5: not helped. {code} 6: did not come", code=code)


def taken_back_by_sms(programme: Line, code: str) -> Text:
    """To a receiver who may have written down what they were told."""
    return _(
        "{programme}: {code} was taken back. Please erase what we told you.",
        programme=programme,
        code=code,
    )


THANKS_FOR_NO: Mapping[Refused, Text] = {
    Refused.FULL: _("Thank you for telling us. We look for another place."),
    Refused.WRONG_PLACE: _("Thank you for telling us. We look for the right place."),
}
THANKS_FOR_OUTCOME = _("Thank you. We have noted it.")
NOT_NOW = _("That does not fit: this is answered already, or its time is over.")


def nothing_waits(code: str) -> Text:
    return _("Nothing waits for your answer under this code: {code}", code=code)


def which_one(codes: str) -> tuple[Line, ...]:
    """Several wait for an answer: whose is it?"""
    return (_("Please write the code, too. These wait: {codes}", codes=codes),)
