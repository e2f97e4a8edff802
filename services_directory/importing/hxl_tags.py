"""Which HXL tag says what stands in a column, and which column does a tag mean?

Tags and attributes are those of the HXL 1.1 dictionary where it has them; +v_dalil marks codes of
our own lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services_directory.importing.columns import SERVICE_COLUMNS
from services_directory.importing.sheet import Table

_TAGS = {
    "id": "#meta+id",
    "category": "#sector+code+v_dalil",
    "governorate": "#adm1+code+v_dalil",
    "delegation": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "phone": "#contact+phone",
    "phone_e164": "#contact+phone+e164",
    "short_code": "#contact+phone+short",
    "phone_types": "#contact+phone+type",
    "email": "#contact+email",
    "website": "#contact+url",
    "opening_hours": "#service+hours",
    "cost": "#service+cost",
    "eligibility": "#description+eligibility+i_fr",
    "languages": "#service+languages",
    "source_url": "#meta+source+url",
    "source_date": "#date+source",
    "confidence": "#meta+confidence",
    "notes": "#meta+notes",
    "minimum_age": "#service+age+min",
    "maximum_age": "#service+age+max",
    "facts": "#service+facts",
    "caution": "#service+caution",
    "confidential": "#service+confidential",
    "status": "#status",
    "changed_at": "#date+updated",
}

_WORDS = {
    "organisation_name": "#org+name",
    "service_name": "#service+name",
    "description": "#description",
    "address": "#loc+address",
}

_COLUMN = re.compile(r"([a-z_]+)_([a-z]{2,3}(?:-[A-Za-z0-9]+)*)")
_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_-]*)*", re.IGNORECASE)


def tag_of(column: str) -> str:
    """The tag of one of our columns."""
    if column in _TAGS:
        return _TAGS[column]
    found = _COLUMN.fullmatch(column)
    if found is None:
        return ""
    stem, locale = found[1], found[2].lower()
    return f"{_WORDS.get(stem, f'#description+{stem}')}+i_{locale}"


def tags_in(names: Sequence[str]) -> bool:
    """True for a row of tags: nothing else, and at least two."""
    written = [name.strip() for name in names if name.strip()]
    return len(written) > 1 and all(_TAG.fullmatch(name) for name in written)


def name_by_tags(table: Table, more: Sequence[str] = ()) -> None:
    """Let the tags name the columns where there are any: as the first row, or as the second.

    A tag that none of our columns has leaves the name as it is.
    """
    tags: Sequence[str] = ()
    if tags_in(table.header):
        tags = table.header
    elif table.rows and tags_in(table.rows[0][1]):
        tags = table.rows.pop(0)[1]
    meant = {_parts(tag_of(column)): column for column in (*SERVICE_COLUMNS, *more)}
    meant |= {_parts(tag): column for column, tag in _TAGS.items()}
    names = list(table.header)
    for at, tag in enumerate(tags[: len(names)]):
        names[at] = meant.get(_parts(tag), names[at])
    table.header = tuple(names)


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    first, *attributes = (part.strip().lower() for part in tag.split("+"))
    return first, frozenset(attributes)
