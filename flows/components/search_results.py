"""From a need, a place, a position or free words to what was found, and the step that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.components.asked import COUNTRY, Asked, query_of
from flows.components.offers import NO_SUCH_COURSE, begin, kind_for, names_another_course
from flows.components.unmet_filters import is_none_of_it, nothing_in, unmet, whom_to_ask
from flows.engine.effect import Effect, RecordShown, RecordUnmetNeed, SetPlace
from flows.engine.reply import Choice
from flows.engine.step import Again, Go, Outcome, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import OUTSIDE
from flows.step_names import StepName
from services_directory.search.filters import MAN, is_for_women_alone
from services_directory.search.finder import Found, Reach
from services_directory.search.name_weight import (
    NAMED,
    PERHAPS_NAMED,
    is_named_in_full,
    share_of_name,
)
from services_directory.values.entries import (
    EMERGENCY,
    FinerNeed,
    OfferKind,
    Position,
    Service,
)

UNKNOWN_PLACE = _("We do not know this place. Please write the nearest town.")
NOTHING_THERE = _("We have nothing in that town.")

ELSEWHERE = "elsewhere"
"""Remembered while somebody is asked for a town after having named one that is none of ours."""


def look_for(talk: Talk, asked: Asked) -> Outcome:
    """A need was named: danger has its own answer; a place known already is not asked again."""
    if asked.need == EMERGENCY:
        return talk.commands["danger"](talk, Meaning())
    asked = replace(asked, place=asked.place or _place_known(talk))
    if MAN in talk.recall("wishes").split() and MAN not in asked.wishes.split():
        # Said of himself, in this conversation, whatever he asks for next.
        asked = replace(asked, wishes=f"{asked.wishes} {MAN}".strip())
    if asked.place or _needs_no_town(talk, asked):
        return results(talk, asked)
    return Go(StepName.CHOOSE_PLACE, asked.remember(), fresh=True)


def _place_known(talk: Talk) -> str:
    """Said before, in this conversation or an earlier one, or on the poster they come from."""
    here = talk.recall("place")
    return here if talk.world.directory.place(here) else talk.world.contact.place or ""


def _needs_no_town(talk: Talk, asked: Asked) -> bool:
    """The answer is the same in every town, so nobody is asked for one."""
    is_same = _is_known_nowhere(talk, asked) or _is_anywhere(talk, asked)
    return is_same or _is_unchecked_anywhere(talk, asked)


def _is_unchecked_anywhere(talk: Talk, asked: Asked) -> bool:
    towns = (each.main_place for each in talk.world.programme.regions)
    queries = (query_of(talk.world, replace(asked, place=town)) for town in towns)
    return all(talk.world.finder.knows_unchecked(each) for each in queries)


def _is_known_nowhere(talk: Talk, asked: Asked) -> bool:
    """Nothing in any town answers it, so nobody is asked for one."""
    finer = talk.world.programme.finer(asked.need)
    return finer is not None and not finer.services


def _is_anywhere(talk: Talk, asked: Asked) -> bool:
    """Where everything that answers it serves the whole country, nobody is asked for a town."""
    answers = find(talk, asked)
    return bool(answers) and all(each.reach is Reach.COUNTRY for each in answers)


def results(talk: Talk, asked: Asked) -> Go:
    """What was found: a card when it is one, a list, or "nothing"."""
    place = talk.world.directory.place(asked.place)
    effects: list[Effect] = [SetPlace(place.id)] if place else []
    if asked.need and talk.world.finder.knows_unchecked(query_of(talk.world, asked)):
        if place:
            effects.append(RecordUnmetNeed(asked.need, place.id))
        return _unchecked(talk, asked, tuple(effects))
    answers = find(talk, asked)
    if not any(each.reach is not Reach.COUNTRY for each in answers) and asked.need and place:
        effects.append(RecordUnmetNeed(asked.need, place.id))
    if not answers:
        return _nothing(talk, asked, tuple(effects))
    remember = asked.remember()
    if len(answers) == 1:
        remember["service"] = answers[0].service.id
        effects += shown(talk, answers[0].service.id)
        said = (
            *_from_afar(talk, answers[0], asked),
            *unmet(talk.world, query_of(talk.world, asked), answers),
        )
        return Go(StepName.CARD, remember, tuple(effects), said, fresh=True)
    return Go(StepName.CHOOSE_SERVICE, remember, tuple(effects), fresh=True)


def shown(talk: Talk, service_id: str) -> tuple[Effect, ...]:
    """That a card was shown which nobody checked; a line of danger needs no counting."""
    service = talk.world.directory.service(service_id)
    if service is None or service.is_emergency or service.last_checked is not None:
        return ()
    return (RecordShown(service.id),)


def _from_afar(talk: Talk, only: Found, asked: Asked) -> tuple[Line, ...]:
    """Says of a single answer that it is not from the place asked, as a list's heading would."""
    place = talk.world.directory.place(asked.place)
    if place is None or only.reach is not Reach.COUNTRY:
        return ()
    return (nothing_in(talk, asked.need, place),)


def search(talk: Talk, meaning: Meaning) -> Outcome:
    """Free text at any time: a need and a place, or a name; `Again` when it says nothing to us."""
    programme = talk.world.programme
    asked = Asked.said(talk.world, meaning)
    kind = kind_for(asked.need, programme)
    if (kind or asked.offer) and "register" in meaning.beside:
        another = names_another_course(talk.world, meaning)
        return begin(talk, kind, asked.offer, asked.place, another=another)
    if meaning.intent == OUTSIDE:
        return _nothing(talk, Asked(), ())
    if is_elsewhere(talk, meaning, asked.need) and not _is_known_nowhere(talk, asked):
        return elsewhere(talk, asked)
    if asked.need and kind is OfferKind.TRAINING and not asked.offer:
        known = replace(asked, place=asked.place or _place_known(talk))
        if is_none_of_it(talk, meaning, known):
            return _none_of_it(talk, known)
    if asked.need:
        return look_for(talk, asked)
    place = talk.world.directory.place(asked.place)
    if place is not None and not meaning.rest:
        return Go(StepName.MENU, {"place": place.id}, (SetPlace(place.id),), fresh=True)
    if asked.offer:
        return begin(talk, kind, asked.offer, asked.place)
    worded = replace(asked, words=meaning.rest, also="")
    if any(share_of_name(each, meaning.rest) >= NAMED for each in _by_words(talk, worded)):
        return results(talk, worded)
    return Again()


def _none_of_it(talk: Talk, asked: Asked) -> Outcome:
    """A course was named that is none of ours now: said, before what there is. Who named no town
    sees first what begins soon, and how to be told of others."""
    if not asked.place:
        remember = {"another": asked.need}
        return Go(StepName.STARTING_SOON, remember, saying=(NO_SUCH_COURSE,), fresh=True)
    outcome = look_for(talk, asked)
    if isinstance(outcome, Go):
        return replace(outcome, saying=(NO_SUCH_COURSE, *outcome.saying))
    return outcome


def named_in_full(talk: Talk, meaning: Meaning) -> Service | None:
    """The one service whose name was said, whatever need its words speak of."""
    asked = Asked.said(talk.world, meaning)
    named = [
        each
        for each in _by_words(talk, Asked(place=asked.place, words=meaning.said))
        if is_named_in_full(each, meaning.said)
    ]
    return named[0] if len(named) == 1 else None


def _by_words(talk: Talk, worded: Asked) -> tuple[Service, ...]:
    return tuple(each.service for each in find(talk, worded)) if worded.words else ()


def categories_of_words(talk: Talk, meaning: Meaning) -> frozenset[str]:
    """The categories of the services that have most of the words."""
    worded = Asked(place=meaning.place or "", words=meaning.rest)
    return frozenset(each.category for each in _by_words(talk, worded))


def perhaps_named(talk: Talk, meaning: Meaning) -> tuple[Service, ...]:
    """What may be meant by words that are only part of its name."""
    worded = Asked(place=meaning.place or "", words=meaning.rest)
    return tuple(
        each
        for each in _by_words(talk, worded)
        if share_of_name(each, meaning.rest) >= PERHAPS_NAMED
    )


def is_elsewhere(talk: Talk, meaning: Meaning, need: str) -> bool:
    """A town that is none of ours was named, and no service of the need is called after it."""
    if meaning.elsewhere is None or meaning.place is not None:
        return False
    return not talk.world.finder.has_named(need, meaning.elsewhere)


def elsewhere(talk: Talk, asked: Asked) -> Outcome:
    """What is near somebody's home would be no answer to who asks for another town."""
    if asked.need == EMERGENCY:
        return talk.commands["danger"](talk, Meaning())
    if not asked.need:
        return Again((NOTHING_THERE,), missed=False)
    remember = {**replace(asked, place="", near="").remember(), ELSEWHERE: "yes"}
    effects = (RecordUnmetNeed(asked.need, None),)
    return Go(StepName.CHOOSE_PLACE, remember, effects, (NOTHING_THERE,), fresh=True)


def helps_anywhere(talk: Talk) -> bool:
    """Something for the need that is remembered serves the whole country."""
    return bool(find(talk, replace(Asked.remembered(talk.memory), place=COUNTRY)))


def _unchecked(talk: Talk, asked: Asked, effects: tuple[Effect, ...]) -> Go:
    """Somebody asks by name for what nobody has checked: the nearest other thing would mislead, so
    it is only offered."""
    said = (
        _("There is something for this, but we have not checked it yet."),
        *whom_to_ask(talk),
    )
    needs = dict.fromkeys((asked.need, *asked.other_needs))
    ways = [way for need in needs if (way := _way_to(talk, need, asked))]
    remember = _kept(asked)
    return Go(StepName.REST, remember, effects, said, fresh=True, beside=tuple(ways))


def _nothing(talk: Talk, asked: Asked, effects: tuple[Effect, ...]) -> Go:
    """Nothing is said as nothing, with the nearest useful line after it."""
    category = talk.world.programme.need(asked.need)
    where = talk.world.directory.place(asked.place)
    said: list[Line] = []
    if category and where:
        said.append(_("{need} in {place}: we have nothing.", need=category.title, place=where.name))
    elif category:
        said.append(_("{need}: we have nothing.", need=category.title))
    else:
        said.append(_("We found nothing for this."))
    said += whom_to_ask(talk)
    finer = talk.world.programme.finer(asked.need)
    offer = talk.world.programme.offer(finer.offer or "") if finer else None
    remember = _kept(asked)
    ways = [way for need in _ways_on(talk, asked, finer) if (way := _way_to(talk, need, asked))]
    ways += _elsewhere_first(talk, finer)
    if offer is not None:
        ways.append(Choice("register", _("Register: {offer}", offer=offer.title)))
        remember["offer"] = offer.code
    return Go(StepName.REST, remember, effects, tuple(said), fresh=True, beside=tuple(ways))


def _kept(asked: Asked) -> dict[str, str]:
    """The place, and that he is a man. Not the need: with the unmet needs that are counted without
    a person it would tell who had it."""
    is_man = MAN in asked.wishes.split()
    return replace(Asked(place=asked.place), wishes=MAN if is_man else "").remember()


def _ways_on(talk: Talk, asked: Asked, finer: FinerNeed | None) -> Iterator[str]:
    """What the programme names; where nobody answers the need anywhere, those of its category that
    somebody answers; where nobody does in reach, all of its category."""
    yield from finer.ways_on if finer else ()
    category = finer.category if finer else asked.need
    if (finer and finer.ways_on) or not category:
        return
    if finer and finer.services:
        yield category
        return
    for each in talk.world.programme.finer_needs:
        if each.category == category and each.in_menu and each.services:
            yield each.code


def _elsewhere_first(talk: Talk, finer: FinerNeed | None) -> Iterator[Choice]:
    """The one that answers this need in another region, with its town, for whoever can go there."""
    found = find(talk, Asked(need=finer.code)) if finer and finer.services else ()
    for each in found[:1]:
        service = each.service
        place = talk.world.directory.place(service.location.place)
        if place is not None:
            label = _("{name}, {place}", name=service.name, place=place.name)
            yield Choice(f"service:{service.id}", label)


def _way_to(talk: Talk, need: str, asked: Asked) -> Choice | None:
    """A button for another need, where something answers it there, and for whom they are."""
    known = talk.world.programme.need(need)
    there = find(talk, Asked(need=need, place=asked.place))
    is_man = MAN in asked.wishes.split()
    if is_man and all(is_for_women_alone(each.service) for each in there):
        return None
    return Choice(f"need:{need}", known.title) if known and there else None


def from_location(talk: Talk, asked: Asked, position: Position) -> Outcome:
    """A shared location: sorted by distance from it, if it is near any of our places."""
    place = talk.world.finder.nearest_place(position)
    if place is None:
        return Again(
            (_("That is far from the places we know. Write the nearest town."),), missed=False
        )
    if not asked.need:
        return Go(StepName.MENU, {"place": place.id}, (SetPlace(place.id),), fresh=True)
    # To the kilometre: enough to sort by, and no door to knock at.
    near = f"{position.latitude:.2f},{position.longitude:.2f}"
    return results(talk, replace(asked, place=place.id, near=near))


def found(talk: Talk) -> tuple[Found, ...]:
    """What was found for what is remembered: the same answer as when it was first asked."""
    return find(talk, Asked.remembered(talk.memory))


def find(talk: Talk, asked: Asked) -> tuple[Found, ...]:
    return talk.world.finder.find(query_of(talk.world, asked))
