"""The first words: which language, then a short notice of who we are and what is kept."""

from __future__ import annotations

from flows.engine.effect import Effect, SetPlace, SetSource
from flows.engine.step import Flow, Go, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import ASIDES
from services_directory.values.normalise import fold


def notice(talk: Talk) -> tuple[Line, ...]:
    """Who runs this, what is kept, and the words to stop and to erase."""
    # Translators: an SMS; with the notice below and the menu it should fit in three segments.
    who = _("{programme}: free information by {operator}.", **_names(talk))
    return who, _kept(talk)


def _kept(talk: Talk) -> Line:
    hours = talk.world.programme.retention.guest_hours
    if talk.world.channel.knows_number:
        return plural(
            "Your number is erased {n} hour after your last message. STOP ends, ERASE deletes.",
            "Your number is erased {n} hours after your last message. STOP ends, ERASE deletes.",
            hours,
        )
    # Translators: never by SMS; we know a chat and no number.
    return plural(
        "We forget this chat {n} hour after your last message. STOP ends, ERASE deletes.",
        "We forget this chat {n} hours after your last message. STOP ends, ERASE deletes.",
        hours,
    )


def _names(talk: Talk) -> dict[str, Line]:
    programme = talk.world.programme
    return {"programme": programme.name, "operator": programme.operator}


def welcome(talk: Talk, meaning: Meaning) -> Outcome:
    """What was written first is kept as a wish, a need and a place, and answered once we can."""
    remember = {
        "wish": meaning.intent if meaning.intent in ASIDES else "",
        "need": meaning.topics[0] if meaning.topics else "",
        "place": meaning.place or "",
    }
    return Go("choose_language.choose", remember={k: v for k, v in remember.items() if v})


def deep_link(talk: Talk, meaning: Meaning) -> Outcome:
    """`/start kairouan-poster3`: the first word may be a place, all of it is the source."""
    effects: list[Effect] = [SetSource(meaning.rest)]
    place = _place_named(talk, meaning.rest)
    if place is not None:
        effects.append(SetPlace(place))
    if talk.world.contact.locale is None:
        return Go("choose_language.choose", effects=tuple(effects))
    return Go("main_menu.choose", effects=tuple(effects), fresh=True)


def _place_named(talk: Talk, payload: str) -> str | None:
    """The place whose id the payload begins with; ids have hyphens too, so the longest wins."""
    said = fold(payload).replace("_", "-")
    fitting = [
        place.id
        for place in talk.world.directory.places
        if said == place.id or said.startswith(place.id + "-")
    ]
    return max(fitting, key=len, default=None)


FLOW = Flow(commands={"welcome": welcome, "deep_link": deep_link})
