"""Which number does a row get that must not tell when, or after whom, it was written?"""

from __future__ import annotations

import secrets

ROW_ID_BITS = 53
"""What every program that reads our JSON still holds exactly."""


def draw_row_id() -> int:
    """Never the same twice, for all that will ever be stored; tells nothing of the order."""
    return secrets.randbits(ROW_ID_BITS)
