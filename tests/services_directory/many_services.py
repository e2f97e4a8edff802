"""A large made-up directory in the shape of the real one, for measuring and for properties."""

from __future__ import annotations

import random
from dataclasses import replace

from services_directory.values.entries import Directory, LocalText

_SYLLABLES = ("ba", "mi", "ro", "ta", "le", "ou", "chi", "dra", "sen", "kha", "fi", "zo", "ner")


def grown(directory: Directory, count: int, seed: int = 7) -> Directory:
    """`directory` with `count` services: real ones copied, with made-up words and other places."""
    chance = random.Random(seed)
    local = [each for each in directory.services if each.location.region is not None]
    national = [each for each in directory.services if each.location.region is None]
    services = list(national)
    for number in range(count - len(national)):
        model = chance.choice(local)
        place = chance.choice(directory.places)
        made_up = " ".join("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(2))
        name = LocalText.of({code: f"{words} {made_up}" for code, words in model.name.words})
        location = replace(model.location, region=place.region, place=place.id)
        hours = chance.choice([None, "24/7", f"Mo-Fr {chance.randint(7, 9):02}:00-16:30"])
        services.append(
            replace(model, id=f"made-{number}", name=name, location=location, opening_hours=hours)
        )
    return replace(directory, services=tuple(services))
