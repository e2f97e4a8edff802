"""How long things are kept, as it is told to people before they agree."""

from __future__ import annotations

from flows.engine.text import Text, plural
from services_directory.values.entries import Programme


def guest_days(programme: Programme) -> int:
    """Days, the last one begun, that a guest is kept after their last message."""
    return -(-programme.retention.guest_hours // 24)


def months_kept(programme: Programme) -> int:
    """Whole months a contact is kept after they agreed to it last."""
    return programme.retention.contact_days // 30


def erased_after_agreeing(programme: Programme) -> Text:
    """What somebody who agreed is told of the end."""
    return plural(
        "We erase it {n} month after you agreed.",
        "We erase it {n} months after you agreed.",
        months_kept(programme),
    )
