"""How is JSON written and read on the way of a message and of open data? By orjson, here alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson


def to_json(value: Any, *, as_line: bool = False) -> bytes:
    """Compact JSON in UTF-8; `as_line`: with a line end, as one line of many."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE if as_line else None)


def to_json_text(value: Any, told_as: Callable[[Any], Any] | None = None) -> str:
    """The same for a column or a line of a log; `told_as` makes of what JSON does not know what it
    does, else TypeError."""
    return orjson.dumps(value, default=told_as).decode()


def from_json(text: str | bytes) -> Any:
    """What the text says. Raises ValueError where it is no JSON, or nested beyond all sense."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # Half an emoji, which a phone cut in two, is an escape that only Python's own reads.
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("nested beyond all sense") from None
