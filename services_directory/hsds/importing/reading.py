"""How is a feed read, what was noticed in it so far, and what does an object say in `x_dalil`?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services_directory.files.findings import Findings, SourceObject
from services_directory.hsds.taxonomies import need_id
from services_directory.records.records import object_id
from services_directory.values.entries import Programme

_MARKS: dict[str, type] = {
    **dict.fromkeys(
        ("translations", "translation_status", "source_hashes", "unfit", "field_languages"), dict
    ),
    **dict.fromkeys(("made_fields", "closures", "unfit_addresses", "usual_schedules"), list),
}
"""What `x_dalil` holds that is neither text nor yes or no."""


@dataclass(slots=True)
class Reading:
    """One import as it is read. `source` None: each object says itself where it comes from.

    `language`: that of words nobody says the language of. `needs`: our categories by the code or
    the name of a term of theirs.
    """

    programme: Programme
    source: str | None
    language: str
    findings: Findings = field(default_factory=Findings)
    needs: Mapping[str, str] = field(default_factory=dict)
    need_ids: Mapping[str, str] = field(init=False)
    """Our categories by the ids of their terms."""
    unknown: set[tuple[str, str]] = field(default_factory=set)
    """Tables and names in them that the standard has not, once they were told."""

    def __post_init__(self) -> None:
        self.need_ids = {need_id(each.code): each.code for each in self.programme.categories}

    def id_of(self, kind: str, told: SourceObject, given: Any = None) -> str:
        """The UUID of an object, its own or made of what its source calls it; "" for no id."""
        raw = str(told.get("id", "") if given is None else given).strip()
        try:
            return str(UUID(raw))
        except ValueError:
            return object_id(self.source or "", kind, raw) if raw else ""


def mark_of(told: SourceObject) -> Mapping[str, Any]:
    """Its `x_dalil`, as far as it is one; empty for an object that has none."""
    marked = told.get("x_dalil")
    if not isinstance(marked, dict):
        return {}
    return {
        name: value
        for name, value in marked.items()
        if isinstance(value, _MARKS.get(name, str | bool))
    }
