"""What are a service's codes called in its card: its cost, why it is shut, its languages?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flows.engine.text import Line, Text, _
from services_directory.values.entries import ClosureKind, Cost, Programme, Service

COSTS: dict[Cost, Text] = {
    Cost.FREE: _("Free."),
    Cost.PAID: _("Not free."),
    Cost.VARIES: _("The price depends on the case."),
}

CLOSED: dict[ClosureKind, Callable[[date], Line]] = {
    ClosureKind.HOLIDAY: lambda day: _("Closed for the holidays, until {day}.", day=day),
    ClosureKind.RAMADAN: lambda day: _("Closed for Ramadan, until {day}.", day=day),
    ClosureKind.STRIKE: lambda day: _("Closed: strike, until {day}.", day=day),
    ClosureKind.WORKS: lambda day: _("Closed for building work, until {day}.", day=day),
    ClosureKind.OTHER: lambda day: _("Closed until {day}.", day=day),
}

LANGUAGES: dict[str, Line] = {
    "ar": _("Arabic"),
    "aeb": _("Tunisian"),
    "fr": _("French"),
    "en": _("English"),
    "it": _("Italian"),
    "es": _("Spanish"),
    "ti": _("Tigrinya"),
    "am": _("Amharic"),
    "so": _("Somali"),
    "sw": _("Swahili"),
    "ha": _("Hausa"),
    "bm": _("Bambara"),
    "ber": _("Tamazight"),
}
"""Names of the languages people here are likeliest to be served in; others are not told."""


def spoken(service: Service, programme: Programme) -> tuple[Line, ...]:
    """The languages people are served in, where one of them is not a matter of course."""
    names = [LANGUAGES[code] for code in service.languages if code in LANGUAGES]
    if not names or set(service.languages) <= set(programme.languages) - {"en"}:
        return ()
    match names[:3]:
        case [first]:
            return (_("They speak: {first}", first=first),)
        case [first, second]:
            return (_("They speak: {first}, {second}", first=first, second=second),)
        case [first, second, third]:
            return (
                _(
                    "They speak: {first}, {second}, {third}",
                    first=first,
                    second=second,
                    third=third,
                ),
            )
    return ()
