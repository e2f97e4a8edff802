"""Whose number is it that a gateway writes as it likes: national, bare, or with a plus?"""

from __future__ import annotations

from services_directory.values.phones import read_phones

# Shorter ones are short codes, which nobody can be answered on.
_SHORTEST_FOREIGN = 8


def read_sender(written: str, country: str) -> str | None:
    """The number in E.164; None for a name or a short code, which cannot be answered.

    Without a plus or 00 it is one of `country` (ISO code) if it can be, or else one of abroad."""
    written = written.strip()
    return _number(written, country) or (
        _number("+" + written, country) if _bare(written) else None
    )


def _bare(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) >= _SHORTEST_FOREIGN


def _number(written: str, country: str) -> str | None:
    phones = read_phones(written, country) or ()
    return phones[0].e164 or None if len(phones) == 1 else None
