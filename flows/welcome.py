"""Who we are and what we keep, told once; and a poster's link, which says where one is."""

from __future__ import annotations

from flows.components.retention_words import guest_days
from flows.engine.effect import Effect, SetPlace, SetSource
from flows.engine.step import Flow, Go, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.values.normalise import fold


def notice(talk: Talk) -> tuple[Line, ...]:
    """Who runs this, what is kept, how to stop and to erase; one line where each letter costs."""
    days = guest_days(talk.world.programme)
    if talk.world.channel.bills_segments:
        # Translators: an SMS; it stands below the first answer, so each letter costs.
        short = plural(
            "{programme}, free, by {operator}. Your number is erased after {n} day. STOP, ERASE.",
            "{programme}, free, by {operator}. Your number is erased after {n} days. STOP, ERASE.",
            days,
            **_names(talk),
        )
        return (short,)
    # Translators: never by SMS.
    who = _("{programme}: free information from {operator}.", **_names(talk))
    if talk.world.channel.knows_number:
        # Translators: never by SMS.
        kept = plural(
            "Your number is erased {n} day after your last message. STOP: end. ERASE: erase all.",
            "Your number is erased {n} days after your last message. STOP: end. ERASE: erase all.",
            days,
        )
        return who, kept
    # Translators: never by SMS; we know a chat and no number.
    kept = plural(
        "This chat is erased {n} day after your last message. STOP: end. ERASE: erase all.",
        "This chat is erased {n} days after your last message. STOP: end. ERASE: erase all.",
        days,
    )
    return who, kept


def _names(talk: Talk) -> dict[str, Line]:
    programme = talk.world.programme
    return {"programme": programme.name, "operator": programme.operator}


def deep_link(talk: Talk, meaning: Meaning) -> Outcome:
    """`/start kairouan-poster3`: the first word may be a place, all of it is the source."""
    effects: list[Effect] = [SetSource(meaning.rest)]
    place = _place_named(talk, meaning.rest)
    if place is not None:
        effects.append(SetPlace(place))
    if talk.world.contact.locale is None:
        return Go(StepName.CHOOSE_LANGUAGE, effects=tuple(effects))
    return Go(StepName.MENU, effects=tuple(effects), fresh=True)


def _place_named(talk: Talk, payload: str) -> str | None:
    """The place whose id the payload begins with; ids have hyphens too, so the longest wins."""
    said = fold(payload).replace("_", "-")
    fitting = [
        place.id
        for place in talk.world.directory.places
        if said == place.id or said.startswith(place.id + "-")
    ]
    return max(fitting, key=len, default=None)


FLOW = Flow(commands={"deep_link": deep_link})
