"""What can be registered for, as far as the programme offers it: where a registration begins."""

from __future__ import annotations

from flows.engine.step import Go
from flows.step_names import StepName
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
    kind = KIND_OF_NEED.get(need)
    return kind if kind in kinds(programme) else None


def begin(programme: Programme, kind: OfferKind | None = None) -> Go:
    """The first question of a registration: with one kind to choose from, the offer at once."""
    offered = kinds(programme)
    known = kind or (offered[0] if len(offered) == 1 else None)
    if known is None:
        return Go(StepName.CHOOSE_KIND, fresh=True)
    return Go(StepName.CHOOSE_OFFER, {"kind": known.value}, fresh=True)
