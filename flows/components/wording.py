"""What is said otherwise where there are buttons to press, or no phone number to keep?"""

from __future__ import annotations

from flows.engine.step import Talk
from flows.engine.text import Line, _


def pick_one(talk: Talk) -> Line:
    """Asked again; people are told of numbers only where numbers are shown."""
    if talk.world.channel.shows_buttons:
        # Translators: never by SMS; it stands above buttons.
        return _("Please press one of the buttons.")
    return _("Please answer with one of the numbers.")


def agree_or_refuse(talk: Talk) -> Line:
    if talk.world.channel.shows_buttons:
        return pick_one(talk)
    return _("Answer 1 to agree, 2 to refuse.")
