"""An answer beside the conversation: after it, what somebody was asked is asked again."""

from __future__ import annotations

from flows.engine.effect import Effect
from flows.engine.step import Go, Talk
from flows.engine.text import Line
from flows.step_names import StepName

_QUESTIONS = (
    "register_interest.",
    "feedback.",
    "ask_human.",
    "my_data.confirm",
    StepName.CONFIRM_STOP,
)
"""Beginnings of the names of steps that are gone through to their end."""


def is_asked(talk: Talk) -> bool:
    """Somebody is in the middle of what is gone through to its end."""
    return (talk.session.step or "").startswith(_QUESTIONS)


def aside(talk: Talk, *saying: Line, effects: tuple[Effect, ...] = ()) -> Go:
    """Say this; whoever was in the middle of something is asked again, and nothing is lost."""
    if talk.session.step is not None and is_asked(talk):
        return Go(talk.session.step, effects=effects, saying=saying)
    return Go(StepName.REST, effects=effects, saying=saying)
