"""What is said of a wish that nothing found is known to meet: never a promise, never a refusal.

What an entry does not say is not known: "For women? None" would turn away whoever may well go.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from flows.components.asked import COUNTRY, Asked, query_of
from flows.components.centre_hours import hours_of_centre
from flows.components.offers import kind_for
from flows.components.training.course_subjects import is_taught_by, not_taught
from flows.engine.step import Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.world import World
from services_directory.search.filters import AGE, FREE, OPEN, SPEAKS, Verdict, Wishes
from services_directory.search.finder import Found, Query, Reach
from services_directory.values.entries import FinerNeed, OfferKind, Place

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


def nothing_in(talk: Talk, need: str, place: Place) -> Line:
    """Above what serves the whole country, and what answers part of the need there: of trainings it
    names what there is none of, for others than we may teach in that town."""
    if kind_for(need, talk.world.programme) is OfferKind.TRAINING:
        return _("No course with us starts soon in {place}. Other services:", place=place.name)
    if any(finer_there(talk)):
        category = talk.world.programme.need(need)
        title = category.title if category else need
        return _("{need}, for {place}:", need=title, place=place.name)
    return _("We have nothing in {place}. For the whole country:", place=place.name)


def finer_there(talk: Talk) -> Iterator[FinerNeed]:
    """Where all that answers a need serves the whole country: its finer needs that somebody near
    the town asked for answers, and that answer nothing else."""
    asked = Asked.remembered(talk.memory)
    if not asked.place or asked.place == COUNTRY:
        return
    if any(each.reach is not Reach.COUNTRY for each in _found(talk, replace(asked, wishes=""))):
        return
    for finer in talk.world.programme.finer_needs:
        if finer.category == asked.need and finer.apart:
            there = _found(talk, Asked(need=finer.code, place=asked.place))
            if any(each.reach is not Reach.COUNTRY for each in there):
                yield finer


def is_none_of_it(talk: Talk, meaning: Meaning, asked: Asked) -> bool:
    """Whether a course was named that we do not teach now, nor anybody near the town asked for."""
    subjects = not_taught(talk.world, meaning)
    taught_here = [each.service for each in _found(talk, asked)] if subjects else []
    return bool(subjects) and not is_taught_by(taught_here, subjects, talk.world)


def _found(talk: Talk, asked: Asked) -> tuple[Found, ...]:
    return talk.world.finder.find(query_of(talk.world, asked))


def whom_to_ask(talk: Talk) -> Iterator[Line]:
    """The centre, and a person: nobody is left with nothing."""
    centre = talk.world.programme.centre
    yield from hours_of_centre(talk)
    if centre.phone:
        yield _(
            "You can call here: {centre}, {number}",
            centre=centre.name,
            number=centre.phone.digits,
        )
    yield _("To talk to a person, write: HUMAN.")
