"""Which fields of a form that was sent did somebody write in? The others are picks, and what the
page carried along."""

from __future__ import annotations

from collections.abc import Iterable

from admin.forms.merging import SEEN

TEXTS = frozenset({"words", "note", "notes", "title", "text", "name", "description"})
"""Fields that are written in, however short, by the beginning of their names."""


def written_in(fields: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Their names: to be read and mended before the form is sent once more."""
    return frozenset(name for name, value in fields if name != SEEN and _is_written(name, value))


def _is_written(name: str, value: str) -> bool:
    is_text = any(letter.isspace() or not letter.isascii() for letter in value.strip())
    return bool(value.strip()) and (is_text or name.partition("_")[0] in TEXTS)
