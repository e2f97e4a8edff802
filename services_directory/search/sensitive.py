"""Which services should nobody who takes up the phone later find on it? Those about violence, and
what the programme says besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from services_directory.values.entries import Programme, Service
from services_directory.values.local_text import LocalText
from services_directory.values.normalise import fold

DANGERS = frozenset(("violence_home", "violence", "sexual", "trafficking", "child"))
"""Kinds of danger in which whoever does harm may read the phone."""

_NEED = "protection"
_FACT = "eligibility:survivors_of_violence"

_SAID = ("violen", "viol ", "viols ", "agress", "maltrait", "abuse", "rape", "traffick", "traite ")
_SAID_IN_ARABIC = ("عنف", "اغتصاب", "معنف", "الاتجار", "تحرش")
"""In folded words: how an entry speaks of it. Arabic puts the article before the word."""


def is_sensitive(service: Service, programme: Programme) -> bool:
    """It is for somebody who suffers violence. A number for every emergency gives nobody away."""
    if service.is_emergency:
        return False
    if service.confidential or service.category == _NEED or _FACT in service.facts:
        return True
    lines = (each.services for each in programme.dangers if each.kind in DANGERS)
    if any(service.id in each for each in lines):
        return True
    return any(_speaks_of_it(each) for each in (service.name, service.description))


def may_be_asked_about(service: Service, need: str, programme: Programme) -> bool:
    """Whether somebody who looked at it for this need may be written to of it days later, as
    discreetly as it may be: others may hold the phone by then."""
    never, after = programme.follow_up.never_for, programme.follow_up.after
    finer = (each for each in programme.finer_needs if each.code in never)
    if service.is_emergency or service.id in programme.follow_up.never_services:
        return False
    if never & {need, service.category} or any(service.id in each.services for each in finer):
        return False
    return bool(after) and not is_sensitive(service, programme)


def any_sensitive(services: Iterable[Service], programme: Programme) -> bool:
    """One of them is enough: what stands on a page is what the page is about."""
    return any(is_sensitive(each, programme) for each in services)


def _speaks_of_it(text: LocalText) -> bool:
    for _locale, words in text.words:
        said = f" {fold(words)} "
        if any(f" {each}" in said for each in _SAID) or any(
            each in said for each in _SAID_IN_ARABIC
        ):
            return True
    return False
