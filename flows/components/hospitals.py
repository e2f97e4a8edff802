"""Where is the hospital? Told in a line to who cannot wait for a list of services."""

from __future__ import annotations

from collections.abc import Iterator

from flows.components.asked import Asked
from flows.components.search_results import find
from flows.engine.step import Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from services_directory.values.entries import Service

HEALTH = "health"

HOSPITAL = "hospital"
"""The finer need of the programme file that names the hospitals."""


def hospitals(talk: Talk, meaning: Meaning) -> list[Line]:
    """The nearest to their town; of each region one, where no town is known."""
    place = place_of(talk, meaning)
    towns = (place,) if place else (each.main_place for each in talk.world.programme.regions)
    found = {each.id: each for town in towns for each in _nearest(talk, town)}
    # Translators: an SMS; the name says which.
    return [_("Hospital: {name}", name=each.organisation.name) for each in found.values()]


def place_of(talk: Talk, meaning: Meaning) -> str:
    """The town they name, or said before."""
    known = (meaning.place, talk.recall("place"), talk.world.contact.place)
    return next((each for each in known if talk.world.directory.place(each)), None) or ""


def _nearest(talk: Talk, town: str) -> Iterator[Service]:
    if talk.world.programme.finer(HOSPITAL) is not None:
        yield from (each.service for each in find(talk, Asked(need=HOSPITAL, place=town))[:1])


def first_of_medical(talk: Talk) -> Service | None:
    """Who is called first for an illness that cannot wait."""
    return next(iter(talk.world.directory.lines_of_danger("medical")), None)


def if_urgent(talk: Talk, meaning: Meaning) -> list[Line]:
    """To somebody whose illness is only passed on, or waits for the choice of a language."""
    service = first_of_medical(talk)
    # Translators: an SMS; below the answer to somebody who is ill, or whose child is.
    call = (
        _("If it cannot wait, call {number}.", number=service.phones[0].digits) if service else None
    )
    return [*([call] if call else []), *hospitals(talk, meaning)]
