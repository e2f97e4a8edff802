"""A kept service in its two other shapes: flat fields to compare, and the value people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from services_directory.drafts import ServiceDraft
from services_directory.entries import (
    EMERGENCY,
    Cost,
    LocalText,
    Location,
    Organisation,
    Position,
    Service,
    Status,
)
from services_directory.phones import read_phones

LOW_CONFIDENCE = "low"

CONFIDENCES = ("high", "medium", LOW_CONFIDENCE)

WORDS = ("name", "organisation", "description", "eligibility", "address")
"""The fields of a draft that have words in several languages."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source says beside the draft. `spoken_languages` are codes as it wrote them."""

    confidence: str
    source_url: str = ""
    source_date: str = ""
    spoken_languages: str = ""
    position: Position | None = None


def is_shown(status: str, category: str, confidence: str, confirmed: bool) -> bool:
    """Whether people find it: published, and vouched for, well sourced or an emergency."""
    if status != Status.PUBLISHED:
        return False
    return category == EMERGENCY or confirmed or confidence != LOW_CONFIDENCE


def to_fields(draft: ServiceDraft, facts: Facts) -> dict[str, str]:
    """Every filled field by its name, "name.fr" for words: what imports compare and audits keep."""
    flat: dict[str, str] = {}
    for each in fields(ServiceDraft):
        value = getattr(draft, each.name)
        if isinstance(value, LocalText):
            flat.update({f"{each.name}.{locale}": text for locale, text in value.words})
        else:
            flat[each.name] = str(value or "")
    position = facts.position
    flat |= {
        "confidence": facts.confidence,
        "source_url": facts.source_url,
        "source_date": facts.source_date,
        "spoken_languages": facts.spoken_languages,
        "latitude": str(position.latitude) if position else "",
        "longitude": str(position.longitude) if position else "",
    }
    return {name: text for name, text in flat.items() if text}


def from_fields(flat: Mapping[str, str]) -> tuple[ServiceDraft, Facts]:
    """The way back from `to_fields`."""
    words: dict[str, dict[str, str]] = {name: {} for name in WORDS}
    for key, text in flat.items():
        name, dot, locale = key.partition(".")
        if dot:
            words[name][locale] = text
    has_position = "latitude" in flat and "longitude" in flat
    draft = ServiceDraft(
        name=LocalText.of(words["name"]),
        organisation=LocalText.of(words["organisation"]),
        description=LocalText.of(words["description"]),
        eligibility=LocalText.of(words["eligibility"]),
        address=LocalText.of(words["address"]),
        category=flat.get("category", ""),
        phone=flat.get("phone", ""),
        email=flat.get("email", ""),
        website=flat.get("website", ""),
        opening_hours=flat.get("opening_hours", ""),
        notes=flat.get("notes", ""),
        region=flat.get("region"),
        place=flat.get("place"),
        caution=flat.get("caution"),
        cost=Cost(flat["cost"]) if "cost" in flat else None,
        status=Status(flat["status"]),
    )
    facts = Facts(
        confidence=flat["confidence"],
        source_url=flat.get("source_url", ""),
        source_date=flat.get("source_date", ""),
        spoken_languages=flat.get("spoken_languages", ""),
        position=Position(float(flat["latitude"]), float(flat["longitude"]))
        if has_position
        else None,
    )
    return draft, facts


def to_service(
    key: str,
    draft: ServiceDraft,
    position: Position | None,
    country: str,
    *,
    organisation_id: str,
    last_checked: date | None = None,
) -> Service:
    """The value people read: without the staff's notes and without where it was found."""
    return Service(
        id=key,
        organisation=Organisation(organisation_id, draft.organisation),
        name=draft.name,
        description=draft.description,
        category=draft.category,
        location=Location(draft.region, draft.place, draft.address, position),
        phones=read_phones(draft.phone, country) or (),
        opening_hours=draft.opening_hours or None,
        cost=draft.cost,
        eligibility=draft.eligibility,
        caution=draft.caution,
        website=draft.website or None,
        last_checked=last_checked,
    )
