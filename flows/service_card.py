"""One service as a message: what matters most first, so that what is cut is what matters least."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

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
    """The moment and the directory a card is written from."""

    now: datetime
    directory: Directory


def card(service: Service, seen: Seen) -> Reply:
    """Name, warning, what for, where, open, phone, cost, who for, checked: always in this order.

    By SMS it takes at most two segments. Where the description makes it longer, the need's short
    name stands for it, since a number to call is worth more than words about the service.
    """
    top = (name(service), *_caution(service, seen))
    rest = (
        where(service, seen.directory),
        _open(service, seen),
        phone(service),
        *((COSTS[service.cost],) if service.cost else ()),
        *((_("For: {who}", who=service.eligibility),) if service.eligibility else ()),
        checked(service),
    )
    category = seen.directory.programme.category(service.category)
    purpose: Line = category.title if category else service.category
    short = Reply((*top, purpose, *rest), at_most_segments=SEGMENTS)
    described = (service.description,) if service.description else (purpose,)
    return Reply(
        (*top, *described, *rest),
        at_most_segments=SEGMENTS,
        pin=_pin(service, seen.directory),
        shorter=short,
    )


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
    if location.address and place:
        return _("Where: {address}, {place}", address=location.address, place=place.name)
    if location.address:
        return _("Where: {address}", address=location.address)
    if place:
        return _("Where: {place}", place=place.name)
    if region:
        return _("Where: in all of {region}", region=region.name)
    return _("Where: the whole country")


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
