"""A made-up directory of any size in the shape of the real one: no text is shared by accident."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from services_directory.packs.programme import PACKS
from services_directory.packs.read_pack import read_pack
from services_directory.values.entries import (
    Directory,
    LocalText,
    Location,
    Organisation,
    Place,
    Position,
    Service,
)

REGIONS = 24
PLACES_A_REGION = 11
SERVICES_OF_ONE = 5
"""How many services an organisation has."""

_SYLLABLES = {
    "fr": ("ba", "mi", "ro", "ta", "le", "ou", "chi", "dra", "sen", "fi", "zo", "ner", "eau"),
    "ar": ("با", "مي", "رو", "تا", "لي", "شي", "در", "سن", "خا", "في", "زو", "نر", "عي"),
    "en": ("ba", "my", "ro", "ta", "le", "oo", "she", "dra", "sen", "fee", "zo", "ner", "ing"),
}
_HOURS = (
    None,
    "24/7",
    *(f"Mo-Fr {hour:02}:{half}-16:30" for hour in (7, 8) for half in ("00", "30")),
)


def made(count: int, seed: int = 7, pause: Callable[[], None] = lambda: None) -> Directory:
    """`count` services: the real ones, and others with real words and made-up ones.

    `pause` is called for each."""
    directory = read_pack(PACKS / "jendouba_kairouan")
    chance = random.Random(seed)
    places = (*directory.places, *_places(chance))
    words = {code: _vocabulary(chance, syllables) for code, syllables in _SYLLABLES.items()}
    models = [each for each in directory.services if each.location.region is not None]
    services = list(directory.services[:count])
    organisation = models[0].organisation
    for number in range(len(services), count):
        model = chance.choice(models)
        if number % SERVICES_OF_ONE == 0:
            organisation = Organisation(f"made-{number}", _text(chance, words, 3))
        services.append(_service(chance, number, model, organisation, places, words))
        pause()
    return replace(directory, places=places, services=tuple(services))


def _places(chance: random.Random) -> list[Place]:
    return [
        Place(
            f"place-{region}-{number}",
            LocalText.of({"fr": f"Ville {region} {number}"}),
            f"Region {region}",
            (),
            Position(33 + 4 * chance.random(), 8 + 2.5 * chance.random()),
        )
        for region in range(REGIONS - 2)
        for number in range(PLACES_A_REGION)
    ]


def _vocabulary(chance: random.Random, syllables: Sequence[str]) -> list[str]:
    return ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(20_000)]


def _service(
    chance: random.Random,
    number: int,
    model: Service,
    organisation: Organisation,
    places: Sequence[Place],
    words: dict[str, list[str]],
) -> Service:
    place = chance.choice(places)
    names = {
        code: f"{said} {_sentence(chance, words[code], 2)}"
        for code, said in model.name.words
        if code in words
    }
    return replace(
        model,
        id=f"made-{number}",
        organisation=organisation,
        name=LocalText.of(names),
        description=_text(chance, words, 16),
        location=Location(place.region, place.id),
        opening_hours=chance.choice(_HOURS),
    )


def _text(chance: random.Random, words: dict[str, list[str]], count: int) -> LocalText:
    return LocalText.of({code: _sentence(chance, known, count) for code, known in words.items()})


def _sentence(chance: random.Random, known: Sequence[str], count: int) -> str:
    # Few words are said often and many seldom, as in any language.
    return " ".join(known[int(len(known) * chance.random() ** 3)] for _ in range(count))
