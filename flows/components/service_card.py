"""One service as a message: what matters most first, so that what is cut is what matters least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.components.service_lines import (
    PERSON,
    Seen,
    away,
    cautions,
    checked,
    costs,
    in_season,
    licence,
    name,
    only_known,
    open_hours,
    phones,
    place_if_not_named,
    where,
    whom_to_ask,
)
from flows.engine.reply import Pin, Reply
from flows.engine.text import Line, _
from services_directory.values.entries import Directory, Service

_NEVER_BY_SMS = 0
"""As many segments as no SMS has: by SMS the shorter reply is said instead."""


def card(service: Service, seen: Seen) -> Reply:
    """Name, warnings, what for, where, open, phone, when it was checked; and what may be left out.

    With buttons all of it is said, and what is not known as well. An SMS says only what is known,
    in one segment if it can without the description, in two if not: a number to call is worth more
    than words about the service, and so is whom to ask where it has neither number nor address.
    Where staff wrote the words for an SMS, those stand for the description, and may take a second
    segment. Whatever else is said in the message, the name, the warnings, whether it is open, every
    number and when it was checked stay.
    """
    category = seen.directory.programme.category(service.category)
    purpose: Line = category.title if category else service.category
    return Reply(
        (
            name(service),
            *cautions(service, seen),
            service.description or purpose,
            where(service, seen.directory),
            *away(service, seen),
            open_hours(service, seen),
            *in_season(service, seen),
            *(phones(service) or (_("Phone: not known"),)),
            *whom_to_ask(service, seen),
            checked(service, seen),
        ),
        extras=(*costs(service, seen), *licence(service)),
        at_most_segments=_NEVER_BY_SMS,
        pin=_pin(service, seen.directory),
        shorter=_by_sms(service, seen),
    )


def _by_sms(service: Service, seen: Seen) -> Reply:
    """The shorter forms, each said where the ones before it would cost too much."""
    known, facts = only_known(service, seen), costs(service, seen)
    both, alone = name(service), service.name
    place = place_if_not_named(service, seen, service.name, service.organisation.name)
    place_of_it = place_if_not_named(service, seen, service.name)
    about = (service.description,) if service.description else ()
    far = away(service, seen)
    others = whom_to_ask(service, seen, has_map=False)
    person = others[-1:]
    perhaps = () if service.phones or others else (PERSON,)

    def form(
        title: Line,
        *told: Line,
        after: tuple[Line, ...] = person,
        extras: tuple[Line, ...] = facts,
        most: int = 2,
    ) -> Reply:
        lines = (title, *cautions(service, seen), *told, *known)
        return Reply(lines, extras=extras, closing=after, at_most_segments=most)

    forms = [
        form(both, *words, *place, after=after, extras=(*far, *facts, *more), most=most)
        for most in (1, 2)
        for after in dict.fromkeys((others, person))
        for words in (about, ())
        for more in (perhaps, ())
    ]
    forms += [
        form(alone, *about, *place_of_it),
        form(alone, *place_of_it),
        form(alone, extras=(*place_of_it, *facts)),
    ]
    if seen.is_read(service.sms_text):
        words = service.sms_text
        forms[:0] = [
            form(both, words, *place),
            form(both, words, *place, extras=()),
            form(alone, words, *place_of_it, extras=()),
        ]
    return _first_that_fits(forms)


def _first_that_fits(forms: Sequence[Reply]) -> Reply:
    *others, last = forms
    for each in reversed(others):
        last = replace(each, shorter=last)
    return last


def _pin(service: Service, directory: Directory) -> Pin | None:
    position = service.location.position
    if position is None:
        return None
    return Pin(position, service.name, where(service, directory))
