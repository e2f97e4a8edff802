"""What is said of a wish that nothing found is known to meet: never a promise, never silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.engine.text import Line, _
from flows.engine.world import World
from services_directory.search.filters import AGE, FREE, OPEN, SPEAKS
from services_directory.search.finder import Found, Query

_NOT_OPEN_THEN = _("None of these is known to be open at that time.")

_UNMET: dict[str, Line] = {
    OPEN: _("None of these is known to be open now."),
    FREE: _("None of these says it is free."),
    "women": _("None of these says it is for women."),
    "men": _("None of these says it is for men."),
    "children": _("None of these says it is for children."),
    "young": _("None of these says it is for young people."),
    "older": _("None of these says it is for older people."),
    "families": _("None of these says it is for families."),
    AGE: _("None of these says that it is for this age."),
    "female_staff": _("None of these says that women work there."),
    "refugees": _("None of these says it is for refugees or migrants."),
    SPEAKS: _("None of these says that this language is spoken."),
    "disabled": _("None of these says it is for people with a disability."),
}


def unmet(world: World, query: Query, shown: Sequence[Found]) -> Iterator[Line]:
    """One sentence for each wish that none of `shown` is known to meet."""
    for wish in query.wishes.names:
        kind, _colon, rest = wish.partition(":")
        said = _NOT_OPEN_THEN if kind == OPEN and rest else _UNMET.get(kind)
        if said and not any(world.finder.meets(each.service, wish, query) for each in shown):
            yield said
