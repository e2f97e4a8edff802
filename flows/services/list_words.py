"""What stands above a list of services, and on each line of it?"""

from __future__ import annotations

from collections.abc import Sequence

from flows.components.training.cohort_choices import is_near
from flows.components.unmet_filters import nothing_in
from flows.engine.step import Talk
from flows.engine.text import Line, _
from services_directory.search.finder import Found, Reach
from services_directory.training.values import Cohort
from services_directory.values.entries import OfferKind


def heading(
    talk: Talk, found: Sequence[Found], shown: Sequence[Found], taught: Sequence[Cohort]
) -> Line:
    """What the list is for; where nothing is in the place asked, that is said first.

    `shown`: those of `found` that this page lists; `taught`: the trainings beside them."""
    programme, need = talk.world.programme, talk.recall("need")
    category = programme.need(need)
    place = talk.world.directory.place(talk.recall("place"))
    is_other = programme.finer(need) is None and found[0].service.category != need
    if category is None or is_other:
        return _("We found:")
    offer = programme.offer(talk.recall("offer"))
    if offer is not None and offer.kind is OfferKind.TRAINING:
        return _("We offer: {offer}. Also:", offer=offer.title)
    is_taught_here = any(is_near(talk, each) for each in taught)
    if place is not None and is_taught_here and found[0].reach is Reach.COUNTRY:
        return _("{need}, for {place}:", need=category.title, place=place.name)
    if place is not None and all(each.reach is Reach.COUNTRY for each in found):
        return nothing_in(talk, need, place)
    if all(each.reach is Reach.COUNTRY for each in shown):
        return _("{need}, whole country:", need=category.title)
    if place is None:
        return _("{need}:", need=category.title)
    nearest = min(each.reach for each in found)
    if found[0].reach is Reach.COUNTRY:
        return _("{need}, for {place}:", need=category.title, place=place.name)
    if nearest is Reach.REGION:
        return _("{need}, nearest to {place}:", need=category.title, place=place.name)
    return _("{need} in {place}:", need=category.title, place=place.name)


def label(talk: Talk, each: Found, found: tuple[Found, ...]) -> Line:
    """The service's name; who runs it where two have the same; the town where it is another one."""
    service = each.service
    twins = [other for other in found if other.service.name == service.name]
    name = service.organisation.name if len(twins) > 1 else service.name
    place = talk.world.directory.place(service.location.place)
    if place is None or place.id == talk.recall("place"):
        return name
    named = (words in said for _locale, words in place.name.words for _l, said in name.words)
    return name if any(named) else _("{name}, {place}", name=name, place=place.name)
