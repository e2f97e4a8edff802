"""A cell of a table, opened as we could do it ourselves."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from bot.privacy.sealing.sealed_columns import SEALED
from bot.privacy.sealing.sealer import Sealer, SealFault

_COLUMNS = {(each.table, each.column): each for each in SEALED}


def unsealed(sealer: Sealer, table: str, column: str, row: Mapping[str, Any]) -> str | None:
    """What is sealed in it; None where it holds nothing that is, or nothing that opens."""
    known, value = _COLUMNS.get((table, column)), row[column]
    if known is None or not value:
        return None
    try:
        sealed = b64decode(value) if known.as_text else bytes(value)
        return sealer.open(sealed, known.of(row["id"]))
    except (SealFault, ValueError):
        return None
