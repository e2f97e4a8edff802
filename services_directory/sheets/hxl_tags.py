"""Which HXL tag says what stands in a column?

Tags and attributes are those of the HXL 1.1 dictionary where it has them; +v_dalil marks codes of
our own lists.
"""

from __future__ import annotations

import re

TAGS = {
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
    "licence": "#meta+licence",
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


def tag_of(column: str) -> str:
    """The tag of one of our columns."""
    if column in TAGS:
        return TAGS[column]
    found = _COLUMN.fullmatch(column)
    if found is None:
        return ""
    stem, locale = found[1], found[2].lower()
    return f"{_WORDS.get(stem, f'#description+{stem}')}+i_{locale}"
