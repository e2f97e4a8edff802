"""What does a request to the API ask for? Its parameters, read once, or every fault at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from multidict import MultiMapping

from services_directory.entries import Position
from services_directory.folding import fold
from services_directory.web.languages import Language, named
from services_directory.web.problems import BadRequest, WrongParameter

MOST_PER_PAGE = 100
PER_PAGE = 50
LONGEST_SEARCH = 200

_SPACE_FOR_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
"""An offset whose plus was not written %2B."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` gives the value, or raises ValueError with the mend; `schema` is for OpenAPI."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any] = str


def _flag(told: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    if told.lower() not in known:
        raise ValueError("Write true or false.")
    return known[told.lower()]


def _count(told: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,17}", told):
        raise ValueError("Write a whole number from 1 on.")
    return int(told)


def _per_page(told: str) -> int:
    return min(_count(told), MOST_PER_PAGE)


def _format(told: str) -> str:
    if told not in ("json", "ndjson"):
        raise ValueError("Write json or ndjson.")
    return told


def _id(told: str) -> str:
    try:
        return str(UUID(told))
    except ValueError:
        raise ValueError("Write the id of one, which is a UUID.") from None


def _moment(told: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_SPACE_FOR_PLUS.sub("+", told.strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Write a moment such as 2026-11-23T08:00:00Z.") from None


def _words(told: str) -> tuple[str, ...]:
    if len(told) > LONGEST_SEARCH:
        raise ValueError(f"Write at most {LONGEST_SEARCH} letters.")
    return tuple(fold(told).split())


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(told: str) -> float:
        try:
            number = float(told)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise ValueError(f"Write a number from {least:g} to {most:g}.")
        return number

    return read


def _postcode(told: str) -> str:
    if not told.strip() or len(told) > 20:
        raise ValueError("Write a postcode.")
    return "".join(told.split()).casefold()


def _all_translations(told: str) -> bool:
    if told != "all":
        raise ValueError("Write all, or leave it out.")
    return True


TEXT, TRUE_OR_FALSE, UUID_TEXT = (
    {"type": "string"},
    {"type": "boolean"},
    {"type": "string", "format": "uuid"},
)
FROM_ONE = {"type": "integer", "minimum": 1}

PARAMETERS = {
    each.name: each
    for each in (
        Parameter(
            "search",
            "Records that have every one of these words, or the beginning of one, in any language;"
            " spellings of Arabic, accents and capitals do not matter.",
            {"type": "string", "maxLength": LONGEST_SEARCH},
            _words,
        ),
        Parameter("page", "Which page, from 1 on; past the end is an empty one.", FROM_ONE, _count),
        Parameter(
            "per_page",
            f"How many on a page: {PER_PAGE} if not said, never more than {MOST_PER_PAGE}.",
            FROM_ONE,
            _per_page,
        ),
        Parameter(
            "format",
            "json: a page. ndjson: all records, one a line, without pages.",
            {"type": "string", "enum": ["json", "ndjson"]},
            _format,
        ),
        Parameter("taxonomy_term_id", "Records with this term.", UUID_TEXT, _id),
        Parameter("taxonomy_id", "Records with any term of this taxonomy.", UUID_TEXT, _id),
        Parameter("organization_id", "Records of this organization.", UUID_TEXT, _id),
        Parameter("parent_id", "Terms right below this one.", UUID_TEXT, _id),
        Parameter("top_only", "Only terms that have no parent.", TRUE_OR_FALSE, _flag),
        Parameter(
            "modified_after",
            "Records changed at this moment or later. Also those that are no longer offered, with"
            " the status `defunct` and nothing but their id.",
            {"type": "string", "format": "date-time"},
            _moment,
        ),
        Parameter(
            "minimal",
            "Only id, name, status and last_modified; all on one page unless per_page is given.",
            TRUE_OR_FALSE,
            _flag,
        ),
        Parameter("full", "Records whole, as by their id.", TRUE_OR_FALSE, _flag),
        Parameter(
            "full_service", "Organizations whole, with their services whole.", TRUE_OR_FALSE, _flag
        ),
        Parameter(
            "lat",
            "Degrees north, with lon: the nearest first, those of unknown place last.",
            {"type": "number", "minimum": -90, "maximum": 90},
            _number(-90, 90),
        ),
        Parameter(
            "lon",
            "Degrees east, with lat.",
            {"type": "number", "minimum": -180, "maximum": 180},
            _number(-180, 180),
        ),
        Parameter(
            "proximity",
            "At most so many metres from lat and lon, as the crow flies.",
            {"type": "number", "minimum": 0, "maximum": 2e7},
            _number(0, 2e7),
        ),
        Parameter("postcode", "Only at addresses with this postcode.", TEXT, _postcode),
        Parameter("lang", "The language of the words; else that of Accept-Language.", TEXT),
        Parameter(
            "translations",
            "all: every record with its words in all languages, in x_dalil.",
            {"type": "string", "enum": ["all"]},
            _all_translations,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a request may ask; what it did not say is as it stands here."""

    search: tuple[str, ...] = ()
    page: int = 1
    per_page: int | None = None
    format: str = "json"
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    parent_id: str | None = None
    top_only: bool = False
    modified_after: datetime | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    lat: float | None = None
    lon: float | None = None
    proximity: float | None = None
    postcode: str | None = None
    lang: str | None = None
    translations: bool = False
    near: Position | None = field(default=None)


def read_asked(
    query: MultiMapping[str], known: tuple[str, ...], languages: Mapping[str, Language]
) -> Asked:
    """Raises BadRequest with every parameter that is unknown, twice there or unreadable."""
    faults: list[WrongParameter] = []
    values: dict[str, Any] = {}
    for name in dict.fromkeys(query.keys()):
        try:
            values[name] = _read(name, query.getall(name), known, languages)
        except ValueError as fault:
            faults.append(WrongParameter(name[:64], str(fault)))
    faults += _disagreements(query)
    if faults:
        raise BadRequest(*faults)
    near = Position(values["lat"], values["lon"]) if "lat" in values else None
    return Asked(**values, near=near)


def _read(
    name: str, told: list[str], known: tuple[str, ...], languages: Mapping[str, Language]
) -> Any:
    if name not in known:
        raise ValueError(f"There is no such parameter here. There are: {', '.join(known)}.")
    if len(told) > 1:
        raise ValueError("Write it only once.")
    if name != "lang":
        return PARAMETERS[name].read(told[0])
    language = named(told[0], languages)
    if language is None:
        raise ValueError(f"Write one of {', '.join(languages)}.")
    return language.code


def _disagreements(query: MultiMapping[str]) -> list[WrongParameter]:
    faults = []
    for name, other in (("lat", "lon"), ("lon", "lat"), ("proximity", "lat")):
        if name in query and other not in query:
            faults.append(WrongParameter(name, f"Write {other} as well."))
    if all(query.get(name) in ("true", "1") for name in ("minimal", "full")):
        faults.append(WrongParameter("minimal", "Write either minimal or full."))
    return faults
