"""What is said of a wish that nothing found is known to meet: never a promise, never silence."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from flows.engine.text import Line, _
from flows.engine.world import World
from services_directory.search.filters import AGE, FREE, OPEN, SPEAKS
from services_directory.search.finder import Found, Query

_NOT_OPEN_THEN = _("Open then? None that we know of.")

_UNMET: dict[str, Line] = {
    OPEN: _("Open now? None that we know of."),
    FREE: _("Free? None that we know of."),
    "women": _("For women? None that we know of."),
    "men": _("For men? None that we know of."),
    "children": _("For children? None that we know of."),
    "young": _("For young people? None that we know of."),
    "older": _("For older people? None that we know of."),
    "families": _("For families? None that we know of."),
    AGE: _("For this age? None that we know of."),
    "female_staff": _("With women on the staff? None that we know of."),
    "refugees": _("For refugees or migrants? None that we know of."),
    SPEAKS: _("In this language? None that we know of."),
    "disabled": _("For people with a disability? None that we know of."),
}


def unmet(
    world: World, query: Query, shown: Sequence[Found], *, met: Container[str] = ()
) -> Iterator[Line]:
    """One sentence for each wish that none of `shown` is known to meet, nor what stands beside
    them (`met`)."""
    for wish in query.wishes.names:
        kind, _colon, rest = wish.partition(":")
        if kind in met:
            continue
        said = _NOT_OPEN_THEN if kind == OPEN and rest else _UNMET.get(kind)
        if said and not any(world.finder.meets(each.service, wish, query) for each in shown):
            yield said
