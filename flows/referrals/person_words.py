"""What is a person told of their referral? Discreetly: others may hold the phone.

A message that comes unasked names neither the service nor the need; the code, written back, tells
all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.engine.referrals import KeptReferral, Outcome, PassedField, ReferralState, Refused, Step
from flows.engine.reply import Choice
from flows.engine.text import Line, Text, _, plural

CONSENT_VERSION = "referral-1"
"""Of `what_is_read` and `consent_question`: another text is another version."""

ASKED_TO_PASS: Mapping[tuple[bool, bool, bool], Text] = {
    # Translators: of a consent.
    (True, True, True): _("your first name, your phone number and what you need"),
    # Translators: of a consent.
    (True, True, False): _("your first name and your phone number"),
    # Translators: of a consent.
    (True, False, True): _("your first name and what you need"),
    # Translators: of a consent.
    (True, False, False): _("your first name"),
    # Translators: of a consent.
    (False, True, True): _("your phone number and what you need"),
    # Translators: of a consent.
    (False, True, False): _("your phone number"),
    # Translators: of a consent.
    (False, False, True): _("what you need"),
    # Translators: of a consent.
    (False, False, False): _("no name and no number"),
}
"""Whole phrases: first name, number, words."""


def named(passed: Iterable[PassedField]) -> Text:
    """What is passed on, as it is said to whom it belongs."""
    each = frozenset(passed)
    return ASKED_TO_PASS[
        PassedField.FIRST_NAME in each, PassedField.PHONE in each, PassedField.WORDS in each
    ]


def what_is_read(receiver: Line, passed: Iterable[PassedField]) -> tuple[Line, ...]:
    """What somebody at the desk agrees to, in their language."""
    return (
        # Translators: of a consent.
        _("We ask {receiver} whether they can help you.", receiver=receiver),
        # Translators: of a consent.
        _("If they say yes, we tell them: {what}.", what=named(passed)),
        # Translators: of a consent.
        _("Before that they see only your language, your town and the kind of help."),
        # Translators: of a consent.
        _("If they say no or do not answer, they keep nothing. You can take it back at any time."),
    )


def consent_question(receiver: Line, passed: Iterable[PassedField]) -> tuple[Line, ...]:
    """The same by a message, to who wrote the code."""
    return (
        # Translators: of a consent.
        _(
            "May we ask {receiver} to help you? If they say yes, we tell them: {what}.",
            receiver=receiver,
            what=named(passed),
        ),
        # Translators: of a consent.
        _("If they say no, they keep nothing. You can take it back."),
    )


def consent_choices(code: str) -> tuple[Choice, Choice]:
    """Yes, and no."""
    return (
        # Translators: of a consent.
        Choice(f"referral:yes.{code}", _("Yes, ask them")),
        # Translators: of a consent.
        Choice(f"referral:no.{code}", _("No")),
    )


def told_of(step: Step, code: str, hours: int) -> Text | None:
    """What the person is written when it takes this step; None where there is nothing to say.

    `hours`: within which the receiver is to answer."""
    match step.to:
        case ReferralState.ASKED:
            return _(
                "Our team wants to ask somebody to help you. To read it and say yes or no,"
                " write: {code}",
                code=code,
            )
        case ReferralState.SENT:
            days = max(1, -(-hours // 24))
            return plural(
                "We have asked. You hear from us within {n} day. To see it or take it back,"
                " write: {code}",
                "We have asked. You hear from us within {n} days. To see it or take it back,"
                " write: {code}",
                days,
                code=code,
            )
        case ReferralState.ACCEPTED:
            return _("They can help you. For where and how, write: {code}", code=code)
        case ReferralState.REFUSED if step.why is Refused.FULL:
            return _(
                "They have no room now. Our team looks for another place. For more, write: {code}",
                code=code,
            )
        case ReferralState.REFUSED:
            return _(
                "It was not the right place. Our team looks for another. For more, write: {code}",
                code=code,
            )
        case ReferralState.SILENT:
            return _(
                "They did not answer us. Our team looks for another way. For more, write: {code}",
                code=code,
            )
        case ReferralState.WITHDRAWN:
            return _("Our team took back what it asked for you. For more, write: {code}", code=code)
    return None


_STANDING: Mapping[ReferralState, Line] = {
    ReferralState.ASKED: _("We wait for your yes. Nothing was passed on."),
    ReferralState.DECLINED: _("You said no. Nothing was passed on."),
    ReferralState.ACCEPTED: _("They can help you."),
    ReferralState.SILENT: _("They did not answer. Our team looks for another way."),
    ReferralState.WITHDRAWN: _("It was taken back. They are told nothing more of you."),
}


def standing(referral: KeptReferral) -> tuple[Line, ...]:
    """How it stands, for who asks."""
    match referral.state:
        case ReferralState.SENT | ReferralState.ACKNOWLEDGED:
            if referral.answer_by is None:
                return (_("They have not answered yet."),)
            return (_("They have not answered yet. They may until {day}.", day=referral.answer_by),)
        case ReferralState.REFUSED if referral.why is Refused.FULL:
            return (_("They have no room now. Our team looks for another place."),)
        case ReferralState.REFUSED:
            return (_("It was not the right place. Our team looks for another."),)
        case ReferralState.DONE:
            return (_CAME_OF_IT[referral.outcome or Outcome.HELPED],)
    return (_STANDING[referral.state],)


_CAME_OF_IT: Mapping[Outcome, Line] = {
    Outcome.HELPED: _("They told us that they helped you."),
    Outcome.NOT_HELPED: _("They told us that they could not help. To tell us more, write: HUMAN."),
    Outcome.NOT_COME: _("They told us that you did not come. To tell us more, write: HUMAN."),
}
