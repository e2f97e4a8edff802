"""What is said of a wish that nothing found is known to meet: never a promise, never silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.engine.text import Line, _
from flows.engine.world import World
from services_directory.search import Found, Query
from services_directory.wishes import FREE, OPEN, SPEAKS

_UNMET: dict[str, Line] = {
    OPEN: _("None of these is known to be open now."),
    FREE: _("None of these says it is free."),
    "women": _("None of these says it is for women."),
    "children": _("None of these says it is for children."),
    "refugees": _("None of these says it is for refugees or migrants."),
    SPEAKS: _("None of these says that this language is spoken."),
    "disabled": _("None of these says it is for people with a disability."),
}


def unmet(world: World, query: Query, shown: Sequence[Found]) -> Iterator[Line]:
    """One sentence for each wish that none of `shown` is known to meet."""
    for wish in query.wishes.names:
        said = _UNMET.get(wish.partition(":")[0])
        if said and not any(world.finder.meets(each.service, wish, query) for each in shown):
            yield said
