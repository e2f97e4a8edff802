"""What did somebody say that they want to talk about? Sealed with the request, for staff alone."""

from __future__ import annotations

from bot.privacy.sealing import Sealer, SealFault

REQUEST_WORDS = "request words"
"""What they are sealed as; see `Sealer.seal`."""


def words_of(sealed: bytes | None, sealer: Sealer) -> str:
    """ "" where nothing was said, or the key that sealed it is gone."""
    if sealed is None:
        return ""
    try:
        return sealer.open(bytes(sealed), REQUEST_WORDS)
    except SealFault:
        return ""
