"""What can be registered for, as far as the programme offers it: where a registration begins."""

from __future__ import annotations

from collections.abc import Sequence

from flows.components.training.course_subjects import is_titled, offer_by_sound
from flows.engine.step import Go, Talk
from flows.engine.text import _
from flows.engine.understanding import Lexicon, Meaning
from flows.engine.understanding.intents import COURSE, TAUGHT
from flows.engine.understanding.words import without_article
from flows.engine.world import World
from flows.step_names import StepName
from services_directory.search.name_weight import NAMED, share_said
from services_directory.training.values import Cohort
from services_directory.values.entries import OfferKind, Programme
from services_directory.values.normalise import fold

NO_SUCH_COURSE = _("We have no such course now.")

_MOST_OF_COURSE = 3
"""Words of the longest word for a course."""


def kinds(programme: Programme) -> tuple[OfferKind, ...]:
    """The kinds there is anything to register for of."""
    return tuple(kind for kind in OfferKind if programme.offers_of(kind))


def kind_for(need: str, programme: Programme) -> OfferKind | None:
    """The kind of offer that belongs to a need; None where the programme has none of it."""
    finer = programme.finer(need)
    category = programme.category((finer.category or "") if finer else need)
    kind = category.offers if category else None
    return kind if kind in kinds(programme) else None


def offer_in(said: str, programme: Programme) -> str:
    """The code of the one offer whose title is said; "" where none is, or several might be."""
    shares = {each.code: share_said(each.title, said) for each in programme.offers}
    best = max(shares.values(), default=0.0)
    named = [code for code, share in shares.items() if share == best]
    return named[0] if best > NAMED and len(named) == 1 else ""


def enrolling(talk: Talk, offer: str) -> tuple[Cohort, ...]:
    """The cohorts of an offer that somebody can ask a seat of now."""
    return talk.world.trainings.enrolling(talk.world.now, offer)


def names_another_course(world: World, meaning: Meaning) -> bool:
    """A course was named that is none of ours: "formation plomberie", "the plumbing course"."""
    if offer_in(meaning.said, world.programme) or offer_by_sound(world, meaning):
        return False
    of_any = world.lexicon.beside(TAUGHT)
    return any(
        _may_teach(word, meaning, world) and word not in of_any and not _titled(word, world)
        for word in _taught(world, meaning)
    )


def offer_taught(world: World, meaning: Meaning) -> str:
    """The one offer that has in its title what stands beside a word for a course; ""."""
    named = {
        code
        for word in _taught(world, meaning)
        if _may_teach(word, meaning, world)
        for code in _titled(word, world)
    }
    return named.pop() if len(named) == 1 else ""


def _titled(word: str, world: World) -> tuple[str, ...]:
    return tuple(each.code for each in world.programme.offers if is_titled(word, each.title, world))


def _taught(world: World, meaning: Meaning) -> list[str]:
    """What a course is said to teach."""
    course = meaning.phrase(COURSE)
    if course is None:
        return []
    said = meaning.said.split()
    at = _course_words(said, world.lexicon)
    if course.language == "en":
        # What it teaches stands before it there, with nothing between.
        beside = [said[i - 1] for i in at if i > 0 and i - 1 not in at]
    else:
        after = ([word for k, word in enumerate(said) if k > i and k not in at] for i in at)
        beside = [next((w for w in rest if w not in world.lexicon.filler), "") for rest in after]
    return [word for word in beside if word]


def _course_words(said: Sequence[str], lexicon: Lexicon) -> frozenset[int]:
    """Where words for a course stand, "formation professionnelle" among them."""
    bare = [without_article(word) for word in said]
    return frozenset(
        at
        for start in range(len(said))
        for end in range(start + 1, min(len(said), start + _MOST_OF_COURSE) + 1)
        for words in (said, bare)
        if any(row.intent == COURSE for row in lexicon.phrases.get(" ".join(words[start:end]), ()))
        for at in range(start, end)
    )


def _may_teach(word: str, meaning: Meaning, world: World) -> bool:
    """Not for whom, where, when or how it should be; nor what we would do with it."""
    lexicon, place = world.lexicon, world.directory.place(meaning.place)
    of_place = [fold(words) for _l, words in place.name.words] if place else []
    if any(word in name.split() for name in of_place):
        return False
    if any(row.intent in lexicon.openings.known for row in lexicon.inside.get(word, ())):
        return False
    said_otherwise = (lexicon.filler, lexicon.polite, lexicon.wishes, lexicon.weak)
    return not any(word in known for known in said_otherwise)


def begin(
    talk: Talk,
    kind: OfferKind | None = None,
    offer: str = "",
    town: str = "",
    *,
    later: bool = False,
    another: bool = False,
) -> Go:
    """The first question of a registration that was not answered by what was said already.

    Of a training that has cohorts with dates, these come first; `later`: none of them is wanted.
    `another`: a course was named that is none of ours, which is said before what there is."""
    programme = talk.world.programme
    chosen = programme.offer(offer)
    place = talk.world.directory.place(town or talk.recall("place") or talk.world.contact.place)
    remember = {"town": place.id} if place else {}
    if chosen is not None and not later and enrolling(talk, chosen.code):
        return Go(StepName.CHOOSE_COHORT, {**remember, "offer": chosen.code}, fresh=True)
    if chosen is not None:
        remember |= {"kind": chosen.kind.value, "offer": chosen.code}
        if place is None:
            said = _("Registration: {offer}", offer=chosen.title)
            return Go(StepName.CHOOSE_TOWN, remember, saying=(said,), fresh=True)
        said = _("Registration: {offer}, {place}", offer=chosen.title, place=place.name)
        return Go(StepName.FIRST_NAME, remember, saying=(said,), fresh=True)
    offered = kinds(programme)
    known = kind or (offered[0] if len(offered) == 1 else None)
    if known is None:
        return Go(StepName.CHOOSE_KIND, remember, fresh=True)
    remember["kind"] = known.value
    is_said = another and known is OfferKind.TRAINING
    saying = (NO_SUCH_COURSE,) if is_said else ()
    return Go(StepName.CHOOSE_OFFER, remember, saying=saying, fresh=True)
