"""From a need, a place, a position or free words to what was found, and the step that shows it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from flows.components.offers import begin, kind_for
from flows.components.unmet_filters import unmet
from flows.danger import danger
from flows.engine.effect import Effect, RecordUnmetNeed, SetPlace
from flows.engine.session import Memory
from flows.engine.step import Again, Go, Outcome, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import OUTSIDE
from flows.engine.understanding.wishes import without_wishes
from flows.engine.world import World
from flows.step_names import StepName
from services_directory.search.filters import FREE, OPEN, Wishes
from services_directory.search.finder import Found, Query, Reach
from services_directory.values.entries import EMERGENCY, Position
from services_directory.values.normalise import fold

_NO_NAMES = frozenset((OPEN, "opens", FREE, "years", "older", "families"))
"""Wishes: a name that has their words ("12-18 ans", a ministry's) is no better answer."""

UNKNOWN_PLACE = _("We do not know this place. Please write the nearest town.")
NOTHING_THERE = _("We have nothing in that town.")

COUNTRY = "country"
"""In the place of a place: only what helps in the whole country."""

ELSEWHERE = "elsewhere"
"""Remembered while somebody is asked for a town after having named one that is none of ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as a session remembers it: text, empty where it was not said.

    `words`: what else was said, as far as the directory knows it; it orders the answers. `also`:
    other needs that were named; `wishes`: names of wishes; both joined by blanks.
    """

    need: str = ""
    place: str = ""
    words: str = ""
    near: str = ""
    also: str = ""
    wishes: str = ""

    @classmethod
    def remembered(cls, memory: Memory) -> Asked:
        return cls(**{each.name: memory.get(each.name, "") for each in fields(cls)})

    @classmethod
    def said(cls, world: World, meaning: Meaning) -> Asked:
        """What a sentence asks for; `need` is empty where it names none of ours."""
        known = {each.code for each in world.programme.categories}
        need = next((topic for topic in meaning.topics if topic in known), "")
        return cls(
            need=need,
            place=meaning.place or "",
            words=_words_of(world, meaning),
            also=" ".join(each for each in meaning.also if each in known and each != need),
            wishes=" ".join(wish for wish in meaning.wishes if wish != need),
        )

    def remember(self) -> dict[str, str]:
        return {each.name: said for each in fields(self) if (said := getattr(self, each.name))}

    @property
    def other_needs(self) -> tuple[str, ...]:
        return tuple(self.also.split())


def look_for(talk: Talk, asked: Asked) -> Outcome:
    """A need was named: danger has its own answer; a place known already is not asked again."""
    if asked.need == EMERGENCY:
        return danger(talk, Meaning())
    if asked.place:
        return results(talk, asked)
    asked = replace(asked, place=talk.recall("place"))
    return Go(StepName.CHOOSE_PLACE, asked.remember(), fresh=True)


def results(talk: Talk, asked: Asked) -> Go:
    """What was found: a card when it is one, a list, or "nothing"."""
    place = talk.world.directory.place(asked.place)
    effects: list[Effect] = [SetPlace(place.id)] if place else []
    if asked.need and talk.world.finder.knows_unchecked(query_of(talk.world, asked)):
        if place:
            effects.append(RecordUnmetNeed(asked.need, place.id))
        return _unchecked(tuple(effects))
    answers = _find(talk, asked)
    if not any(each.reach is not Reach.COUNTRY for each in answers) and asked.need and place:
        effects.append(RecordUnmetNeed(asked.need, place.id))
    if not answers:
        return _nothing(talk, asked, tuple(effects))
    remember = asked.remember()
    if len(answers) == 1:
        remember["service"] = answers[0].service.id
        said = (
            *_from_afar(talk, answers[0], asked),
            *unmet(talk.world, query_of(talk.world, asked), answers),
        )
        return Go(StepName.CARD, remember, tuple(effects), said, fresh=True)
    return Go(StepName.CHOOSE_SERVICE, remember, tuple(effects), fresh=True)


def _from_afar(talk: Talk, only: Found, asked: Asked) -> tuple[Line, ...]:
    """Says of a single answer that it is not from the place asked, as a list's heading would."""
    place = talk.world.directory.place(asked.place)
    if place is None or only.reach is not Reach.COUNTRY:
        return ()
    return (_("We have nothing in {place}. For the whole country:", place=place.name),)


def _words_of(world: World, meaning: Meaning) -> str:
    """What the directory knows of the words said, without the name of the place asked."""
    place = world.directory.place(meaning.place)
    names = (*(words for _l, words in place.name.words), *place.spellings) if place else ()
    said_of_place = {word for name in names for word in fold(name).split()}
    said = (
        word
        for word in without_wishes(meaning.said.split(), world.lexicon, _NO_NAMES)
        if word not in world.lexicon.filler
    )
    words = world.finder.known_words(" ".join(said)).split()
    return " ".join(word for word in words if word not in said_of_place)


def search(talk: Talk, meaning: Meaning) -> Outcome:
    """Free text at any time: a need and a place, or a name; `Again` when it says nothing to us."""
    programme = talk.world.programme
    asked = Asked.said(talk.world, meaning)
    kind = kind_for(asked.need, programme)
    if kind and "register" in meaning.asides:
        return begin(programme, kind)
    if meaning.intent == OUTSIDE:
        return _nothing(talk, Asked(), ())
    if is_elsewhere(talk, meaning, asked.need):
        return elsewhere(talk, asked)
    if asked.need:
        return look_for(talk, replace(asked, place=asked.place or talk.world.contact.place or ""))
    place = talk.world.directory.place(asked.place)
    if place is not None and not meaning.rest:
        return Go(StepName.MENU, {"place": place.id}, (SetPlace(place.id),), fresh=True)
    if meaning.rest:
        worded = replace(asked, words=meaning.rest, also="")
        if _find(talk, worded):
            return results(talk, worded)
    return Again()


def is_elsewhere(talk: Talk, meaning: Meaning, need: str) -> bool:
    """A town that is none of ours was named, and no service of the need is called after it."""
    if meaning.elsewhere is None or meaning.place is not None:
        return False
    return not talk.world.finder.has_named(need, meaning.elsewhere)


def elsewhere(talk: Talk, asked: Asked) -> Outcome:
    """What is near somebody's home would be no answer to who asks for another town."""
    if asked.need == EMERGENCY:
        return danger(talk, Meaning())
    if not asked.need:
        return Again((NOTHING_THERE,), missed=False)
    remember = {**replace(asked, place="", near="").remember(), ELSEWHERE: "yes"}
    effects = (RecordUnmetNeed(asked.need, None),)
    return Go(StepName.CHOOSE_PLACE, remember, effects, (NOTHING_THERE,), fresh=True)


def helps_anywhere(talk: Talk) -> bool:
    """Something for the need that is remembered serves the whole country."""
    return bool(_find(talk, replace(Asked.remembered(talk.memory), place=COUNTRY)))


def _unchecked(effects: tuple[Effect, ...]) -> Go:
    """Somebody asks by name for what nobody has checked: the nearest other thing would mislead."""
    said = (
        _("There is something for this, but we have not checked it yet."),
        _("To talk to a person, write: HUMAN."),
    )
    return Go(StepName.REST, effects=effects, saying=said, fresh=True)


def _nothing(talk: Talk, asked: Asked, effects: tuple[Effect, ...]) -> Go:
    """Nothing is said as nothing, with the nearest useful line after it."""
    category = talk.world.programme.category(asked.need)
    where = talk.world.directory.place(asked.place)
    centre = talk.world.programme.centre
    said: list[Line] = []
    if category and where:
        said.append(_("{need} in {place}: we have nothing.", need=category.title, place=where.name))
    else:
        said.append(_("We found nothing for this."))
    if centre.phone:
        said.append(
            _(
                "You can call here: {centre}, {number}",
                centre=centre.name,
                number=centre.phone.digits,
            )
        )
    said.append(_("To talk to a person, write: HUMAN."))
    return Go(StepName.REST, effects=effects, saying=tuple(said), fresh=True)


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
    return _find(talk, Asked.remembered(talk.memory))


def _find(talk: Talk, asked: Asked) -> tuple[Found, ...]:
    return talk.world.finder.find(query_of(talk.world, asked))


def query_of(world: World, asked: Asked) -> Query:
    """What the directory is asked."""
    latitude, _comma, longitude = asked.near.partition(",")
    return Query(
        category=asked.need or None,
        place=asked.place if asked.place != COUNTRY else None,
        words=asked.words,
        near=Position(float(latitude), float(longitude)) if longitude else None,
        now=world.now,
        also=asked.other_needs,
        wishes=Wishes(tuple(asked.wishes.split())),
        nationwide=asked.place == COUNTRY,
    )
