"""What somebody at the desk is told: read aloud to them, printed for them, sent to them."""

from __future__ import annotations

from datetime import date

from flows.components.retention_words import months_kept
from flows.engine.text import Line, Text, _, plural
from services_directory.values.entries import Programme

YOUR_CODE = _("Your code")
REGISTERED_FOR = _("Registered for")
WHERE = _("Place")
HOW_TO_ASK = _("Show this code here, or send it to us, to know more.")


def what_is_read(programme: Programme) -> Text:
    """What they agree to; another text is another `CONSENT_VERSION` (bot/contacts/walk_in.py)."""
    # Translators: a consent: what is kept, why, how long, who sees it.
    return plural(
        "We keep what you tell us here for {n} month, only to reach you about this. Only our team"
        " sees it, unless you agree anew. You can take it back at any time, here or by a message.",
        "We keep what you tell us here for {n} months, only to reach you about this. Only our team"
        " sees it, unless you agree anew. You can take it back at any time, here or by a message.",
        months_kept(programme),
    )


def registered_by_us(programme: Line, offer: Line, receipt: str) -> Text:
    """The same by SMS as on the paper, and how to end it."""
    return _(
        "{programme}: registered for {offer}. Your code: {receipt}. To stop, write: STOP",
        programme=programme,
        offer=offer,
        receipt=receipt,
    )


def given_on(day: date) -> Text:
    return _("On {day}", day=day)
