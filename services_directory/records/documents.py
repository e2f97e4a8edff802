"""How is a record one document of JSON, in HSDS's names, and what is no such document?

What HSDS has no name for begins with "x_", words are objects of locale and text, and what is as a
record is from the beginning is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import PydanticSerializationError

from services_directory.records import records as objects
from services_directory.records.copies import replace
from services_directory.records.field_names import FIELDS, LISTS
from services_directory.records.records import Record, Sourced, Wording, detail_id
from services_directory.records.schema import KINDS, lists_in, source_id_of

SCHEMA = 1
"""Grows when a document of before is read otherwise than one of today."""

_R = TypeVar("_R", bound=Record)

_HEAD = f'{{"schema":{SCHEMA},'

_LINKS: Mapping[type[Record], Mapping[str, str]] = {
    objects.ServiceRecord: {"organisation": "organization"},
    objects.SiteRecord: {"location": "location"},
    objects.LocationRecord: {"organisation": "organization_id"},
    objects.OrganisationRecord: {"parent": "parent_organization_id"},
    objects.TermRecord: {"taxonomy": "taxonomy_id", "parent": "parent_id"},
    objects.AttributeRecord: {"term": "taxonomy_term_id"},
}

_ONLY_IN_THE_ROW = {"updated_at", "updated_by"}


class DocumentFault(ValueError):
    """A document, or a record, that is not what its class says; the message says where and why."""


def _named(names: Mapping[str, str], field: str) -> str:
    return names.get(field, f"x_{field}")


for _record in KINDS:
    _names = {ours: theirs for theirs, ours in (*FIELDS.get(_record, {}).items(), *LISTS.items())}
    _names |= {"id": "id", **_LINKS.get(_record, {})}
    with_config(ConfigDict(extra="forbid", strict=True, alias_generator=partial(_named, _names)))(
        _record
    )
with_config(ConfigDict(extra="forbid", strict=True))(Wording)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(next(record for record, name in KINDS.items() if name == kind))


def as_text(record: Record) -> str:
    """The document of a record. Raises DocumentFault for what no document can hold."""
    if record.extra:
        record = replace(record, extra=json.loads(json.dumps(record.extra, sort_keys=True)))
    try:
        told = _adapter(KINDS[type(record)]).dump_json(
            record,
            by_alias=True,
            exclude_defaults=True,
            exclude=_ONLY_IN_THE_ROW,
            warnings="error",
        )
    except PydanticSerializationError as error:
        raise DocumentFault(f"{KINDS[type(record)]}: {error}") from None
    return _HEAD + told[1:].decode()


def from_text(record: type[_R], text: str, locales: Sequence[str] = ()) -> _R:
    """The way back; texts start with the `locales` given. Raises DocumentFault."""
    if not text.startswith(_HEAD):
        raise DocumentFault(f"{text[:14]} … is of no schema of ours: this program knows {SCHEMA}")
    rank = {locale: number for number, locale in enumerate(locales)}
    try:
        found: _R = _adapter(KINDS[record]).validate_json("{" + text[len(_HEAD) :], context=rank)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, told["loc"]))
        raise DocumentFault(f"{KINDS[record]}: {where}: {told['msg']}") from None
    return found


def without_shared(record: objects.ServiceRecord) -> objects.ServiceRecord:
    """The record with the names alone of what has a document of its own."""
    return replace(
        record,
        organisation=_names_of(record.organisation),
        sites=tuple(replace(each, location=_names_of(each.location)) for each in record.sites),
    )


def without_authors(text: str) -> str:
    """The document without who wrote its words."""
    return json.dumps(_without_authors(json.loads(text)), ensure_ascii=False, separators=(",", ":"))


def _without_authors(told: Any) -> Any:
    if isinstance(told, list):
        return [_without_authors(each) for each in told]
    if isinstance(told, dict):
        return {key: _without_authors(each) for key, each in told.items() if key != "x_wordings"}
    return told


def _names_of(record: Any) -> Any:
    return type(record)(id=record.id, source=record.source, source_id=record.source_id)


def with_ids(record: _R, own_id: str) -> _R:
    """The record with `own_id` where it has none, and every detail with the id that is its own."""
    changes: dict[str, Any] = {} if record.id else {"id": own_id}
    own_id = record.id or own_id
    kind = KINDS[type(record)]
    for name in lists_in(type(record)):
        if held := getattr(record, name):
            changes[name] = tuple(
                with_ids(each, detail_id(own_id, f"{kind}.{name}", number))
                for number, each in enumerate(held)
            )
    for name in ("organisation", "location"):
        shared = getattr(record, name, None)
        if isinstance(shared, Sourced):
            changes[name] = with_ids(shared, source_id_of(shared))
    return replace(record, **changes) if changes else record
