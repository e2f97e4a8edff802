"""Who changed a value of a service last, and when?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from admin.pages.conflicts import Change as LastChange
from services_directory.storage.history import Change


def changed_by(changes: Sequence[Change], told: Iterable[str]) -> LastChange | None:
    """The latest change of one of these values, "phone" or "name.fr"; None where none is known."""
    names = set(told)
    found = next((each for each in changes if names & each.fields.keys()), None)
    return LastChange(found.who, found.happened_at) if found else None
