"""Which tables has a CSV package of HSDS 3.2, and in which list of which object do rows stand?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` beside `id`; `parents` by the column that names one: its table, and its list.

    `required`: columns HSDS's own package wants filled.
    """

    path: str
    columns: tuple[str, ...]
    parents: dict[str, tuple[str, str]]
    required: frozenset[str] = frozenset()


def _table(path: str, columns: str, required: str = "", **parents: str) -> Table:
    held = {f"{name}_id": (name, list_name) for name, list_name in parents.items()}
    return Table(path, tuple(columns.split()), held, frozenset(required.split()))


TABLES: dict[str, Table] = {
    "organization": _table(
        "organizations.csv",
        "name alternate_name description email website tax_status tax_id year_incorporated "
        "legal_status logo uri parent_organization_id",
        "name description",
    ),
    "program": _table(
        "programs.csv",
        "organization_id name alternate_name description",
        "organization_id name description",
        organization="programs",
    ),
    "service": _table(
        "services.csv",
        "organization_id program_id name alternate_name description url email status "
        "interpretation_services application_process fees_description wait_time fees "
        "accreditations eligibility_description minimum_age maximum_age assured_date "
        "assurer_email licenses alert last_modified",
        "organization_id name status",
    ),
    "location": _table(
        "locations.csv",
        "location_type url organization_id name alternate_name description transportation "
        "latitude longitude external_identifier external_identifier_type",
        "location_type",
        organization="locations",
    ),
    "service_at_location": _table(
        "service_at_location.csv",
        "service_id location_id description",
        "service_id location_id",
        service="service_at_locations",
    ),
    "contact": _table(
        "contacts.csv",
        "organization_id service_id service_at_location_id location_id name title department email",
        organization="contacts",
        service="contacts",
        service_at_location="contacts",
        location="contacts",
    ),
    "phone": _table(
        "phones.csv",
        "location_id service_id organization_id contact_id service_at_location_id number "
        "extension type description",
        "number",
        location="phones",
        service="phones",
        organization="phones",
        contact="phones",
        service_at_location="phones",
    ),
    "address": _table(
        "addresses.csv",
        "location_id attention address_1 address_2 city region state_province postal_code "
        "country address_type",
        "address_1 city state_province postal_code country address_type",
        location="addresses",
    ),
    "schedule": _table(
        "schedules.csv",
        "service_id location_id service_at_location_id valid_from valid_to dtstart timezone "
        "until count wkst freq interval byday byweekno bymonthday byyearday description "
        "opens_at closes_at schedule_link attending_type notes",
        service="schedules",
        location="schedules",
        service_at_location="schedules",
    ),
    "funding": _table(
        "funding.csv",
        "organization_id service_id source",
        organization="funding",
        service="funding",
    ),
    "service_area": _table(
        "service_areas.csv",
        "service_id service_at_location_id name description extent extent_type uri",
        service="service_areas",
        service_at_location="service_areas",
    ),
    "required_document": _table(
        "required_documents.csv", "service_id document uri", service="required_documents"
    ),
    "language": _table(
        "languages.csv",
        "service_id location_id phone_id name code note",
        service="languages",
        location="languages",
        phone="languages",
    ),
    "accessibility": _table(
        "accessibility.csv", "location_id description details url", location="accessibility"
    ),
    "cost_option": _table(
        "cost_options.csv",
        "service_id valid_from valid_to option currency amount amount_description",
        "service_id",
        service="cost_options",
    ),
    "organization_identifier": _table(
        "organization_identifiers.csv",
        "organization_id identifier_scheme identifier_type identifier",
        "organization_id identifier_type identifier",
        organization="organization_identifiers",
    ),
    "service_capacity": _table(
        "service_capacity.csv",
        "service_id unit_id available maximum description updated",
        "service_id unit_id available updated",
        service="capacities",
    ),
    "unit": _table("units.csv", "name scheme identifier uri", "name"),
    "url": _table(
        "url.csv",
        "label url organization_id service_id",
        "url",
        organization="additional_websites",
        service="additional_urls",
    ),
    "taxonomy": _table("taxonomies.csv", "name description uri version", "name description"),
    "taxonomy_term": _table(
        "taxonomy_terms.csv",
        "code name description parent_id taxonomy language taxonomy_id term_uri",
        "name description",
    ),
    "attribute": _table(
        "attributes.csv",
        "link_id taxonomy_term_id link_type link_entity value label",
        "link_id taxonomy_term_id link_entity",
    ),
    "metadata": _table(
        "metadata.csv",
        "resource_id resource_type last_action_date last_action_type field_name previous_value "
        "replacement_value updated_by",
        "resource_id resource_type last_action_date last_action_type field_name previous_value "
        "replacement_value updated_by",
    ),
    "meta_table_description": _table("meta_table_descriptions.csv", "name language character_set"),
}
"""In an order in which a row comes after the rows it names."""

LINKS: dict[str, tuple[str, str, str]] = {
    "program_id": ("program", "program", "service"),
    "location_id": ("location", "location", "service_at_location"),
    "unit_id": ("unit", "unit", "service_capacity"),
    "taxonomy_id": ("taxonomy", "taxonomy_detail", "taxonomy_term"),
    "taxonomy_term_id": ("taxonomy_term", "taxonomy_term", "attribute"),
}
"""Columns whose row stands inside the naming one: its table, its field there, the naming table."""

ANYWHERE = {
    "attribute": ("attributes", "link_entity", "link_id"),
    "metadata": ("metadata", "resource_type", "resource_id"),
}
"""Rows that may hang on a row of any table: their list there, and the columns that name it."""

NUMBERS = frozenset(
    (
        *("year_incorporated", "minimum_age", "maximum_age", "latitude", "longitude", "extension"),
        *("timezone", "count", "interval", "amount", "available", "maximum"),
    )
)
DAYS = frozenset(("assured_date", "valid_from", "valid_to", "dtstart", "until", "last_action_date"))
TIMES = frozenset(("opens_at", "closes_at"))
MOMENTS = frozenset(("last_modified", "updated"))
"""Columns that are no plain text."""
