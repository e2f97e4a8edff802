"""What do several conversations say alike: pick one, agree or refuse, and left midway?"""

from __future__ import annotations

from flows.engine.step import Go, Talk
from flows.engine.text import Line, _
from flows.step_names import StepName


def pick_one(talk: Talk) -> Line:
    """Asked again; people are told of numbers only where numbers are shown."""
    if talk.world.channel.shows_buttons:
        # Translators: never by SMS; it stands above buttons.
        return _("Please press one of the buttons.")
    return _("Please answer with one of the numbers.")


def pick_or_write(talk: Talk) -> tuple[Line, ...]:
    """Said of a list of needs or services where an answer made no sense."""
    if talk.world.channel.shows_buttons:
        # Translators: never by SMS; it stands above buttons.
        how = _("Press a button, or write what you need and your town.")
    else:
        how = _("Pick a number, or write what you need and your town.")
    return _("We did not understand."), how


def left_form() -> Go:
    """CANCEL inside a registration, a rating …: it is left, and nothing else is stopped."""
    said = (
        _("All right, we stop here. None of these answers is kept."),
        _("To get no more messages at all, write: STOP"),
    )
    return Go(StepName.REST, saying=said, fresh=True, finished=True)


def agree_or_refuse(talk: Talk) -> Line:
    if talk.world.channel.shows_buttons:
        return pick_one(talk)
    # Translators: of a consent.
    return _("Answer 1 to agree, 2 to refuse.")


WRITE_HUMAN: Line = _("To talk to a person, write: HUMAN.")
