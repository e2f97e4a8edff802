"""HUMAN: a request for the resource centre's staff, and an honest word on when they answer."""

from __future__ import annotations

from flows.engine.effect import AskHuman, HelpReason
from flows.engine.step import Flow, Go, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from services_directory.schedules import OpeningState, opening


def ask_human(talk: Talk, meaning: Meaning) -> Outcome:
    saying = (_("We have told our team that you want to talk to a person."), *when(talk))
    return Go("main_menu.rest", effects=(AskHuman(HelpReason.ASKED),), saying=saying)


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
            "Somebody answers within {n} hour of opening time.",
            "Somebody answers within {n} hours of opening time.",
            centre.answers_within_hours,
        )
    )
    if centre.phone is not None:
        lines.append(_("You can also call {number}.", number=centre.phone.digits))
    return tuple(lines)


FLOW = Flow(commands={"human": ask_human})
