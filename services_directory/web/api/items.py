"""How is each record told by the API: in a list, whole, minimal, or as no longer offered?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services_directory.hsds.exporting.json_objects import mark, without
from services_directory.hsds.exporting.json_records import (
    organisation_head_json,
    organisation_json,
    service_head_json,
    service_json,
    site_json,
    taxonomy_json,
    term_json,
)
from services_directory.hsds.exporting.translations import Json, Telling
from services_directory.hsds.exporting.values import as_moment, fitting
from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.web.api.entries import Entry, OpenData, Place
from services_directory.web.api.request import Asked

LIST = "list"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Teller:
    """Everything one answer is made with. `gone` stands for the name of what is not offered."""

    data: OpenData
    asked: Asked
    telling: Telling
    gone: str


Tell = Callable[[Entry[Any], Teller, str], Json]
"""An entry as one item of a list (LIST), or as the answer to its id (WHOLE)."""


def tell_service(entry: Entry[ServiceRecord], teller: Teller, how: str) -> Json:
    """A service as the standard has it, with what hangs on it."""
    if entry.removed:
        return _removed_service(entry, entry.record, teller)
    if teller.asked.minimal:
        return _minimal(entry.record, teller)
    if how == WHOLE or teller.asked.full:
        return _warned(service_json(entry.record, teller.telling), entry.record, teller)
    return _warned(service_head_json(entry.record, teller.telling), entry.record, teller)


def tell_place(entry: Entry[Place], teller: Teller, how: str) -> Json:
    """A service at one of its locations."""
    service, site = entry.record.service, entry.record.site
    if entry.removed:
        told = _removed_service(entry, service, teller)
        return {"id": site.id, "service_id": service.id, "service": told}
    told = site_json(site, service, teller.telling, full=how == WHOLE or teller.asked.full)
    return {**told, "service": _warned(told["service"], service, teller)}


def tell_organisation(entry: Entry[OrganisationRecord], teller: Teller, how: str) -> Json:
    """An organisation, and what it offers."""
    asked = teller.asked
    if how != WHOLE and not asked.full and not asked.full_service:
        return organisation_head_json(entry.record, teller.telling)
    services = teller.data.services_of.get(entry.id, ())
    locations = _locations_of(services)
    if asked.full_service:
        made = [service_json(each, teller.telling) for each in services]
    else:
        made = [service_head_json(each, teller.telling) for each in services]
    told = organisation_json(entry.record, teller.telling, locations=locations)
    warned = (_warned(one, each, teller) for one, each in zip(made, services, strict=True))
    return {**told, "services": [without(each, "organization") for each in warned]}


def tell_taxonomy(entry: Entry[TaxonomyRecord], teller: Teller, _how: str) -> Json:
    """A list of terms."""
    return taxonomy_json(entry.record, teller.telling)


def tell_term(entry: Entry[TermRecord], teller: Teller, _how: str) -> Json:
    """One term of a list."""
    return term_json(entry.record, teller.telling)


def _warned(told: Json, record: ServiceRecord, teller: Teller) -> Json:
    """With the words of its caution, also where a reader looks who knows nothing of `x_dalil`."""
    caution = teller.telling.programme.caution(record.caution)
    if caution is None:
        return told
    words = teller.telling.say(caution.text)[1]
    told = {**told, "x_dalil": {**told.get("x_dalil", {}), "caution_text": words}}
    made = told["x_dalil"].get("made_alert", "")
    if told.get("alert", "") == made:
        told["alert"] = f"{words} {made}".strip()
        mark(told, "made_fields", "alert")
    return told


def _removed_service(entry: Entry[Any], record: ServiceRecord, teller: Teller) -> Json:
    told = {
        "id": record.id,
        "name": teller.gone,
        "status": "defunct",
        "last_modified": as_moment(entry.modified),
    }
    replaced_by = teller.data.replaced.get(record.id)
    return {**told, "x_dalil": {"replaced_by": replaced_by}} if replaced_by else told


def _locations_of(services: tuple[ServiceRecord, ...]) -> list[LocationRecord]:
    """Each location once, however many services are there."""
    sites = (site for service in services for site in service.sites)
    return list({site.location.id: site.location for site in sites}.values())


def _minimal(record: ServiceRecord, teller: Teller) -> Json:
    """What a mirror compares: HSDS says id and date, and asks for a name and a status too."""
    told = {
        "id": record.id,
        "name": teller.telling.say(record.name, record.source_language)[1] or record.key,
        "status": fitting("status", record.hsds_status) or "inactive",
    }
    modified = record.updated_at
    return {**told, "last_modified": as_moment(modified)} if modified else told
