"""What is said of a service, line by line: who, where, when, for how much, for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flows.components.card_words import CLOSED, COSTS, spoken
from flows.engine.language import Language
from flows.engine.text import Line, Text, _
from services_directory.search.reaching.acting import says_whom_to_see, to_ask_instead
from services_directory.search.reaching.elsewhere import km_between
from services_directory.values.calendar.holidays import Holiday
from services_directory.values.entries import (
    Closure,
    Cost,
    Directory,
    LocalText,
    Service,
)
from services_directory.values.normalise import fold
from services_directory.values.schedules import OpeningState, opening_of

PERSON = _("To talk to a person, write: HUMAN.")


@dataclass(frozen=True, slots=True)
class Seen:
    """The moment and the directory a card is written from.

    `reads`: the locales its reader can read; words nobody wrote in them are left out where a card
    can do without. Empty: any. `town`: the id of the one that was asked for.
    """

    now: datetime
    directory: Directory
    reads: tuple[str, ...] = ()
    town: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.directory.programme.timezone)).date()

    def is_read(self, words: LocalText) -> bool:
        """True for words that its reader can read."""
        return bool(words) and (not self.reads or any(words.in_locale(each) for each in self.reads))


def languages_read(locale: str | None, languages: Sequence[Language]) -> tuple[str, ...]:
    """Of a language's fallbacks those in its script: who reads Tunisian reads Arabic as well."""
    known = {each.code: each for each in languages}
    spoken = known.get(locale or "")
    if spoken is None:
        return ()
    others = (known[code] for code in spoken.fallbacks if code in known)
    return tuple(each.code for each in others if each.right_to_left == spoken.right_to_left)


def costs(service: Service, seen: Seen) -> tuple[Line, ...]:
    """What may be left out: what to bring, the cost, for whom, in which languages."""
    is_said = _repeats(service.eligibility, service.name)
    return (
        *to_bring(service, seen),
        *price(service, seen),
        *(() if is_said else for_whom(service, seen)),
        *ages(service),
        *spoken(service, seen.directory.programme),
    )


def price(service: Service, seen: Seen) -> Iterator[Line]:
    """Whether it is free, what is paid, and what for."""
    if service.cost:
        yield COSTS[service.cost]
    if seen.is_read(service.fees):
        yield service.fees
    yield from prices(service, seen)


def for_whom(service: Service, seen: Seen) -> tuple[Line, ...]:
    who = service.eligibility
    return (_("For: {who}", who=who),) if seen.is_read(who) else ()


def licence(service: Service) -> tuple[Line, ...]:
    """Whom its source wants named. Its sign would double what an SMS costs: pages say it too."""
    return (_("Data: {source}", source=service.licence),) if service.licence else ()


def place_if_not_named(service: Service, seen: Seen, *said: LocalText) -> tuple[Line, ...]:
    """Where it is; nothing for the whole country, or for a town that what is `said` names."""
    location = service.location
    town = seen.directory.place(location.place)
    is_named = town is not None and any(_holds(each, town.name) for each in said)
    if not location.region or (is_named and not location.address):
        return ()
    return (where(service, seen.directory),)


def only_known(service: Service, seen: Seen) -> tuple[Line, ...]:
    """Open, phones and when they were checked, without saying what nobody knows."""
    is_known = is_hours_known(service, seen)
    hours = (open_hours(service, seen), *in_season(service, seen)) if is_known else ()
    return (*hours, *phones(service), checked(service, seen))


def is_hours_known(service: Service, seen: Seen) -> bool:
    """Somebody published them, or why it is shut."""
    closure = _closure(service, seen.today)
    return bool(service.opening_hours or service.hours_note or closure)


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


def cautions(service: Service, seen: Seen) -> tuple[Line, ...]:
    """What is to be known before anything else: a warning of the programme, a change just now."""
    caution = seen.directory.programme.caution(service.caution)
    return (*((caution.text,) if caution else ()), *((service.alert,) if service.alert else ()))


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
        return _("Where: all of {region}", region=region.name)
    return _("Where: the whole country")


def away(service: Service, seen: Seen) -> tuple[Line, ...]:
    """How far it is, where it is in another town than the one that was asked for."""
    town = seen.directory.place(seen.town)
    km = km_between(seen.directory, seen.town, service)
    # Translators: stands under the place of a service; the town is the one that was asked for.
    return (_("{km} km from {town}", km=km, town=town.name),) if town and km else ()


def whom_to_ask(service: Service, seen: Seen, *, has_map: bool = True) -> tuple[Line, ...]:
    """Where nothing tells how to call or find it: who may know, the centre, a person.

    `has_map`: a point is shown where there is one."""
    if says_whom_to_see(service, has_map=has_map):
        return ()
    centre = seen.directory.programme.centre
    told: list[Line] = []
    other = to_ask_instead(seen.directory, service)
    if other is not None and other.phones:
        who, number = other.organisation.name, other.phones[0].digits
        told.append(_("Ask here: {name}, {number}", name=who, number=number))
    elif other is not None:
        told.append(_("Ask here: {name}", name=other.organisation.name))
        told.append(where(other, seen.directory))
    if centre.phone:
        told.append(
            _(
                "You can call here: {centre}, {number}",
                centre=centre.name,
                number=centre.phone.digits,
            )
        )
    return (*told, PERSON)


def _repeats(who: LocalText, name: LocalText) -> bool:
    """True where the service's name says in every language for whom it is."""
    said = [(set(fold(words).split()), name.in_locale(locale)) for locale, words in who.words]
    return all(name and words <= set(fold(name).split()) for words, name in said)


def _names(text: LocalText, place: LocalText) -> bool:
    """True where the text says the place already, in some language."""
    said = [(words, place.in_locale(locale)) for locale, words in text.words]
    return any(other is not None and fold(other) in fold(words) for words, other in said)


def open_hours(service: Service, seen: Seen) -> Line:
    programme = seen.directory.programme
    zone = programme.zone_of(service)
    closure = _closure(service, seen.now.astimezone(ZoneInfo(zone)).date())
    if closure:
        return _closed(closure)
    hours = opening_of(service, programme, seen.now)
    if hours.state is OpeningState.ALWAYS:
        return _("Open day and night.")
    if hours.holiday:
        return _on_holiday(hours.holiday, seen.now.astimezone(ZoneInfo(zone)).date())
    if hours.state is OpeningState.OPEN and hours.closes_at:
        return _("Open now, until {time}.", time=_local(hours.closes_at, programme.timezone))
    if hours.state is OpeningState.CLOSED and hours.opens_at:
        return _("Closed now. Opens {moment}.", moment=hours.opens_at)
    if service.hours_note:
        return _("Hours: {hours}", hours=service.hours_note)
    return _("Hours: not known")


def in_season(service: Service, seen: Seen) -> tuple[Line, ...]:
    """Why it keeps other hours than usual these days."""
    season = opening_of(service, seen.directory.programme, seen.now).season
    return (_("Hours of {season}.", season=season.name),) if season else ()


def _on_holiday(holiday: Holiday, day: date) -> Line:
    """Its hours have no word on holidays: who goes all the same asks first."""
    if holiday.is_certain and holiday.is_on(day):
        return _("Public holiday today ({holiday}): ask if it is open.", holiday=holiday.name)
    return _("Perhaps a public holiday today ({holiday}): ask if it is open.", holiday=holiday.name)


def _closure(service: Service, day: date) -> Closure | None:
    """What shuts the doors for that whole day."""
    shut = (each for each in service.closures if each.is_on(day) and not each.opens_at)
    return next(shut, None)


def _closed(closure: Closure) -> Line:
    if closure.note:
        return _("Closed until {day}: {why}", day=closure.ends_on, why=closure.note)
    return CLOSED[closure.kind](closure.ends_on)


def _local(moment: datetime, timezone: str) -> time:
    return moment.astimezone(ZoneInfo(timezone)).time()


def phones(service: Service) -> tuple[Line, ...]:
    """Every number: the second may be the one that answers at night."""
    return tuple(_("Phone: {number}", number=each.digits) for each in service.phones)


def to_bring(service: Service, seen: Seen) -> tuple[Line, ...]:
    """The documents asked for, in every language that has words for all of them."""
    if not service.documents:
        return ()
    locales = [locale for locale, _words in service.documents[0].words]
    said = {
        locale: [words for each in service.documents if (words := each.in_locale(locale))]
        for locale in locales
    }
    whole = {
        locale: " + ".join(words)
        for locale, words in said.items()
        if len(words) == len(service.documents)
    }
    text = LocalText.of(whole)
    return (_("Bring: {documents}", documents=text),) if seen.is_read(text) else ()


def prices(service: Service, seen: Seen) -> Iterator[Line]:
    """What is paid for what, where both are known, in words the person reads."""
    for each in service.prices:
        if each.amount is None or (each.option and not seen.is_read(each.option)):
            continue
        price: Text = _("{amount} {currency}", amount=each.amount, currency=each.currency)
        if not each.amount:
            price = COSTS[Cost.FREE]
        what = each.option
        yield _("{what}: {price}", what=what, price=price) if what else price


def ages(service: Service) -> tuple[Line, ...]:
    youngest, oldest = service.minimum_age, service.maximum_age
    if youngest and oldest:
        return (_("Age: {youngest} to {oldest}", youngest=int(youngest), oldest=int(oldest)),)
    if youngest:
        return (_("Age: {youngest} or more", youngest=int(youngest)),)
    return (_("Age: {oldest} or less", oldest=int(oldest)),) if oldest else ()


def checked(service: Service, seen: Seen) -> Line:
    """Never a date nobody checked on: what is imported is not yet checked."""
    if service.last_checked is None:
        return _("We have not checked this yet.")
    if service.check_due and service.check_due < seen.today:
        return _("Not checked since {day}.", day=service.last_checked)
    return _("Checked on {day}.", day=service.last_checked)
