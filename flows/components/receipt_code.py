"""Is there a receipt's code in what somebody wrote, such as "K7M-X4T" or "k7m x4t"?"""

from __future__ import annotations

import re

from services_directory.values.normalise import fold

FIRST_LETTERS = "CDFHJKMNPRTVWXY"
OTHER_LETTERS = FIRST_LETTERS + "34679"
"""No 0 O Q, 1 I L, B 8, S 5, Z 2, G 6, nor vowels, which make words; a group begins with a letter,
so that a code inside an Arabic sentence is one run from left to right."""

_GROUP = f"[{FIRST_LETTERS}][{OTHER_LETTERS}]{{2}}"
_CODE = re.compile(rf"(?<!\w)({_GROUP})[ -]?({_GROUP})(?!\w)")


def read_receipt(words: str) -> str | None:
    """The first code, as it is written on a receipt; None where there is none."""
    found = _CODE.search(fold(words).upper())
    return f"{found[1]}-{found[2]}" if found else None
