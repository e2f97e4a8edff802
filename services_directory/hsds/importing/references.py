"""Do the records of a feed fit together? What names something that is not there keeps the name."""

from __future__ import annotations

from services_directory.files.findings import Done, Finding, Findings
from services_directory.hsds.importing.records import Brought
from services_directory.records import records as objects
from services_directory.records.copies import replace


def join(brought: Brought, file: str, findings: Findings) -> None:
    """Make each service hold the fullest copy of its organisation and locations.

    What a record names and the file lacks is listed, and kept in its `extra`.
    """
    dangling = _Dangling(file, findings)
    at_services = {
        site.location.id for service in brought.services.values() for site in service.sites
    }
    held = {
        location
        for organisation in brought.organisations.values()
        for location, _plain in organisation.extra.get("locations", ())
    }
    for key, organisation in brought.organisations.items():
        brought.organisations[key] = _organisation(organisation, brought, at_services, dangling)
    for key, location in brought.locations.items():
        whose = location.organisation
        if whose and whose not in brought.organisations:
            dangling.note("location", location.source_id, "organization_id")
            extra = {**location.extra, "organization_id": whose}
            brought.locations[key] = replace(location, organisation="", extra=extra)
    _join_terms(brought, dangling)
    for key, service in brought.services.items():
        brought.services[key] = _service(service, brought)
    _list_orphans(brought, at_services | held, dangling)


class _Dangling:
    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings

    def note(self, entity: str, source_id: str, column: str) -> None:
        problem = "It names something that is not in the file."
        where = f"{entity} {source_id}"
        self.findings.all.append(Finding(self.file, where, column, problem, Done.KEPT))


def _organisation(
    record: objects.OrganisationRecord, brought: Brought, at_services: set[str], dangling: _Dangling
) -> objects.OrganisationRecord:
    alone = [plain for key, plain in record.extra.get("locations", ()) if key not in at_services]
    extra = {name: value for name, value in record.extra.items() if name != "locations"}
    if alone:
        extra["locations"] = alone
    parent = record.parent
    if parent and parent not in brought.organisations:
        dangling.note("organization", record.source_id, "parent_organization_id")
        extra["parent_organization_id"], parent = parent, ""
    return replace(record, parent=parent, extra=extra)


def _join_terms(brought: Brought, dangling: _Dangling) -> None:
    for key, term in brought.terms.items():
        extra, parent, taxonomy = dict(term.extra), term.parent, term.taxonomy
        if parent and parent not in brought.terms:
            dangling.note("taxonomy_term", term.source_id, "parent_id")
            extra["parent_id"], parent = parent, ""
        if taxonomy and taxonomy not in brought.taxonomies:
            dangling.note("taxonomy_term", term.source_id, "taxonomy_id")
            extra["taxonomy_id"], taxonomy = taxonomy, ""
        brought.terms[key] = replace(term, extra=extra, parent=parent, taxonomy=taxonomy)


def _service(record: objects.ServiceRecord, brought: Brought) -> objects.ServiceRecord:
    organisations, locations = brought.organisations, brought.locations
    sites = tuple(
        replace(site, location=locations.get(site.location.id, site.location))
        for site in record.sites
    )
    organisation = organisations.get(record.organisation.id, record.organisation)
    return replace(record, organisation=organisation, sites=sites)


def _list_orphans(brought: Brought, found: set[str], dangling: _Dangling) -> None:
    """Locations that nothing leads to are not kept."""
    for location in brought.locations.values():
        if location.id not in found:
            problem = "No service is offered there, and no organisation has it."
            where = f"location {location.source_id}"
            finding = Finding(dangling.file, where, "", problem, Done.LEFT_OUT)
            dangling.findings.all.append(finding)
