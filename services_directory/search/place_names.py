"""Which place does somebody mean who writes its name?"""

from __future__ import annotations

from collections.abc import Sequence

from services_directory.values.entries import Place
from services_directory.values.normalise import fold

_NO_SUCH_PLACE = "?"


def place_id(name: str, region: str | None, places: Sequence[Place]) -> str | None:
    """The place of that id, or that name in any language or spelling; else one that is nowhere."""
    if not name:
        return None
    folded = fold(name)
    there = [place for place in places if place.region == region]
    for place in there:
        if name == place.id or folded in [fold(words) for _locale, words in place.name.words]:
            return place.id
    spelt = [place.id for place in there if folded in map(fold, place.spellings)]
    return spelt[0] if len(spelt) == 1 else _NO_SUCH_PLACE
