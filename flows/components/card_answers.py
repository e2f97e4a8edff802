"""What is asked of a card or a list on the screen: when, how much, which papers, how far?

Answered from the entry alone. What it does not say is said to be unknown, with whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.components.service_lines import (
    PERSON,
    Seen,
    ages,
    away,
    for_whom,
    in_season,
    is_hours_known,
    open_hours,
    phones,
    price,
    to_bring,
    where,
    whom_to_ask,
)
from flows.engine.reply import Choice
from flows.engine.text import Line, _
from flows.engine.world import World
from services_directory.search.filters import OPEN, Verdict, Wishes
from services_directory.search.finder import Query
from services_directory.values.entries import Service

_NUMBER, _WHEN, _WHERE, _FAR = "number", "when", "where", "far"

_TODAY = f"{OPEN}:today"

_UNKNOWN: Mapping[str, Line] = {
    _NUMBER: _("Phone: not known"),
    _WHEN: _("Hours: not known"),
    # Translators: what a service costs.
    "cost": _("Price: not known"),
    # Translators: which papers a service asks for.
    "papers": _("Papers to bring: not known"),
    "age": _("Age: not known"),
    # Translators: for whom a service is.
    "who": _("For whom: not known"),
}

_AT_THAT_TIME: Mapping[Verdict, Line] = {
    Verdict.YES: _("Open then? Yes."),
    Verdict.NO: _("Open then? No."),
}

_OF_EACH = frozenset((_NUMBER, _WHEN, _WHERE, _FAR, "cost", "age"))
"""What is short enough to be told of every service of a list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`what`: as in "card:what" of keywords.csv. `time`: "open:su", where it was asked of another
    time than now."""

    what: str
    time: str = ""

    @classmethod
    def of(cls, what: str, wishes: Sequence[str]) -> Asked:
        times = (each for each in wishes if each.startswith(f"{OPEN}:"))
        return cls(what, next((each for each in times if not each.startswith(_TODAY)), ""))


def asked_of_card(service: Service, seen: Seen, asked: Asked, world: World) -> tuple[Line, ...]:
    """One thing of it alone, for who has the rest on the screen."""
    if facts := tuple(_facts(service, seen, asked, world)):
        return facts
    to_ask = phones(service) or whom_to_ask(service, seen) or (PERSON,)
    return (_UNKNOWN[asked.what], *to_ask)


def asked_of_list(
    listed: Sequence[tuple[int, Choice, Service]], seen: Seen, asked: Asked, world: World
) -> tuple[Line, ...]:
    """The same of each service on the screen, short; by its number where numbers are shown."""
    if asked.what not in _OF_EACH:
        return (_pick(world),)
    facts = [
        (number, choice, next(_facts(service, seen, asked, world), None))
        for number, choice, service in listed
    ]
    known = [
        _of(choice.label if world.channel.shows_buttons else str(number), fact)
        for number, choice, fact in facts
        if fact is not None
    ]
    told = [fact for _number, _choice, fact in facts if fact is not None]
    if len(told) == len(facts) and all(fact == told[0] for fact in told):
        return (told[0],)
    if not known:
        return (_UNKNOWN[asked.what], _whom_to_ask(world))
    if len(known) < len(facts):
        # Translators: below what is known of some services of a list.
        known.append(_("Of the others we do not know."))
    return tuple(known)


def _of(which: Line | str, fact: Line) -> Line:
    # Translators: a service of a list, or its number there; and what was asked of it.
    return _("{service}: {fact}", service=which, fact=fact)


def _pick(world: World) -> Line:
    if world.channel.shows_buttons:
        # Translators: never by SMS; asked of a list with buttons.
        return _("Which one? Press its button, then ask again.")
    # Translators: an SMS; asked of a numbered list.
    return _("Which one? Write its number, then ask again.")


def _whom_to_ask(world: World) -> Line:
    if world.channel.shows_buttons:
        # Translators: never by SMS; of a list with buttons: what was asked is not known of any.
        return _("Press a button: its card says whom to ask.")
    # Translators: an SMS; of a numbered list: what was asked is not known of any.
    return _("Write a number: its card says whom to ask.")


def _facts(service: Service, seen: Seen, asked: Asked, world: World) -> Iterator[Line]:
    """What the entry says of it, the shortest first; nothing where it says nothing."""
    match asked.what:
        case "number":
            yield from phones(service)
        case "when" if asked.time:
            yield from _at_that_time(service, asked, world)
        case "when" if is_hours_known(service, seen):
            yield open_hours(service, seen)
            yield from in_season(service, seen)
        case "cost":
            yield from price(service, seen)
        case "papers":
            yield from to_bring(service, seen)
        case "age":
            yield from ages(service) or _ages_said(service, seen)
        case "who":
            yield from for_whom(service, seen)
            yield from ages(service)
        case "far":
            yield from away(service, seen) or (where(service, seen.directory),)
        case "where":
            yield where(service, seen.directory)
            yield from away(service, seen)


def _ages_said(service: Service, seen: Seen) -> tuple[Line, ...]:
    """For whom it is, where that says years."""
    said = any(any(map(str.isdigit, words)) for _locale, words in service.eligibility.words)
    return for_whom(service, seen) if said else ()


def _at_that_time(service: Service, asked: Asked, world: World) -> Iterator[Line]:
    query = Query(now=world.now, wishes=Wishes((asked.time,)))
    verdict = world.finder.verdict(service, query)
    if verdict is not Verdict.UNKNOWN:
        yield _AT_THAT_TIME[verdict]
