"""What did a file say of each service when it was last imported? The same again changes nothing.

A digest is of what was said and of how it was to be read. It goes once anybody but an import writes
to the service, so that nothing of theirs is passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from services_directory.storage.models import ServiceRow
from services_directory.values.entries import Place, Programme

_READING = 1
"""Grows when what a file says is read otherwise than before."""


def how_read(programme: Programme, places: tuple[Place, ...], *wanted: object) -> str:
    """All that what is read of a file depends on, but for the file."""
    codes = [each.code for each in programme.categories], [each.code for each in programme.regions]
    where = [(each.id, each.region, each.name.words, each.spellings) for each in places]
    told = (_READING, programme.code, programme.country, codes, where, *wanted)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def digest_of(how: str, said: Any) -> str | None:
    """Of what is said; None for what is no plain JSON."""
    try:
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    except (ValueError, RecursionError):
        return None
    return hashlib.sha256(f"{how}{text}".encode()).hexdigest()


async def digests_of(source: str) -> dict[str, str]:
    """The ids at their source of its services, by the digest of what was said of them."""
    rows = ServiceRow.filter(source=source, digest__isnull=False)
    return {str(digest): str(key) for digest, key in await rows.values_list("digest", "source_id")}


async def keep_digests(digests: Mapping[str, str]) -> None:
    """Of services, by key, that say what they said: only how it was written is new."""
    for key, digest in digests.items():
        await ServiceRow.filter(key=key).update(digest=digest)
