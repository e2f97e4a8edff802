"""What of a feed was not said in the same words the last time? Nothing else is read again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from services_directory.files.findings import SourceObject
from services_directory.files.pauses import Pause, at_once
from services_directory.hsds.importing.files import Feed
from services_directory.hsds.importing.report import Wanted
from services_directory.storage.digests import digest_of, digests_of, how_read
from services_directory.values.entries import Programme

_WHOLE = {"service", "taxonomy", "taxonomy_term"}
"""Where there is nothing else, each service tells all of itself."""


@dataclass(frozen=True, slots=True)
class NewIn:
    """`objects` are to be read; of the services in `said_before`, by their ids there, all is known.

    `digests` are of those that are read, by id.
    """

    objects: tuple[tuple[str, SourceObject], ...]
    said_before: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def every(cls, feed: Feed) -> NewIn:
        return cls(feed.objects)


async def new_in(feed: Feed, programme: Programme, wanted: Wanted, pause: Pause = at_once) -> NewIn:
    """Services that tell all of themselves, and tell it as they did, are left out."""
    source = wanted.source
    if source is None or not all(_is_whole(entity, told) for entity, told in feed.objects):
        return NewIn.every(feed)
    asked = (wanted.publish, wanted.language, feed.language, sorted(wanted.needs.items()))
    how, known = how_read(programme, (), *asked), await digests_of(source)
    return await asyncio.to_thread(_new_in, feed, how, known, pause)


def _new_in(feed: Feed, how: str, known: Mapping[str, str], pause: Pause) -> NewIn:
    objects, said_before, digests = [], [], dict[str, str]()
    for entity, told in feed.objects:
        pause()
        digest = digest_of(how, told) if entity == "service" else None
        if digest is not None and known.get(digest) == str(told.get("id", "")).strip():
            said_before.append(known[digest])
            continue
        objects.append((entity, told))
        if digest is not None:
            digests[str(told.get("id", "")).strip()] = digest
    return NewIn(tuple(objects), tuple(said_before), digests)


def _is_whole(entity: str, told: SourceObject) -> bool:
    held = told.get("organization")
    has_locations = isinstance(held, SourceObject) and "locations" in held
    return entity in _WHOLE and not has_locations and not told.is_head
