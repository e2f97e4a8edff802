"""One service as a message: what matters most first, so that what is cut is what matters least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flows.engine.language import Language
from flows.engine.reply import Pin, Reply
from flows.engine.text import Line, _
from services_directory.entries import Cost, Directory, LocalText, Service
from services_directory.folding import fold
from services_directory.schedules import OpeningState, opening

SEGMENTS = 2

COSTS: dict[Cost, Line] = {
    Cost.FREE: _("It is free."),
    Cost.PAID: _("You have to pay."),
    Cost.VARIES: _("The price varies."),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """The moment and the directory a card is written from.

    `reads`: the locales its reader can read; words nobody wrote in them are left out where a card
    can do without. Empty: any.
    """

    now: datetime
    directory: Directory
    reads: tuple[str, ...] = ()


def languages_read(locale: str | None, languages: Sequence[Language]) -> tuple[str, ...]:
    """Of a language's fallbacks those in its script: who reads Tunisian reads Arabic as well."""
    known = {each.code: each for each in languages}
    spoken = known.get(locale or "")
    if spoken is None:
        return ()
    others = (known[code] for code in spoken.fallbacks if code in known)
    return tuple(each.code for each in others if each.right_to_left == spoken.right_to_left)


def card(service: Service, seen: Seen) -> Reply:
    """Name, warning, what for, where, open, phone, cost, who for, checked: always in this order.

    By SMS it takes at most two segments. Where it would be longer, first the need's short name
    stands for the description, then what is not known is left out and the name stands alone: a
    number to call is worth more than words about the service.
    """
    caution = _caution(service, seen)
    category = seen.directory.programme.category(service.category)
    purpose: Line = category.title if category else service.category
    rest = _after_place(service, seen)
    place = where(service, seen.directory)
    known = (_open(service, seen), phone(service))
    bare = Reply(
        (service.name, *caution, *_only_known(service, seen), *rest),
        at_most_segments=SEGMENTS,
    )
    plain = Reply(
        (name(service), *caution, purpose, place, *known, *rest),
        at_most_segments=SEGMENTS,
        shorter=bare,
    )
    return Reply(
        (name(service), *caution, service.description or purpose, place, *known, *rest),
        at_most_segments=SEGMENTS,
        pin=_pin(service, seen.directory),
        shorter=plain,
    )


def _after_place(service: Service, seen: Seen) -> tuple[Line, ...]:
    """What may be cut: the cost, who it is for, and whether it was checked."""
    who = service.eligibility
    is_read = not seen.reads or any(who.in_locale(each) for each in seen.reads)
    return (
        *((COSTS[service.cost],) if service.cost else ()),
        *((_("For: {who}", who=who),) if who and is_read else ()),
        checked(service),
    )


def _only_known(service: Service, seen: Seen) -> tuple[Line, ...]:
    """Where, open and phone, without saying what nobody knows, or that it is for everybody."""
    local = (where(service, seen.directory),) if service.location.region else ()
    hours = (_open(service, seen),) if service.opening_hours else ()
    return (*local, *hours, *((phone(service),) if service.phones else ()))


def name(service: Service) -> Line:
    """What it is and who runs it, without saying the same twice."""
    who = service.organisation.name
    if _holds(service.name, who):
        return service.name
    if _holds(who, service.name):
        return who
    return _("{service}, {organisation}", service=service.name, organisation=who)


def _holds(longer: LocalText, shorter: LocalText) -> bool:
    """True where `shorter` stands in `longer` in every language of either."""
    locales = {locale for locale, _words in (*longer.words, *shorter.words)}
    pairs = ((longer.in_locale(each), shorter.in_locale(each)) for each in locales)
    return all(
        words is not None and other is not None and fold(other) in fold(words)
        for words, other in pairs
    )


def _caution(service: Service, seen: Seen) -> tuple[Line, ...]:
    caution = seen.directory.programme.caution(service.caution)
    return (caution.text,) if caution else ()


def where(service: Service, directory: Directory) -> Line:
    """The address and town as far as they are known, else the region, else the whole country."""
    location = service.location
    place = directory.place(location.place)
    regions = directory.programme.regions
    region = next((each for each in regions if each.code == location.region), None)
    if location.address and place and not _names(location.address, place.name):
        return _("Where: {address}, {place}", address=location.address, place=place.name)
    if location.address:
        return _("Where: {address}", address=location.address)
    if place:
        return _("Where: {place}", place=place.name)
    if region:
        return _("Where: in all of {region}", region=region.name)
    return _("Where: the whole country")


def _names(text: LocalText, place: LocalText) -> bool:
    """True where the text says the place already, in some language."""
    said = [(words, place.in_locale(locale)) for locale, words in text.words]
    return any(other is not None and fold(other) in fold(words) for words, other in said)


def _open(service: Service, seen: Seen) -> Line:
    programme = seen.directory.programme
    hours = opening(service.opening_hours, seen.now, programme.timezone, programme.country)
    if hours.state is OpeningState.ALWAYS:
        return _("Open day and night.")
    if hours.state is OpeningState.OPEN and hours.closes_at:
        return _("Open now, until {time}.", time=_local(hours.closes_at, programme.timezone))
    if hours.state is OpeningState.CLOSED and hours.opens_at:
        return _("Closed now. Opens {moment}.", moment=hours.opens_at)
    return _("Opening hours: not known")


def _local(moment: datetime, timezone: str) -> time:
    return moment.astimezone(ZoneInfo(timezone)).time()


def phone(service: Service) -> Line:
    if not service.phones:
        return _("Phone: not known")
    return _("Phone: {number}", number=service.phones[0].digits)


def checked(service: Service) -> Line:
    """Never a date nobody checked on: what is imported is not yet checked."""
    if service.last_checked is None:
        return _("Not yet checked by our team.")
    return _("Checked on {day}.", day=service.last_checked)


def _pin(service: Service, directory: Directory) -> Pin | None:
    position = service.location.position
    if position is None:
        return None
    return Pin(position, service.name, where(service, directory))
