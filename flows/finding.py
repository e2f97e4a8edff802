"""From a need, a place, a position or free words to what was found, and the step that shows it."""

from __future__ import annotations

from flows.danger import danger
from flows.engine.effect import Effect, RecordUnmetNeed, SetPlace
from flows.engine.session import Memory
from flows.engine.step import Again, Go, Outcome, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.offers import begin, kind_for
from services_directory.entries import EMERGENCY, Position
from services_directory.folding import fold
from services_directory.search import Found, Query, Reach

CHOOSE_PLACE = "find_service.choose_place"
CHOOSE_SERVICE = "find_service.choose_service"
CARD = "find_service.card"


def look_for(talk: Talk, need: str, place: str | None, words: str = "") -> Outcome:
    """A need was named: danger has its own answer; a place known already is not asked again.

    `words`: what else was said, as far as the directory knows it; it orders the answers.
    """
    if need == EMERGENCY:
        return danger(talk, Meaning())
    if place:
        return results(talk, need, place, words)
    remember = {"need": need, "place": talk.recall("place"), "words": words}
    return Go(CHOOSE_PLACE, remember, fresh=True)


def results(talk: Talk, need: str, place: str | None, words: str = "", near: str = "") -> Go:
    """What was found for `need` near `place`: a card when it is one, a list, or "nothing"."""
    remember = {"need": need, "place": place or "", "words": words, "near": near}
    effects: list[Effect] = [SetPlace(place)] if place else []
    answers = talk.world.finder.find(_query(talk, remember))
    if not any(each.reach is not Reach.COUNTRY for each in answers) and need and place:
        effects.append(RecordUnmetNeed(need, place))
    if not answers:
        return _nothing(talk, need, place, tuple(effects))
    if len(answers) == 1:
        remember["service"] = answers[0].service.id
        return Go(CARD, remember, tuple(effects), _from_afar(talk, answers[0], place), fresh=True)
    return Go(CHOOSE_SERVICE, remember, tuple(effects), fresh=True)


def _from_afar(talk: Talk, only: Found, place: str | None) -> tuple[Line, ...]:
    """Says of a single answer that it is not from the place asked, as a list's heading would."""
    asked = talk.world.directory.place(place)
    if asked is None or only.reach is not Reach.COUNTRY:
        return ()
    return (_("Nothing known in {place}. For the whole country:", place=asked.name),)


def need_named(talk: Talk, meaning: Meaning) -> str | None:
    """The first need in what was said that the programme knows."""
    known = {each.code for each in talk.world.programme.categories}
    return next((topic for topic in meaning.topics if topic in known), None)


def words_of(talk: Talk, meaning: Meaning) -> str:
    """What the directory knows of the words said, without the name of the place asked."""
    place = talk.world.directory.place(meaning.place)
    names = (*(words for _l, words in place.name.words), *place.spellings) if place else ()
    said_of_place = {word for name in names for word in fold(name).split()}
    words = talk.world.finder.known_words(meaning.said).split()
    return " ".join(word for word in words if word not in said_of_place)


def search(talk: Talk, meaning: Meaning) -> Outcome:
    """Free text at any time: a need and a place, or a name; `Again` when it says nothing to us."""
    programme = talk.world.programme
    need = need_named(talk, meaning)
    kind = kind_for(need or "", programme)
    if kind and "register" in meaning.asides:
        return begin(programme, kind)
    if need:
        asked = meaning.place or talk.world.contact.place
        return look_for(talk, need, asked, words_of(talk, meaning))
    place = talk.world.directory.place(meaning.place)
    if place is not None and not meaning.rest:
        return Go("main_menu.choose", {"place": place.id}, (SetPlace(place.id),), fresh=True)
    if meaning.rest and talk.world.finder.find(Query(words=meaning.rest, place=meaning.place)):
        return results(talk, "", meaning.place, meaning.rest)
    return Again()


def _nothing(talk: Talk, need: str, place: str | None, effects: tuple[Effect, ...]) -> Go:
    """Nothing is said as nothing, with the nearest useful line after it."""
    category = talk.world.programme.category(need)
    where = talk.world.directory.place(place)
    centre = talk.world.programme.centre
    said: list[Line] = []
    if category and where:
        said.append(
            _("We know no service for {need} in {place}.", need=category.title, place=where.name)
        )
    else:
        said.append(_("We found nothing for this."))
    if centre.phone:
        said.append(
            _("You can call {centre}: {number}", centre=centre.name, number=centre.phone.digits)
        )
    said.append(_("To talk to a person, write HUMAN."))
    return Go("main_menu.rest", effects=effects, saying=tuple(said), fresh=True)


def from_location(talk: Talk, need: str, position: Position) -> Outcome:
    """A shared location: sorted by distance from it, if it is near any of our places."""
    place = talk.world.finder.nearest_place(position)
    if place is None:
        return Again(
            (_("That is far from the places we know. Write the nearest town."),), missed=False
        )
    if not need:
        return Go("main_menu.choose", {"place": place.id}, (SetPlace(place.id),), fresh=True)
    # To the kilometre: enough to sort by, and no door to knock at.
    near = f"{position.latitude:.2f},{position.longitude:.2f}"
    return results(talk, need, place.id, near=near)


def found(talk: Talk) -> tuple[Found, ...]:
    """What was found for what is remembered: the same answer as when it was first asked."""
    return talk.world.finder.find(_query(talk, talk.memory))


def _query(talk: Talk, memory: Memory) -> Query:
    latitude, _comma, longitude = memory.get("near", "").partition(",")
    return Query(
        category=memory.get("need") or None,
        place=memory.get("place") or None,
        words=memory.get("words", ""),
        near=Position(float(latitude), float(longitude)) if longitude else None,
        now=talk.world.now,
    )
