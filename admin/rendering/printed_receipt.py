"""The paper that somebody takes home from the desk: their code, what for, and when we are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from admin.rendering.labels import DAY_NAMES
from bot.documents.document import Block, Document, Fact, Part, QrCode, Words
from bot.privacy.registration import Registration
from bot.translation.translator import Translator
from flows.engine.text import Line
from flows.registration.walk_in_words import (
    HOW_TO_ASK,
    REGISTERED_FOR,
    WHERE,
    YOUR_CODE,
    given_on,
)
from services_directory.values.entries import Directory
from services_directory.web.pages.usual_week import usual_week


def printed_receipt(
    told: Registration, on: date, locale: str, directory: Directory, translator: Translator
) -> Document:
    """A page of A6 in this language."""
    language = translator.language(locale) or translator.languages[0]

    def say(line: Line) -> str:
        return translator.phrase(line, language.code)

    programme = directory.programme
    offer, place = programme.offer(told.offer), directory.place(told.place)
    blocks: list[Block] = [
        Words(say(programme.name), 11, centred=True),
        Words(say(YOUR_CODE), 11, centred=True),
        Words(told.receipt, 26, bold=True, centred=True),
        Fact(say(REGISTERED_FOR), say(offer.title) if offer else told.offer),
    ]
    if place is not None:
        blocks.append(Fact(say(WHERE), say(place.name)))
    blocks.append(Words(say(given_on(on)), 10))
    blocks.append(Words(say(HOW_TO_ASK), 10))
    blocks.append(Fact(say(programme.centre.name), "\n".join(_hours(directory, say))))
    blocks.append(QrCode(told.receipt, 20))
    title = f"{say(YOUR_CODE)} {told.receipt}"
    return Document(title, language.code, (Part(tuple(blocks), language.right_to_left),), "A6")


def _hours(directory: Directory, say: Callable[[Line], str]) -> Iterator[str]:
    """Days that are alike together; nothing where the hours are no plain week."""
    names = list(DAY_NAMES.values())
    for days in usual_week(directory.programme.centre.opening_hours):
        if days.times:
            named = dict.fromkeys((say(names[days.first]), say(names[days.last])))
            times = ", ".join(f"{opens}-{closes}" for opens, closes in days.times)
            yield f"{' - '.join(named)} {times}"
