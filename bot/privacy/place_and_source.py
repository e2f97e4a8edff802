"""Which town does somebody mean when they name none, and which poster did they come by? Sealed."""

from __future__ import annotations

from bot.privacy.registration import Opens
from bot.privacy.sealing.sealed_columns import PLACE, SOURCE
from bot.privacy.sealing.sealer import Cell, SealFault


def open_place(contact_id: int, sealed: bytes | None, sealer: Opens) -> str | None:
    """None where they never said, or the key that sealed it is gone."""
    return _opened(sealed, PLACE.of(contact_id), sealer)


def open_source(contact_id: int, sealed: bytes | None, sealer: Opens) -> str | None:
    """The same of the poster or link."""
    return _opened(sealed, SOURCE.of(contact_id), sealer)


def _opened(sealed: bytes | None, cell: Cell, sealer: Opens) -> str | None:
    if sealed is None:
        return None
    try:
        return sealer.open(bytes(sealed), cell)
    except SealFault:
        return None
