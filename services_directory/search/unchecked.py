"""Is what somebody asks for by name something that nobody has checked yet?"""

from __future__ import annotations

from services_directory.search.name_weight import share_said
from services_directory.search.ranking import Search
from services_directory.search.scores import scored
from services_directory.values.entries import Unchecked

_NAMED, _BETTER = 0.75, 0.25
"""How much of the words a service nobody checked must name, and how much more than ours."""

_OF_ITS_NAME = 0.5
"""More than so much of its name was said: "doctor" does not ask for one eye doctor."""


def is_named_unchecked(search: Search) -> bool:
    """What the words name is none of ours, and something nobody has checked yet."""
    query, known = search.query, search.sorted
    if query.only and any(map(search.is_in_reach, search.services_of(query.only))):
        return False
    hidden = known.directory.unchecked
    wanted = {query.category, *query.also}
    named = max(
        (
            share
            for number, share in known.unchecked.scores(query.words).named.items()
            if hidden[number].category in wanted and _is_meant(hidden[number], search)
        ),
        default=0.0,
    )
    if named < _NAMED:
        return False
    scores = scored(known.words.heard(query.words, list(search.near(query.category))))
    ours = (
        share
        for number, share in scores.named.items()
        if search.is_in_reach(known.services[number])
    )
    return named > max(ours, default=0.0) + _BETTER


def _is_meant(hidden: Unchecked, search: Search) -> bool:
    """Something in reach whose name was said: no other of its kind in another town."""
    asked = search.asked
    elsewhere = asked is not None and hidden.place not in (None, asked.id)
    if elsewhere or not search.is_reached(hidden.region):
        return False
    return share_said(hidden.name, search.query.words) > _OF_ITS_NAME
