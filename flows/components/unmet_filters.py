"""What is said of a wish that nothing found is known to meet: never a promise, never a refusal.

What an entry does not say is not known: "For women? None" would turn away whoever may well go.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from flows.engine.text import Line, _
from flows.engine.world import World
from services_directory.search.filters import AGE, FREE, OPEN, SPEAKS, Verdict, Wishes
from services_directory.search.finder import Found, Query

_THEN: Line = _("Open then?")

_ASKED: Mapping[str, Line] = {
    OPEN: _("Open now?"),
    FREE: _("Free?"),
    "women": _("For women?"),
    "men": _("For men?"),
    "children": _("For children?"),
    "young": _("For young people?"),
    "older": _("For older people?"),
    "families": _("For families?"),
    AGE: _("For this age?"),
    "female_staff": _("Women on the staff?"),
    "refugees": _("For refugees or migrants?"),
    SPEAKS: _("In this language?"),
    "disabled": _("For people with a disability?"),
}


def unmet(
    world: World, query: Query, shown: Sequence[Found], *, met: Container[str] = ()
) -> Iterator[Line]:
    """One line for each wish that none of `shown` is known to meet, nor what stands beside them
    (`met`): it is not known, or known not to be so of all of them."""
    for wish in query.wishes.names:
        kind, _colon, rest = wish.partition(":")
        asked = _THEN if kind == OPEN and rest else _ASKED.get(kind)
        if asked is None or kind in met:
            continue
        if any(world.finder.meets(each.service, wish, query) for each in shown):
            continue
        alone = replace(query, wishes=Wishes((wish,)))
        if all(world.finder.verdict(each.service, alone) is Verdict.NO for each in shown):
            # Translators: after a question in a few words, "Open now?", of what is shown below.
            yield _("{question} No.", question=asked)
        else:
            # Translators: as above.
            yield _("{question} We do not know, ask first.", question=asked)
