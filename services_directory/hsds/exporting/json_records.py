"""What is a record in the JSON of HSDS 3.2? For the API and for files; nothing here is null.

What HSDS has no word for stands in `x_dalil`: see docs/hsds.md. No contact is told unless it is
public, and what is confidential has no address to begin with.
"""

from __future__ import annotations

from collections.abc import Iterable

from services_directory.hsds.exporting.closures import closures_here, tell_alert, tell_gaps
from services_directory.hsds.exporting.json_details import (
    detail_json,
    lists_json,
    taxonomy_json,
    term_json,
)
from services_directory.hsds.exporting.json_objects import (
    flat,
    mark,
    mark_all,
    object_json,
    without,
    without_empty,
)
from services_directory.hsds.exporting.translations import Json, Telling
from services_directory.hsds.exporting.values import as_moment
from services_directory.records import records as objects
from services_directory.records.field_names import FIELDS
from services_directory.values.entries import Status

__all__ = [
    "location_head_json",
    "location_json",
    "organisation_head_json",
    "organisation_json",
    "service_head_json",
    "service_json",
    "site_json",
    "taxonomy_json",
    "term_json",
]


def service_json(record: objects.ServiceRecord, telling: Telling) -> Json:
    """A service whole: its organisation, where it is offered, and all that hangs on them."""
    told = _service(record, telling)
    told["last_modified"] = _last_modified(record, telling)
    told |= lists_json(record, record.source_language, telling)
    tell_gaps(told, record, closures_here(record), record.source_language, telling)
    told["organization"] = organisation_json(record.organisation, telling)
    told["service_at_locations"] = [_site(each, record, telling) for each in record.sites]
    return without_empty(told)


def service_head_json(record: objects.ServiceRecord, telling: Telling) -> Json:
    """A service as lists have it: its own fields, and its organisation's."""
    told = _service(record, telling)
    program = told.get("program")
    told = flat(told)
    told["organization"] = organisation_head_json(record.organisation, telling)
    told["program"] = flat(program) if program else None
    told["last_modified"] = _last_modified(record, telling)
    return without_empty(told)


def _service(record: objects.ServiceRecord, telling: Telling) -> Json:
    told = object_json(record, record.source_language, telling)
    if not told.get("name"):
        told["name"] = record.key
        mark(told, "made_fields", "name")
    if record.status == Status.ARCHIVED or "status" not in told:
        gone = record.status == Status.ARCHIVED
        told["status"] = "defunct" if gone else "inactive"
        mark_all(
            told, {"unfit": {**told["x_dalil"].get("unfit", {}), "status": record.hsds_status}}
        )
    tell_alert(told, record, telling)
    return told


def organisation_json(
    record: objects.OrganisationRecord,
    telling: Telling,
    *,
    locations: Iterable[objects.LocationRecord] = (),
    services: Iterable[objects.ServiceRecord] = (),
) -> Json:
    """An organisation whole, with those of its locations and services that are given."""
    told = _organisation(record, telling)
    told |= lists_json(record, record.source_language, telling)
    # Those in `extra` are at no service: nobody is sent there, a copy of the directory has them.
    told["locations"] = [
        *(location_json(each, telling) for each in locations),
        *(told.get("locations", ())),
    ]
    told["services"] = [without(service_json(each, telling), "organization") for each in services]
    return without_empty(told)


def organisation_head_json(record: objects.OrganisationRecord, telling: Telling) -> Json:
    """An organisation as lists have it."""
    return flat(_organisation(record, telling))


def _organisation(record: objects.OrganisationRecord, telling: Telling) -> Json:
    told = object_json(record, record.source_language, telling)
    if not told.get("description"):
        told["description"] = told.get("name", "")
        mark(told, "made_fields", "description")
    if record.parent:
        told["parent_organization_id"] = record.parent
    return told


def site_json(
    site: objects.SiteRecord, record: objects.ServiceRecord, telling: Telling, *, full: bool = True
) -> Json:
    """A service at one of its locations, with the service in it."""
    told = _site(site, record, telling)
    if not full:
        told = flat(told)
        told["location"] = location_head_json(site.location, telling)
    service = service_json(record, telling) if full else service_head_json(record, telling)
    told["service"] = without(service, "service_at_locations")
    return told


def location_json(record: objects.LocationRecord, telling: Telling) -> Json:
    """A location with all that hangs on it."""
    told = _location(record, telling)
    told |= lists_json(record, record.source_language, telling)
    tell_gaps(told, record, record.closures, record.source_language, telling)
    told["addresses"] = list(_addresses(record, telling))
    left = [each for each in record.addresses if not each.address_1]
    if left:
        # HSDS wants a street in every address: the rest of one without it is only for a copy.
        mark_all(told, {"unfit_addresses": [_plain_address(each) for each in left]})
    return without_empty(told)


def location_head_json(record: objects.LocationRecord, telling: Telling) -> Json:
    """A location as lists have it."""
    return flat(_location(record, telling))


def _location(record: objects.LocationRecord, telling: Telling) -> Json:
    told = object_json(record, record.source_language, telling)
    if record.organisation:
        told["organization_id"] = record.organisation
    return told


def _site(site: objects.SiteRecord, record: objects.ServiceRecord, telling: Telling) -> Json:
    told = object_json(site, record.source_language, telling)
    told |= lists_json(site, record.source_language, telling)
    closures = (*site.closures, *record.closures, *site.location.closures)
    tell_gaps(told, site, closures, record.source_language, telling)
    told["service_id"] = record.id
    told["location_id"] = site.location.id
    told["location"] = location_json(site.location, telling)
    return without_empty(told)


def _addresses(record: objects.LocationRecord, telling: Telling) -> Iterable[Json]:
    """Addresses with a street; the rest of what HSDS requires is added, and named as made."""
    place = telling.places.get(record.place or "")
    regions = telling.programme.regions
    region = next((each for each in regions if each.code == record.region), None)
    made = {
        "city": telling.say(place)[1] if place else "",
        "state_province": telling.say(region.name)[1] if region else "",
        "postal_code": "",
        "country": telling.programme.country,
        "address_type": "physical",
    }
    for each in record.addresses:
        if each.address_1:
            told = detail_json(each, record.source_language, telling)
            for name, value in made.items():
                if not told.get(name):
                    told[name] = value
                    mark(told, "made_fields", name)
            yield told


def _plain_address(record: objects.AddressRecord) -> Json:
    names = FIELDS[type(record)]
    told = {name: getattr(record, ours) for name, ours in names.items() if name != "address_1"}
    return without_empty({"id": record.id, **told})


def _last_modified(record: objects.ServiceRecord, telling: Telling) -> str | None:
    """When we changed it; in a copy of the directory, when its source did."""
    given = record.extra.get("last_modified")
    if given and telling.everything:
        return str(given)
    return as_moment(record.updated_at) if record.updated_at else None
