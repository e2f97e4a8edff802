"""Which code does somebody show at a counter? Short, and not to be misread."""

from __future__ import annotations

import secrets

# No 0 O Q, 1 I L, B 8, S 5, Z 2, G 6, nor vowels, which make words; a group begins with a letter,
# so that a code inside an Arabic sentence is one run from left to right.
_FIRST = "CDFHJKMNPRTVWXY"


_OTHERS = _FIRST + "34679"


RECEIPT_GROUPS = 2


def new_receipt() -> str:
    """A code to show at a counter, such as "K7M-X4T"; 36 million of them."""
    groups = (
        secrets.choice(_FIRST) + secrets.choice(_OTHERS) + secrets.choice(_OTHERS)
        for _group in range(RECEIPT_GROUPS)
    )
    return "-".join(groups)
