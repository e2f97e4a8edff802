"""Which parameters does the API have, how are they described, and how is each read?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services_directory.values.normalise import fold
from services_directory.web.api.times import minutes

MOST_PER_PAGE = 100
PER_PAGE = 50
LONGEST_SEARCH = 200

OLDEST = 150
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:00)?"

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


def _day(told: str) -> str:
    if told not in DAYS:
        raise ValueError(f"Write one of {', '.join(DAYS)}.")
    return told


def _time(told: str) -> int:
    if not re.fullmatch(_CLOCK, told, re.ASCII):
        raise ValueError("Write a time of the day such as 08:30.")
    return minutes(told[:5])


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
AGE = {"type": "number", "minimum": 0, "maximum": OLDEST}
TIME = {"type": "string", "pattern": f"^{_CLOCK}$"}

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
        Parameter(
            "minimum_age",
            "Services whose minimum age is known, and this or higher (UK profile).",
            AGE,
            _number(0, OLDEST),
        ),
        Parameter(
            "maximum_age",
            "Services whose maximum age is known, and this or lower (UK profile).",
            AGE,
            _number(0, OLDEST),
        ),
        Parameter(
            "day",
            "Open on this day of the week, by one of its schedules (UK profile).",
            {"type": "string", "enum": list(DAYS)},
            _day,
        ),
        Parameter(
            "start_time",
            "With a schedule that opens at this time or later; with day and end_time, the same"
            " schedule (UK profile).",
            TIME,
            _time,
        ),
        Parameter(
            "end_time",
            "With a schedule that closes at this time or earlier, on the day it opens (UK"
            " profile).",
            TIME,
            _time,
        ),
        Parameter("lang", "The language of the words; else that of Accept-Language.", TEXT),
        Parameter(
            "translations",
            "all: every record with its words in all languages, in x_dalil.",
            {"type": "string", "enum": ["all"]},
            _all_translations,
        ),
    )
}
