"""What can be asked of the API? Every kind of record, its address, parameters and HSDS schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services_directory.web.api import filters
from services_directory.web.api import items as api_items
from services_directory.web.api.entries import Entry, OpenData, Table
from services_directory.web.api.request import Asked

SPECIFICATION = "https://raw.githubusercontent.com/openreferral/specification/3.2/schema/"
"""Where HSDS publishes its schemas; our OpenAPI file refers to them there."""

_LIST = ("page", "per_page", "format")
_WORDS = ("lang", "translations")
_TERMS = ("taxonomy_term_id", "taxonomy_id")
_NEAR = ("lat", "lon", "proximity", "postcode")
_FOR_WHOM_AND_WHEN = ("minimum_age", "maximum_age", "day", "start_time", "end_time")
"""Those of the UK profile."""


@dataclass(frozen=True, slots=True)
class Resource:
    """`one`, `many`: what a single record is called, and several. Schemas are HSDS's file names."""

    path: str
    one: str
    many: str
    list_parameters: tuple[str, ...]
    detail_parameters: tuple[str, ...]
    list_schema: str
    detail_schema: str
    table: Callable[[OpenData], Table[Any]]
    tell: api_items.Tell
    find: Callable[[Table[Any], Asked], list[Entry[Any]]] = filters.found


RESOURCES = (
    Resource(
        path="/services",
        one="Service",
        many="Services",
        list_parameters=(
            *("search", *_LIST, *_TERMS, "organization_id", "modified_after"),
            *("minimal", "full", *_NEAR, *_FOR_WHOM_AND_WHEN, *_WORDS),
        ),
        detail_parameters=_WORDS,
        list_schema="compiled/service_list.json",
        detail_schema="compiled/service.json",
        table=lambda data: data.services,
        tell=api_items.tell_service,
    ),
    Resource(
        path="/service_at_locations",
        one="ServiceAtLocation",
        many="ServiceAtLocations",
        list_parameters=(
            *("search", *_LIST, *_TERMS, "organization_id", "modified_after"),
            *("full", *_NEAR, *_FOR_WHOM_AND_WHEN, *_WORDS),
        ),
        detail_parameters=_WORDS,
        list_schema="compiled/service_at_location_list.json",
        detail_schema="compiled/service_at_location.json",
        table=lambda data: data.places,
        tell=api_items.tell_place,
    ),
    Resource(
        path="/organizations",
        one="Organization",
        many="Organizations",
        list_parameters=("search", *_LIST, *_TERMS, "full", "full_service", *_WORDS),
        detail_parameters=("full_service", *_WORDS),
        list_schema="compiled/organization_list.json",
        detail_schema="compiled/organization.json",
        table=lambda data: data.organisations,
        tell=api_items.tell_organisation,
    ),
    Resource(
        path="/taxonomies",
        one="Taxonomy",
        many="Taxonomies",
        list_parameters=("search", *_LIST, *_WORDS),
        detail_parameters=_WORDS,
        list_schema="taxonomy.json",
        detail_schema="taxonomy.json",
        table=lambda data: data.taxonomies,
        tell=api_items.tell_taxonomy,
    ),
    Resource(
        path="/taxonomy_terms",
        one="TaxonomyTerm",
        many="TaxonomyTerms",
        list_parameters=("search", *_LIST, "taxonomy_id", "top_only", "parent_id", *_WORDS),
        detail_parameters=_WORDS,
        list_schema="taxonomy_term.json",
        detail_schema="taxonomy_term.json",
        table=lambda data: data.terms,
        tell=api_items.tell_term,
        find=filters.found_terms,
    ),
)
