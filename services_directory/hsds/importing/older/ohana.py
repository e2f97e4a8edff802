"""What are the tables of Ohana, and what do lists in one cell of them say? As HSDS 1.x has them.

There a service stands at one location, which says whose it is. Names are from Ohana API's own
description of its CSV files; it is what HSDS was made from.
"""

from __future__ import annotations

from collections.abc import Iterator

from services_directory.files.findings import Done, Findings, SourceObject
from services_directory.files.repair import read_day

Tables = dict[str, list[SourceObject]]

_PRIVATE = "Addresses of those who run it are for nobody: they were not taken."
_TOO_SHORT = "There is a longer text in `description`: the short one was not taken."
_AS_LETTERS = "The same number in letters was not taken."

_TYPES = {"sms": "text"}
"""Types of phones that HSDS has another word for."""


def is_ohana(tables: Tables) -> bool:
    """Services that name a location and no organisation are of nobody else."""
    return any(
        row.get("location_id") and not row.get("organization_id")
        for row in tables.get("service", ())
    )


def rewrite_ohana(tables: Tables, findings: Findings) -> None:
    """Rewrite them as tables of HSDS; each row still knows its file and line."""
    for row in tables.get("taxonomy_1", ()):
        if "id" not in row and "taxonomy_id" in row:
            row["id"] = row.pop("taxonomy_id")
    for row in tables.get("address", ()):
        row.setdefault("address_type", "physical")
    for row in tables.get("organization", ()):
        _organisation(row, tables)
    whose = {row.get("id"): row.get("organization_id") for row in tables.get("location", ())}
    for row in tables.get("location", ()):
        _location(row, tables, findings)
    for row in tables.get("service", ()):
        _service(row, whose, tables)
    for row in tables.get("phone", ()):
        _phone(row, findings)


def _organisation(row: SourceObject, tables: Tables) -> None:
    founded = read_day(str(row.pop("date_incorporated", "")))
    if founded:
        row["year_incorporated"] = str(founded.year)
    _split(row, "funding_sources", tables, "funding", "source", "organization_id")


def _location(row: SourceObject, tables: Tables, findings: Findings) -> None:
    if str(row.pop("virtual", "")).lower() == "true":
        row["location_type"] = "virtual"
    if "website" in row:
        row["url"] = row.pop("website")
    if row.pop("admin_emails", None):
        findings.add(row, "admin_emails", _PRIVATE, Done.LEFT_OUT)
    short = row.pop("short_desc", None)
    if short and row.setdefault("description", short) != short:
        findings.add(row, "short_desc", _TOO_SHORT, Done.LEFT_OUT)
    email = row.pop("email", None)
    if email:
        # HSDS has no address of a place: whoever is there is reached by a contact of it.
        _add(row, tables, "contact", {"email": email, "location_id": row.get("id")}, 0)
    _split(row, "accessibility", tables, "accessibility", "description", "location_id")
    _split(row, "languages", tables, "language", "name", "location_id")


def _service(row: SourceObject, whose: dict[str | None, str | None], tables: Tables) -> None:
    location = row.pop("location_id", None)
    if location:
        row.setdefault("organization_id", whose.get(location) or "")
        place = {"service_id": row.get("id"), "location_id": location}
        _add(row, tables, "service_at_location", place, 0)
    if "website" in row:
        row["url"] = row.pop("website")
    said = [str(row.pop(name)) for name in ("audience", "eligibility") if row.get(name)]
    if said:
        row["eligibility_description"] = "; ".join(said)
    _split(row, "accepted_payments", tables, "payment_accepted", "payment", "service_id")
    _split(row, "funding_sources", tables, "funding", "source", "service_id")
    _split(row, "languages", tables, "language", "name", "service_id")
    _split(row, "required_documents", tables, "required_document", "document", "service_id")
    _split(row, "service_areas", tables, "service_area", "name", "service_id")
    _split(row, "taxonomy_ids", tables, "service_attribute", "taxonomy_id", "service_id")
    for number, word in enumerate(_parts(row.pop("keywords", None))):
        told = {"link_entity": "service", "link_id": row.get("id")}
        _add(row, tables, "attribute", told | {"link_type": "keyword", "value": word}, number)


def _phone(row: SourceObject, findings: Findings) -> None:
    prefix, number = str(row.pop("country_prefix", "")), str(row.get("number", ""))
    if prefix and not number.startswith("+"):
        row["number"] = f"{prefix} {number}"
    kind = str(row.pop("number_type", ""))
    if kind:
        row["type"] = _TYPES.get(kind.lower(), kind)
    if "department" in row:
        row["description"] = row.pop("department")
    if row.pop("vanity_number", None):
        findings.add(row, "vanity_number", _AS_LETTERS, Done.LEFT_OUT)


def _split(
    row: SourceObject, column: str, tables: Tables, table: str, name: str, link: str
) -> None:
    """A list in one cell as the rows of a table."""
    for number, part in enumerate(_parts(row.pop(column, None))):
        _add(row, tables, table, {name: part, link: row.get("id")}, number)


def _parts(cell: object) -> Iterator[str]:
    return filter(None, map(str.strip, str(cell or "").split(",")))


def _add(
    row: SourceObject, tables: Tables, table: str, told: dict[str, object], number: int
) -> None:
    made = SourceObject(row.file, row.where, from_csv=True)
    made |= {"id": f"{row.get('id')}-{number}", **told}
    tables.setdefault(table, []).append(made)
