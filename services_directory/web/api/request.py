"""What does a request to the API ask for? Its parameters, read once, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multidict import MultiMapping

from services_directory.values.entries import Position
from services_directory.web.api.parameters import PARAMETERS
from services_directory.web.languages import Language, named
from services_directory.web.problems import BadRequest, WrongParameter


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a request may ask; what it did not say is as it stands here.

    Times are minutes after midnight.
    """

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
    minimum_age: float | None = None
    maximum_age: float | None = None
    day: str | None = None
    start_time: int | None = None
    end_time: int | None = None
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
