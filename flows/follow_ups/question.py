"""The one question that is asked of ourselves, as it is written to somebody."""

from __future__ import annotations

from flows.components.training.class_messages import signed
from flows.engine.follow_ups import HelpAnswer
from flows.engine.reply import Choice, Reply
from flows.engine.text import _
from services_directory.values.local_text import LocalText

HELPED = "helped"
"""How the button of an answer begins."""

IN_ORDER = (HelpAnswer.YES, HelpAnswer.NO, HelpAnswer.NOT_YET)


def whether_helped(follow_up_id: int, sender: LocalText | str) -> Reply:
    """It names nothing, whoever reads it. `sender`: said by SMS, since a number says nothing."""
    # Translators: an SMS in one segment with its three choices; in Arabic 70 letters in all.
    asked = _("Did you get help?")
    return Reply((signed(sender, asked),), answers_to(follow_up_id))


def answers_to(follow_up_id: int) -> tuple[Choice, ...]:
    """Whether they got help."""
    yes, no, not_yet = (f"{HELPED}:{follow_up_id}.{each.value}" for each in IN_ORDER)
    return (
        Choice(yes, _("Yes"), agrees=True),
        Choice(no, _("No"), agrees=False),
        Choice(not_yet, _("Not tried yet")),
    )
