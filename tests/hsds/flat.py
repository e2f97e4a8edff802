"""Every fact in a tree of HSDS objects, flat: (object's id, field, value), wherever it stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Fact = tuple[str, str, str]

_LISTED = {"x_dalil", "organization_id", "service_id", "location_id", "taxonomy_term_id"}
_LISTED |= {"taxonomy_id", "link_id", "unit_id", "program_id"}


def facts_in(told: Any) -> set[Fact]:
    """What is said, and of what; not in which order, nor what we add in `x_dalil`.

    Stray blanks and the quotes around a number are mended when they come in.
    """
    return set(_facts(told, ""))


def _facts(told: Any, owner: str) -> Iterator[Fact]:
    if isinstance(told, list):
        for each in told:
            yield from _facts(each, owner)
        return
    own = str(told["id"])
    if owner:
        yield owner, "holds", own
    for name, value in told.items():
        if name in _LISTED:
            continue
        if isinstance(value, list | dict):
            yield from _facts(value, f"{own}/{name}")
        else:
            yield own, name, str(value).strip().strip('"')
