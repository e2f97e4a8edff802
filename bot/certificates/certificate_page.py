"""What stands on the paper: in the holder's language, and once more in that of the programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.documents.document import Block, Document, Gap, Part, QrCode, Rule, Words
from flows.engine.language import Language
from flows.engine.text import Line, Month, _, plural
from flows.engine.world import KnownCertificate
from services_directory.values.entries import Directory

Phrase = Callable[[Line, str], str]


@dataclass(frozen=True, slots=True)
class CertificateDesign:
    """What every certificate of a programme has in common.

    `check_at`: the address of the public page that tells of a code; None where there is none.
    """

    directory: Directory
    phrase: Phrase
    check_at: Callable[[str], str] | None = None


def certificate_page(
    known: KnownCertificate, name: str, languages: tuple[Language, ...], design: CertificateDesign
) -> Document:
    """One page for `name`, in each of `languages`, the holder's first."""
    parts = [
        Part(tuple(_in(language, known, name, design)), language.right_to_left)
        for language in languages
    ]
    if design.check_at:
        address = design.check_at(known.code)
        below: tuple[Block, ...] = (QrCode(address, centred=True), Words(address, 9, centred=True))
    else:
        below = (QrCode(known.code, centred=True),)
    blocks = (Rule(), Gap(), Words(known.code, 14, bold=True, centred=True), *below)
    last = Part(blocks, languages[0].right_to_left)
    title = design.phrase(_("Certificate"), languages[0].code)
    return Document(f"{title} {known.code}", languages[0].code, (*parts, last), framed=True)


def _in(
    language: Language, known: KnownCertificate, name: str, design: CertificateDesign
) -> Iterator[Block]:
    programme = design.directory.programme
    place = design.directory.place(known.place)

    def say(line: Line) -> str:
        return design.phrase(line, language.code)

    yield Gap()
    yield Words(f"{say(programme.name)} · {say(programme.operator)}", 11, centred=True)
    yield Gap()
    yield Words(say(_("Certificate")), 28, bold=True, centred=True)
    yield Gap()
    confirmed = _(
        "{programme} confirms that {name} took part in:", programme=programme.name, name=name
    )
    yield Words(say(confirmed), 13, centred=True)
    yield Gap()
    yield Words(say(known.title), 20, bold=True, centred=True)
    yield Gap()
    month = Month(known.finished_on)
    when = _("Month: {month}", month=month)
    if place is not None:
        when = _("{place}, {month}", place=place.name, month=month)
    facts = [say(when)]
    if known.hours:
        facts.append(say(plural("{n} hour", "{n} hours", known.hours)))
    yield Words(" · ".join(facts), 12, centred=True)
    yield Gap()
    yield Words(say(_("Is it real? Whoever sends us the code is told.")), 10, centred=True)
    yield Gap()
