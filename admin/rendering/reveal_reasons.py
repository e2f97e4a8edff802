"""Why does somebody of staff look at a number? One of few reasons: the trail outlives an
erasure, so it holds no words about anybody."""

from __future__ import annotations

from enum import StrEnum

from flows.engine.text import Text, _


class WhyRevealed(StrEnum):
    """PASSED_ON is never asked: it is what a receiver's link and a referral are for."""

    TO_CALL = "to_call"
    DANGER = "danger"
    ANOTHER = "another"
    PASSED_ON = "passed_on"


ASKED_WHY: dict[WhyRevealed, Text] = {
    WhyRevealed.TO_CALL: _("To call them back"),
    WhyRevealed.DANGER: _("Somebody may be in danger"),
    WhyRevealed.ANOTHER: _("Another reason"),
}
"""As a press each."""

WHY_REVEALED: dict[str, Text] = {
    **{each.value: words for each, words in ASKED_WHY.items()},
    WhyRevealed.PASSED_ON.value: _("To pass them on to a service"),
}
"""As the trail tells it."""
