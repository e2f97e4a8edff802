"""Which code does somebody show at a counter, or print on a certificate? Not to be misread."""

from __future__ import annotations

import secrets

from flows.engine.codes import CERTIFICATE_GROUPS, FIRST_LETTERS, OTHER_LETTERS, check_letter

RECEIPT_GROUPS = 2


def new_receipt() -> str:
    """A code to show at a counter, such as "K7M-X4T"; 1.8 million of them."""
    return _draw(RECEIPT_GROUPS)


def new_certificate_code() -> str:
    """A code that anybody may ask about, and nobody guesses; 6 × 10¹³ of them."""
    return _draw(CERTIFICATE_GROUPS)


def _draw(groups: int) -> str:
    drawn = [
        secrets.choice(FIRST_LETTERS)
        + secrets.choice(OTHER_LETTERS)
        + secrets.choice(OTHER_LETTERS)
        for _group in range(groups)
    ]
    begins = "-".join(drawn)[:-1]
    return begins + check_letter(begins)
