"""What are the tables and columns of HSDS 1.x and 2.0 called today? New packages stay as they are.

The names are from the `datapackage.json` of each version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services_directory.files.findings import Done, Findings, SourceObject
from services_directory.files.repair import read_clock, read_day, read_weekday
from services_directory.hsds.importing.older.ohana import is_ohana, rewrite_ohana
from services_directory.records.standard import TABLES
from services_directory.values.entries import ClosureKind

Tables = dict[str, list[SourceObject]]

TABLE_OF_FILE: dict[str, str] = {
    **{name: name for name in TABLES},
    **{table.path.removesuffix(".csv"): name for name, table in TABLES.items()},
    "translations": "translation",
    "services_at_location": "service_at_location",
    "physical_addresses": "physical_address",
    "postal_addresses": "postal_address",
    "mail_addresses": "postal_address",
    "link_taxonomy": "link_taxonomy",
    "link_taxonomies": "link_taxonomy",
    "regular_schedules": "regular_schedule",
    "holiday_schedules": "holiday_schedule",
    "service_attributes": "service_attribute",
    "services_taxonomy": "service_attribute",
    "other_attributes": "other_attribute",
    "accessibility_for_disabilities": "accessibility_for_disabilities",
    "taxonomy": "taxonomy_1",
    "eligibility": "eligibility",
    "payments_accepted": "payment_accepted",
}
"""The table of a file, by its name without “.csv”."""

_RENAMED: dict[str, dict[str, str]] = {
    "organization": {"url": "website"},
    "service": {"accrediations": "accreditations"},
    "taxonomy_term": {"term": "name"},
    "service_area": {"service_area": "name"},
    "language": {"language": "name"},
}
"""Columns by their table: the old name and the new one, taken where the new one is empty."""


def modernise(tables: Tables, findings: Findings) -> None:
    """Rewrite old tables as those of 3.2, row by row; each row still knows its file and line."""
    if is_ohana(tables):
        rewrite_ohana(tables, findings)
    for name, columns in _RENAMED.items():
        for row in tables.get(name, ()):
            for old, new in columns.items():
                if old in row and new not in row:
                    row[new] = row.pop(old)
    for name, rewrite in _REWRITES.items():
        for row in tables.pop(name, ()):
            rewrite(row, tables, findings)
    _eligibilities(tables, findings)
    for row in tables.get("service", ()):
        if row.get("fees") and not row.get("fees_description"):
            row["fees_description"] = row["fees"]
    for row in tables.get("location", ()):
        # Before 3.0 a location was always a place one could go to.
        row.setdefault("location_type", "physical")
    for row in tables.get("phone", ()):
        _spoken_on(row, tables)


def _address(kind: str) -> Callable[[SourceObject, Tables, Findings], None]:
    def rewrite(row: SourceObject, tables: Tables, _findings: Findings) -> None:
        more = [str(row.pop(name)) for name in ("address_3", "address_4") if name in row]
        if more:
            row["address_2"] = ", ".join(
                [*([row["address_2"]] if "address_2" in row else []), *more]
            )
        row["address_type"] = kind
        tables.setdefault("address", []).append(row)

    return rewrite


def _weekly(row: SourceObject, tables: Tables, findings: Findings) -> None:
    day = read_weekday(str(row.pop("weekday", "")))
    if day is None:
        problem = "This is no day of the week: 1 is Monday, 7 is Sunday."
        findings.add(row, "weekday", problem, Done.REFUSED)
        return
    row |= {"freq": "WEEKLY", "byday": day}
    tables.setdefault("schedule", []).append(row)


def _holiday(row: SourceObject, tables: Tables, findings: Findings) -> None:
    """A closure hangs on the nearest thing: where it is both, on the service at the location."""
    closure = closure_of(row, findings)
    if closure is None:
        return
    for table in ("service_at_location", "service", "location"):
        link = row.get(f"{table}_id")
        for each in tables.get(table, ()):
            if link and each.get("id") == link:
                each.setdefault("x_dalil", {}).setdefault("closures", []).append(closure)
                return
    findings.add(row, "", "It hangs on nothing that is in the package.", Done.LEFT_OUT)


def closure_of(row: SourceObject, findings: Findings) -> dict[str, str] | None:
    """A row of holidays as `x_dalil` has closures; None for one without two days."""
    days = [read_day(str(row.get(name, ""))) for name in ("start_date", "end_date")]
    if days[0] is None or days[1] is None:
        findings.add(row, "start_date", "It needs two days such as 2025-03-21.", Done.REFUSED)
        return None
    if days[0].year == 1:
        problem = "It is of every year: write it in the hours, such as “Jan 01 off”."
        findings.add(row, "start_date", problem, Done.LEFT_OUT)
        return None
    closure = {
        "starts_on": days[0].isoformat(),
        "ends_on": days[1].isoformat(),
        "kind": ClosureKind.HOLIDAY.value,
    }
    if str(row.get("closed", "")).lower() not in ("true", "1", "yes", "t", "y"):
        opens = row.get("opens_at") or row.get("open_at", "")
        for name, written in (("opens_at", opens), ("closes_at", row.get("closes_at", ""))):
            closure[name] = (read_clock(str(written)) or "")[:5]
    return closure


def _service_attribute(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    row["link_entity"] = "service"
    row["link_id"] = row.pop("service_id", "")
    term = row.pop("taxonomy_id", None)
    if term:
        row["taxonomy_term_id"] = term
    if "taxonomy_detail" in row:
        row["value"] = row.pop("taxonomy_detail")
    tables.setdefault("attribute", []).append(row)


def _other_attribute(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    # What 2.0 called the type of the link is the name of the table.
    row["link_entity"] = row.pop("link_type", "")
    tables.setdefault("attribute", []).append(row)


def _accessibility(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    if "accessibility" in row:
        row["description"] = row.pop("accessibility")
    tables.setdefault("accessibility", []).append(row)


def _term(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    """A row of 1.x is a term; its vocabulary is what a taxonomy is today."""
    vocabulary = row.pop("vocabulary", None)
    row.pop("parent_name", None)
    if vocabulary:
        row["taxonomy"] = vocabulary
        taxonomies = tables.setdefault("taxonomy", [])
        known = next((each for each in taxonomies if each.get("id") == vocabulary), None)
        if known is None:
            known = SourceObject(row.file, row.where, from_csv=True)
            known |= {"id": vocabulary, "name": vocabulary}
            taxonomies.append(known)
        row["taxonomy_id"] = vocabulary
    tables.setdefault("taxonomy_term", []).append(row)


def _eligibilities(tables: Tables, findings: Findings) -> None:
    services = {each.get("id"): each for each in reversed(tables.get("service", []))}
    of: dict[str, list[SourceObject]] = {}
    for row in tables.pop("eligibility", ()):
        wanted = row.get("service_id")
        if wanted and wanted in services:
            of.setdefault(str(wanted), []).append(row)
        else:
            findings.add(row, "service_id", "It hangs on no service of the package.", Done.LEFT_OUT)
    for wanted, rows in of.items():
        add_eligibility(services[wanted], rows)


def add_eligibility(service: SourceObject, rows: Sequence[SourceObject]) -> None:
    """What rows of eligibility say stands in the service itself now: their words and their ages.

    Each row is for others. Where their ages differ no field can say them, and words do.
    """
    ages = [tuple(_age(row, name) for name in ("minimum_age", "maximum_age")) for row in rows]
    told = {each for each in ages if any(each)}
    is_one = len(told) == 1 and all(map(any, ages))
    words = [str(service.get("eligibility_description") or "")]
    for row, (youngest, oldest) in zip(rows, ages, strict=True):
        said = str(row.get("eligibility") or "")
        span = "" if is_one or not (youngest or oldest) else f"{youngest or 0}–{oldest or ''}"
        words.append(f"{said} ({span})" if said and span else said or span)
    if any(words):
        service["eligibility_description"] = "; ".join(filter(None, words))
    for name, age in zip(("minimum_age", "maximum_age"), ages[0] if is_one else (), strict=False):
        if age:
            service.setdefault(name, age)


def _age(row: SourceObject, name: str) -> str:
    age = row.get(name)
    return "" if age is None else str(age)


def _link_taxonomy(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    """Of Open Referral UK 1: a term of anything; of an eligibility, one of its service."""
    entity, link = str(row.pop("link_type", "")), row.get("link_id")
    if entity == "eligibility":
        services = {
            each.get("id"): each.get("service_id") for each in tables.get("eligibility", ())
        }
        entity, link = "service", services.get(link)
    row |= {"link_entity": entity, "link_id": link or ""}
    if "taxonomy_id" in row:
        row["taxonomy_term_id"] = row.pop("taxonomy_id")
    tables.setdefault("attribute", []).append(row)


def _payment(row: SourceObject, tables: Tables, _findings: Findings) -> None:
    """How one pays has no table any more: an attribute of the type “payment”."""
    payment = row.pop("payment", None)
    if payment:
        row |= {"link_type": "payment", "value": payment, "link_entity": "service"}
        row["link_id"] = row.pop("service_id", "")
        tables.setdefault("attribute", []).append(row)


def _spoken_on(row: SourceObject, tables: Tables) -> None:
    """ "en, es" of an old phone as rows of languages."""
    codes = str(row.pop("language", "")).replace(";", ",").split(",")
    for number, code in enumerate(filter(None, map(str.strip, codes))):
        language = SourceObject(row.file, row.where, from_csv=True)
        name = "code" if len(code) <= 3 else "name"
        language |= {"id": f"{row.get('id')}-{number}", "phone_id": row.get("id"), name: code}
        tables.setdefault("language", []).append(language)


_REWRITES: dict[str, Callable[[SourceObject, Tables, Findings], None]] = {
    "physical_address": _address("physical"),
    "postal_address": _address("postal"),
    "regular_schedule": _weekly,
    "holiday_schedule": _holiday,
    "service_attribute": _service_attribute,
    "other_attribute": _other_attribute,
    "accessibility_for_disabilities": _accessibility,
    "taxonomy_1": _term,
    "link_taxonomy": _link_taxonomy,
    "payment_accepted": _payment,
}
