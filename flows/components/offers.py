"""What can be registered for, as far as the programme offers it: where a registration begins."""

from __future__ import annotations

from flows.engine.step import Go, Talk
from flows.engine.text import _
from flows.step_names import StepName
from services_directory.search.name_weight import NAMED, share_said
from services_directory.values.entries import OfferKind, Programme

KIND_OF_NEED = {
    "vocational_training": OfferKind.TRAINING,
    "financial_inclusion": OfferKind.FINANCE,
}
"""Needs whose answers may also be a registration."""


def kinds(programme: Programme) -> tuple[OfferKind, ...]:
    """The kinds there is anything to register for of."""
    return tuple(kind for kind in OfferKind if programme.offers_of(kind))


def kind_for(need: str, programme: Programme) -> OfferKind | None:
    """The kind of offer that belongs to a need; None where the programme has none of it."""
    finer = programme.finer(need)
    kind = KIND_OF_NEED.get((finer.category or "") if finer else need)
    return kind if kind in kinds(programme) else None


def offer_in(said: str, programme: Programme) -> str:
    """The code of the one offer whose title is said; "" where none is, or several might be."""
    shares = {each.code: share_said(each.title, said) for each in programme.offers}
    best = max(shares.values(), default=0.0)
    named = [code for code, share in shares.items() if share == best]
    return named[0] if best > NAMED and len(named) == 1 else ""


def begin(talk: Talk, kind: OfferKind | None = None, offer: str = "", town: str = "") -> Go:
    """The first question of a registration that was not answered by what was said already."""
    programme = talk.world.programme
    chosen = programme.offer(offer)
    place = talk.world.directory.place(town or talk.recall("place") or talk.world.contact.place)
    remember = {"town": place.id} if place else {}
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
    return Go(StepName.CHOOSE_OFFER, remember, fresh=True)
