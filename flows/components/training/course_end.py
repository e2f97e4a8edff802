"""What somebody is told once a training is over: whether they went through it."""

from __future__ import annotations

from flows.components.training.class_messages import CohortWords, Written, signed
from flows.engine.reply import Reply
from flows.engine.text import Line, _


def course_end(told: CohortWords, written: Written, *, through: bool) -> Reply:
    """Once, and without the name of the course on a phone that others read."""
    sender = written.sender
    lines: list[Line] = [_("You went through the whole course.")]
    if not written.discreet:
        lines = [_("You went through the whole course: {course}.", course=told.title)]
    if through:
        centre = told.programme.centre.name
        lines.append(_("Congratulations!"))
        lines.append(_("For the certificate, ask here: {centre}", centre=centre))
    else:
        lines = [_("Your course is over.")]
        if not written.discreet:
            lines = [_("The course is over: {course}.", course=told.title)]
        lines.append(_("It does not count as done: you were not at enough classes."))
        lines.append(_("Is that wrong? Write: HUMAN"))
    return Reply((signed(sender, lines[0]), *lines[1:]))
