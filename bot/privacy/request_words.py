"""What did somebody say that they want to talk about? Sealed with the request, for staff alone."""

from __future__ import annotations

from bot.privacy.sealing.sealed_columns import REQUEST_WORDS
from bot.privacy.sealing.sealer import Sealer, SealFault


def words_of(request_id: int, sealed: bytes | None, sealer: Sealer) -> str:
    """ "" where nothing was said, or the key that sealed it is gone."""
    if sealed is None:
        return ""
    try:
        return sealer.open(bytes(sealed), REQUEST_WORDS.of(request_id))
    except SealFault:
        return ""
