"""What is asked of a course that is over, and the answers there are, for people and for staff."""

from __future__ import annotations

from flows.components.training.class_messages import CohortWords, Written, signed
from flows.engine.enrolments.opinions import OpinionQuestion
from flows.engine.reply import Choice, Reply
from flows.engine.text import Line, Text, _

OPINION = "opinion"
"""How the button of an answer to the first question begins."""

ANSWERS: dict[OpinionQuestion, dict[str, Text]] = {
    OpinionQuestion.USEFUL: {
        "1": _("Very useful"),
        "2": _("A little useful"),
        "3": _("Not useful"),
    },
    OpinionQuestion.RECOMMEND: {
        "1": _("Yes, to everybody"),
        "2": _("To some people"),
        "3": _("No, to nobody"),
    },
}
"""By the number that is kept."""


def first_question(told: CohortWords, enrolment_id: int, written: Written) -> Reply:
    """Asked of ourselves. By SMS the name of the course falls away where it takes too much room."""
    sender = written.sender
    choices = useful_choices(enrolment_id)
    without = Reply((signed(sender, _("Was your course useful for you?")), NAMELESS), choices)
    if written.discreet:
        return without
    asked = _("Was the course useful for you: {course}?", course=told.title)
    return Reply(
        (signed(sender, asked), NAMELESS),
        choices,
        at_most_segments=written.segments,
        shorter=without,
    )


# Translators: three questions follow, and nobody learns who answered what.
NAMELESS: Line = _("3 questions, without your name.")


def useful_choices(enrolment_id: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{OPINION}:{enrolment_id}.{number}", words)
        for number, words in ANSWERS[OpinionQuestion.USEFUL].items()
    )
