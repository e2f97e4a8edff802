"""What somebody is told who went through a training, and whoever asks whether their paper is real.

The conversation and the public page say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.codes import fits
from flows.engine.text import Line, Month, Text, _, plural
from flows.engine.world import KnownCertificate
from services_directory.values.entries import Directory


def you_have_one(title: Line, code: str, centre: Line) -> Text:
    """That the paper waits for them."""
    return _(
        "{title}: you have a certificate, code {code}. Ask for the paper: {centre}",
        title=title,
        code=code,
        centre=centre,
    )


def certificate_facts(known: KnownCertificate, directory: Directory) -> Iterator[Line]:
    """Whether it is valid comes first; whose it is only where its holder allowed that."""
    if known.revoked_on is not None:
        yield _(
            "This certificate is not valid any more. It was withdrawn on {day}.",
            day=known.revoked_on,
        )
    else:
        yield _("This certificate is real.")
    yield known.title
    place, month = directory.place(known.place), Month(known.finished_on)
    if place is not None:
        yield _("{place}, {month}", place=place.name, month=month)
    else:
        yield _("Month: {month}", month=month)
    if known.hours:
        yield plural("{n} hour", "{n} hours", known.hours)
    if known.holder:
        yield _("Its holder: {name}", name=known.holder)
    else:
        yield _("We do not tell whose it is: the name stands on the paper.")


def no_certificate(code: str) -> Text:
    """Nobody has this code; where it cannot be one, what to do about that."""
    if not fits(code):
        return _("Please look at the code again, a letter is not right: {code}", code=code)
    return _("No certificate of ours has this code: {code}", code=code)
