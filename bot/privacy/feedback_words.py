"""What did somebody say of a service, or of us? Sealed together, for the page of staff alone."""

from __future__ import annotations

from typing import NamedTuple

from bot.privacy.sealing.sealed_columns import FEEDBACK
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.values.json_text import from_json, to_json_text


class Said(NamedTuple):
    """`service` None: of Dalil itself."""

    words: str = ""
    service: str | None = None


def seal_feedback(row_id: int, said: Said, sealer: Sealer) -> bytes:
    """For the row of this number."""
    return sealer.seal(to_json_text(said._asdict()), FEEDBACK.of(row_id))


def open_feedback(row_id: int, sealed: bytes | None, sealer: Sealer) -> Said:
    """Nothing said, where the key that sealed it is gone."""
    if sealed is None:
        return Said()
    try:
        return Said(**from_json(sealer.open(bytes(sealed), FEEDBACK.of(row_id))))
    except SealFault:
        return Said()
