"""How long things are kept, as it is told to people before they agree."""

from __future__ import annotations

from services_directory.values.entries import Programme


def months_kept(programme: Programme) -> int:
    """Whole months a contact is kept after their last message, once they agreed to anything."""
    return programme.retention.contact_days // 30
