"""Two services side by side: what each part is called, what each says of it, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin.forms.base import Posted
from admin.forms.services.facts import PHONE_TYPES
from admin.rendering.formatting import say
from admin.rendering.hours_in_words import hours_in_words
from admin.rendering.labels import FIELDS, VALUES, Names
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _
from services_directory.storage.detail_history import PLACES
from services_directory.storage.merges.comparing import Part, Which
from services_directory.storage.merges.merging import Hindrance
from services_directory.vocabulary.fact_names import FACT_NAMES

CHOICE = "part:"
"""The name of a choice begins with it; what follows is the code of the part."""

HINDRANCES: dict[Hindrance, Text] = {
    Hindrance.SAME: _("This is the very same service."),
    Hindrance.ARCHIVED: _("One of the two is archived: publish it again first."),
    Hindrance.CONFIDENTIAL: _("One of the two is confidential: say so of both first, or of none."),
    Hindrance.BY_ITSELF: _("They are two already."),
    Hindrance.NOT_KNOWN: _("That cannot be undone: how it was before is not known."),
}

_WHERE: Text = _("Where it is")
_CHECK: Text = _("Last check")
_AGES: Text = _("Ages")
_NOT_SHOWN = frozenset({"latitude", "confirmed"})


def name_of_part(part: Part) -> tuple[str, str]:
    """What it is called, and the code of its language; "" where it is of none."""
    name, _dot, locale = part.code.partition(".")
    whole = {"place": _WHERE, "last_checked_on": _CHECK, "minimum_age": _AGES}
    return say(whole.get(name, FIELDS.get(name, PLACES))), locale


def lines_of_part(part: Part, which: Which, names: Names) -> list[tuple[str, str]]:
    """What one of the two says, line by line, each with its language; nothing where it says
    nothing."""
    said = part.stays if which is Which.STAYS else part.other
    lines = []
    for name, text in said.items():
        stem, _dot, locale = name.partition(".")
        if stem not in _NOT_SHOWN:
            lines += [(line, locale) for line in _in_words(stem, text, said, names)]
    return [(line, locale) for line, locale in lines if line]


def chosen_in(posted: Posted | Mapping[str, Any], parts: tuple[Part, ...]) -> dict[str, Which]:
    """By the code of each part; what nobody chose is the better one."""
    chosen = {}
    for each in parts:
        said = str(posted.get(f"{CHOICE}{each.code}", ""))
        chosen[each.code] = Which(said) if said in set(Which) else each.better
    return chosen


def _in_words(name: str, text: str, said: Mapping[str, str], names: Names) -> list[str]:
    """A code as its name, hours in plain words; everything else as it is kept."""
    told: list[str] = text.split("\n")
    if name == "opening_hours":
        told = [*hours_in_words(text)] or [text]
    elif name == "category":
        told = [names.category(text)]
    elif name == "region":
        told = [] if "place" in said else [names.region(text)]
    elif name == "place":
        told = [names.place(text)]
    elif name == "longitude":
        told = [f"{said.get('latitude', '')}, {text}"]
    elif name == "facts":
        told = [say(FACT_NAMES[each]) for each in text.split(";") if each in FACT_NAMES]
    elif name == "languages":
        told = [" · ".join(say(LANGUAGES.get(each, each)) for each in text.split(";"))]
    elif name == "phone_types":
        told = [" · ".join(say(PHONE_TYPES.get(each, each)) for each in text.split(";"))]
    elif name in ("minimum_age", "maximum_age", "last_checked_by", "next_check_on", "timezone"):
        told = [f"{say(FIELDS.get(name, name))}: {text}"] if name in FIELDS else [text]
    elif name in ("status", "cost"):
        told = [say(VALUES.get(text, text))]
    return told
