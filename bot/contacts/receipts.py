"""Which code does somebody show at a counter? Short, and not to be misread."""

from __future__ import annotations

import secrets

from flows.components.receipt_code import FIRST_LETTERS, OTHER_LETTERS

RECEIPT_GROUPS = 2


def new_receipt() -> str:
    """A code to show at a counter, such as "K7M-X4T"; 36 million of them."""
    groups = (
        secrets.choice(FIRST_LETTERS)
        + secrets.choice(OTHER_LETTERS)
        + secrets.choice(OTHER_LETTERS)
        for _group in range(RECEIPT_GROUPS)
    )
    return "-".join(groups)
