"""What of a service is ours alone, or the programme's: its key, its category, where it stands?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services_directory.files.findings import Done, SourceObject
from services_directory.files.repair import read_day
from services_directory.hsds.importing.reading import Reading, mark_of
from services_directory.hsds.taxonomies import NEED
from services_directory.records import records as objects
from services_directory.records.flat_fields import CONFIDENCES
from services_directory.values.entries import Cost, LocalText, Status

_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")

_LONGEST_KEY = 96


def own_values(told: SourceObject, sourced: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """What is ours and no field of HSDS's; from a feed of others only what we know too."""
    marked = mark_of(told)
    programme = reading.programme
    values: dict[str, Any] = {
        name: str(marked[name])
        for name in ("source_url", "source_date", "licence", "notes", "last_checked_by")
        if marked.get(name)
    }
    if marked.get("confidence") in CONFIDENCES:
        values["confidence"] = marked["confidence"]
    if marked.get("cost") in set(Cost):
        values["cost"] = Cost(marked["cost"])
    if programme.caution(marked.get("caution")):
        values["caution"] = marked["caution"]
    values["confidential"] = marked.get("confidential") is True
    values["category"] = str(marked.get("category") or "")
    values["key"] = _key(marked, sourced, reading)
    values |= {"status": Status.REVIEW, "imported": ""}
    if reading.source is None:
        values["imported"] = str(marked.get("imported", ""))
        values["confirmed"] = marked.get("confirmed") is True
        given = marked.get("status", Status.PUBLISHED.value)
        values["status"] = Status(given) if given in set(Status) else Status.REVIEW
        if values["status"] == Status.ARCHIVED:
            values["merged_into"] = str(marked.get("merged_into", ""))
        values["next_check_on"] = read_day(str(marked.get("next_check_on", "")))
    status = marked.get("unfit", {}).get("status")
    return values | ({"hsds_status": status} if status else {})


def _key(marked: Mapping[str, Any], sourced: Mapping[str, Any], reading: Reading) -> str:
    own = str(marked.get("key") or sourced["source_id"])
    if reading.source is not None:
        own = f"{reading.source}-{own}"
    return _NOT_IN_A_KEY.sub("-", own.lower()).strip("-")[:_LONGEST_KEY].strip("-")


def with_need(
    record: objects.ServiceRecord,
    told: SourceObject,
    reading: Reading,
    terms: Mapping[str, objects.TermRecord],
) -> objects.ServiceRecord:
    """Our category: as it was told, or by the need or the name of one of its terms."""
    programme, needs = reading.programme, reading.needs
    category = record.category
    left: list[objects.AttributeRecord] = []
    for each in record.attributes:
        if each.link_type == NEED and not each.term and programme.category(each.value):
            category = category or each.value
            continue
        left.append(each)
        term = terms.get(each.term)
        said = (each.value, *((term.code, *_words(term.name)) if term else ()))
        category = category or next(
            (needs[one.casefold()] for one in said if one.casefold() in needs), ""
        )
    if not programme.category(category):
        category = ""
        problem = "None of our categories is known for it: staff will choose one."
        reading.findings.add(told, "", problem, Done.KEPT)
    return replace(record, category=category, attributes=tuple(left))


def _words(text: LocalText) -> Sequence[str]:
    return [words for _locale, words in text.words]
