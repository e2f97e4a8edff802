"""How is a Python value written in SQLite so that Tortoise and our own SQL read the same?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from bot.database.faults import DatabaseFault

_PLAIN = frozenset((int, bytes, float, bool, type(None)))


def as_sqlite(values: Sequence[Any]) -> tuple[Any, ...]:
    """The values as stored: moments in UTC as text, days as ISO text, the rest as it is.

    A fault for what `checked` refuses; looked at here, since each message writes some forty."""
    return tuple(
        [
            value
            if type(value) in _PLAIN or (type(value) is str and "\0" not in value)
            else _stored(value, values)
            for value in values
        ]
    )


def checked(values: Sequence[Any]) -> Sequence[Any]:
    """The same values; a fault for what one of the two databases would refuse or bend.

    SQLite stores NUL, PostgreSQL refuses it; a moment without a zone means something else in each.
    """
    for value in values:
        if isinstance(value, str):
            if "\0" in value:
                number = values.index(value) + 1
                raise DatabaseFault(f"Value {number} holds a NUL: strip it on the way in.")
        elif isinstance(value, datetime) and value.tzinfo is None:
            number = values.index(value) + 1
            raise DatabaseFault(f"Value {number} is a moment without a time zone.")
    return values


@lru_cache(maxsize=64)
def moment(value: datetime) -> str:
    """A moment as text that sorts by time: always in UTC, in the form that Tortoise reads."""
    # Kept for a little: one turn writes its moment into half a dozen columns.
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(" ")


def _stored(value: Any, values: Sequence[Any]) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return moment(value)
    checked(values)
    return value.isoformat() if isinstance(value, date) else value
