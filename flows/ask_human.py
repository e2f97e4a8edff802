"""HUMAN: a request for the resource centre's staff, and an honest word on when they answer."""

from __future__ import annotations

from flows.components.retention_words import months_kept
from flows.components.wording import agree_or_refuse
from flows.engine.effect import AskHuman, GiveConsent, HelpReason, Purpose
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from services_directory.values.schedules import OpeningState, opening

CONSENT_VERSION = "answer-3"
"""2: says "this chat" where we know no number. 3: "a way to write to you here", not a link."""


class KeepNumber(Step):
    """A guest is forgotten after a silence; an answer may take longer, so they may agree to it."""

    name = "ask_human.keep_number"

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("keep:agree", _("I agree")), Choice("keep:refuse", _("I do not agree")))
        return Reply((_may_we_keep(talk),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "keep:agree":
            agreed = (GiveConsent(Purpose.FOLLOW_UP, CONSENT_VERSION),)
            return Go("main_menu.rest", effects=agreed, saying=(_("Thank you."),), finished=True)
        if answer.choice == "keep:refuse":
            said = plural(
                "Your request is deleted after {n} hour without a message.",
                "Your request is deleted after {n} hours without a message.",
                talk.world.programme.retention.guest_hours,
            )
            return Go("main_menu.rest", saying=(said,), finished=True)
        return Again((agree_or_refuse(talk),))


def _may_we_keep(talk: Talk) -> Line:
    months = months_kept(talk.world.programme)
    if talk.world.channel.knows_number:
        # Translators: an SMS; a consent: what is kept, why, how long.
        return plural(
            "May we keep your number for {n} month, so that somebody can answer you?",
            "May we keep your number for {n} months, so that somebody can answer you?",
            months,
        )
    # Translators: never by SMS; a consent: what is kept, why, how long.
    return plural(
        "May we keep a way to write to you here for {n} month, so that somebody can answer you?",
        "May we keep a way to write to you here for {n} months, so that somebody can answer you?",
        months,
    )


def ask_human(talk: Talk, meaning: Meaning) -> Outcome:
    """The request is made at once; only keeping it beyond the conversation is asked about."""
    said = (_("We have told our team that you want to talk to a person."), *when(talk))
    step = KeepNumber if talk.world.contact.guest else "main_menu.rest"
    return Go(step, effects=(AskHuman(HelpReason.ASKED),), saying=said)


def when(talk: Talk) -> tuple[Line, ...]:
    """When somebody will answer, from the centre's own hours; nothing is promised beyond them."""
    programme, world = talk.world.programme, talk.world
    centre = programme.centre
    hours = opening(centre.opening_hours, world.now, programme.timezone, programme.country)
    lines: list[Line] = []
    if hours.state is OpeningState.CLOSED and hours.opens_at is not None:
        lines.append(_("The centre is closed now. It opens {when}.", when=hours.opens_at))
    lines.append(
        plural(
            "Somebody answers within {n} working day.",
            "Somebody answers within {n} working days.",
            centre.answers_within_days,
        )
    )
    if centre.phone is not None:
        lines.append(_("You can also call {number}.", number=centre.phone.digits))
    return tuple(lines)


FLOW = Flow((KeepNumber,), commands={"human": ask_human})
