"""How do the public pages speak? Sentences and the directory's words, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names, get_timezone_location
from babel.numbers import format_currency
from markupsafe import Markup

from services_directory.search.reaching.elsewhere import FromElsewhere
from services_directory.training.values import Cohort
from services_directory.values.calendar.holiday_rules import says_holidays
from services_directory.values.calendar.holidays import Holiday
from services_directory.values.entries import (
    Closure,
    ClosureKind,
    Cost,
    Directory,
    LocalText,
    Phone,
    Price,
    Service,
)
from services_directory.values.normalise import fold
from services_directory.values.phones import takes_sms
from services_directory.values.schedules import OpeningState, opening_of, week_ahead
from services_directory.values.weekly_rules import Interval
from services_directory.web.dependencies import PageLink, SiteDependencies, Words
from services_directory.web.languages import Language
from services_directory.web.pages.usual_week import ALWAYS, usual_week

Times = tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Says everything on one page. Words that exist in another language only are marked as such."""

    language: Language
    words: Words
    languages: Mapping[str, Language]
    deps: SiteDependencies
    directory: Directory

    def said(self, text: LocalText) -> Markup:
        """The directory's words, with their own language and direction where it is another."""
        locales = (*self.language.fallbacks, *(locale for locale, _words in text.words))
        found = next(((each, said) for each in locales if (said := text.in_locale(each))), None)
        if found is None:
            return Markup("")
        locale, said = found
        if locale == self.language.code:
            return Markup.escape(said)
        other = self.languages.get(locale)
        direction = "auto" if other is None else "rtl" if other.right_to_left else "ltr"
        return Markup('<span lang="{}" dir="{}">{}</span>').format(locale, direction, said)

    def plain(self, text: LocalText) -> str:
        """The same without marks, for titles."""
        return text.best(self.language.fallbacks)

    def day(self, day: date) -> str:
        told = self.language.telling.with_year(day)
        return told or format_date(day, "d MMMM y", locale=self.language.babel)

    def day_of(self, when: datetime, zone: str) -> str:
        """The day by the clocks of `zone`, with its name."""
        day, babel = when.astimezone(ZoneInfo(zone)).date(), self.language.babel
        told = self.language.telling.with_year(day)
        weekday = format_date(day, "EEEE", locale=babel)
        return f"{weekday}, {told}" if told else format_date(day, "EEEE d MMMM y", locale=babel)

    def clocks(self, begins: datetime, ends: datetime, zone: str) -> tuple[str, str]:
        """From when to when, by the clocks of `zone`."""
        one, other = (each.astimezone(ZoneInfo(zone)) for each in (begins, ends))
        return self._clock(one.time()), self._clock(other.time())

    def _clock(self, moment: time) -> str:
        return self.language.telling.clock(moment) or f"{moment:%H:%M}"

    def _short(self, day: date) -> str:
        babel = self.language.babel
        told = self.language.telling.short(day, format_date(day, "EEEE", locale=babel))
        return told or format_date(day, "EEEE d MMMM", locale=babel)

    def seats_left(self, cohort: Cohort) -> str:
        """As somebody who asks in the conversation is told."""
        return self.deps.seats_left(cohort, self.language)

    def weekday(self, number: int) -> str:
        """0 is Monday."""
        return str(get_day_names("wide", "stand-alone", locale=self.language.babel)[number])

    def organisation(self, service: Service) -> LocalText:
        """Who runs it, unless its name says so already."""
        name, who = self.plain(service.name), self.plain(service.organisation.name)
        return LocalText(()) if fold(who) in fold(name) else service.organisation.name

    def where(self, service: Service) -> Markup:
        """In which town or region it is, or that it is for the whole country."""
        programme, location = self.directory.programme, service.location
        if place := self.directory.place(location.place):
            return self.said(place.name)
        region = next((e for e in programme.regions if e.code == location.region), None)
        if region is not None:
            return self.said(region.name)
        return Markup.escape(self.words.gettext("The whole country"))

    def link(self, link: PageLink) -> Markup:
        """Its words, with numbers kept apart from a sentence that runs the other way."""
        apart = Markup('<bdi dir="ltr">{}</bdi>')
        values = {name: apart.format(value) for name, value in link.values.items()}
        return Markup(self.words.gettext(link.words, **values))

    def helps(self, service: Service) -> Markup:
        """Whom a line for somebody in danger helps, to stand after its number: without that number.

        "Ligne verte 1899" tells nobody; the need it is filed under does, as in the conversation."""
        need = self.directory.programme.category(service.category)
        if not service.is_emergency and need is not None:
            return self.said(need.title)
        digits = service.phones[0].digits
        words = {
            locale: said.replace(digits, "").strip(" \u00a0:")
            for locale, said in service.name.words
        }
        return self.said(LocalText.of(words))

    def opening(self, service: Service) -> str:
        """Whether it is open now; "" where nobody knows."""
        _ = self.words.gettext
        programme = self.directory.programme
        now = self.deps.clock()
        zone = programme.zone_of(service)
        closure = self.closure_on(service, now.astimezone(ZoneInfo(zone)).date())
        if closure:
            return self.closed(closure)
        told = opening_of(service, programme, now)
        if told.state is OpeningState.ALWAYS:
            return _("Open day and night.")
        if told.holiday:
            return self._on_holiday(told.holiday, now.astimezone(ZoneInfo(zone)).date())
        if told.state is OpeningState.OPEN and told.closes_at:
            closes = told.closes_at.astimezone(ZoneInfo(programme.timezone)).time()
            return _("Open now, until {time}.", time=closes)
        if told.state is OpeningState.CLOSED and told.opens_at:
            return _("Closed now. Opens {moment}.", moment=told.opens_at)
        return ""

    def _on_holiday(self, holiday: Holiday, day: date) -> str:
        _, name = self.words.gettext, self.plain(holiday.name)
        if holiday.is_certain and holiday.is_on(day):
            return _("Public holiday today ({holiday}): ask if it is open.", holiday=name)
        return _("Perhaps a public holiday today ({holiday}): ask if it is open.", holiday=name)

    def in_season(self, service: Service) -> str:
        """Why it keeps other hours than usual these days."""
        season = opening_of(service, self.directory.programme, self.deps.clock()).season
        name = self.plain(season.name) if season else ""
        return self.words.gettext("Hours of {season}.", season=name) if season else ""

    def holidays(self, service: Service) -> str:
        """What is known of holidays, where its hours have no word on them."""
        hours, programme = service.opening_hours, self.directory.programme
        if not hours or not programme.calendar.is_known or says_holidays(hours):
            return ""
        return "" if self.always(service) else self.words.gettext("On public holidays: ask.")

    def closure_on(self, service: Service, day: date) -> Closure | None:
        """What shuts the doors for that whole day."""
        shut = (each for each in service.closures if each.is_on(day) and not each.opens_at)
        return next(shut, None)

    def closed(self, closure: Closure) -> str:
        _ = self.words.gettext
        if closure.note:
            return _("Closed until {day}: {why}", day=closure.ends_on, why=closure.note)
        said = {
            ClosureKind.HOLIDAY: _("Closed for the holidays, until {day}.", day=closure.ends_on),
            ClosureKind.RAMADAN: _("Closed for Ramadan, until {day}.", day=closure.ends_on),
            ClosureKind.STRIKE: _("Closed: strike, until {day}.", day=closure.ends_on),
            ClosureKind.WORKS: _("Closed for building work, until {day}.", day=closure.ends_on),
        }
        return said.get(closure.kind) or _("Closed until {day}.", day=closure.ends_on)

    def week(self, service: Service) -> list[tuple[str, Times]]:
        """Days and times: the usual week, else the coming seven days; nothing if unknown."""
        usual = usual_week(service.opening_hours)
        if usual == ALWAYS:
            return []
        if usual and not self.in_season(service):
            return [(self._days(each.first, each.last), self.told(each.times)) for each in usual]
        programme = self.directory.programme
        zone = programme.zone_of(service)
        seasons = programme.calendar.seasons_of(service.id)
        week = service.opening_hours, self.today, zone, programme.calendar, seasons
        return [
            (
                self._short(day),
                tuple((self._clock(opens), self._clock(closes)) for opens, closes in times),
            )
            # A holiday that nobody knows of is no day without hours.
            for day, times in week_ahead(*week) or ()
            if times is not None
        ]

    def told(self, times: Times) -> Times:
        """Hours of the usual week ("24:00" is midnight) as the language tells them."""
        if not self.language.telling.clock_pattern:
            return times
        return tuple(
            (self._clock(_read(opens)), self._clock(_read(closes))) for opens, closes in times
        )

    def other_clocks(self, service: Service) -> str:
        """By whose clocks its week is told, where they are not those of here: "Paris"."""
        zone = self.directory.programme.zone_of(service)
        if zone == self.directory.programme.timezone:
            return ""
        _ = self.words.gettext
        place = get_timezone_location(zone, locale=self.language.babel, return_city=True)
        return _("{place} time.", place=place)

    def always(self, service: Service) -> bool:
        """Whether its doors never close."""
        return usual_week(service.opening_hours) == ALWAYS

    def _days(self, first: int, last: int) -> str:
        if first == last:
            return self.weekday(first)
        return f"{self.weekday(first)} – {self.weekday(last)}"

    @property
    def today(self) -> date:
        zone = ZoneInfo(self.directory.programme.timezone)
        return self.deps.clock().astimezone(zone).date()

    def closures(self, service: Service) -> list[Closure]:
        """Those to come, and those of today."""
        return [each for each in service.closures if each.ends_on >= self.today]

    def cost(self, service: Service) -> str:
        _ = self.words.gettext
        said = {
            Cost.FREE: _("Free."),
            Cost.PAID: _("Not free."),
            Cost.VARIES: _("The price depends on the case."),
        }
        return said[service.cost] if service.cost else ""

    def price(self, price: Price) -> Markup:
        """ "a visit: 2.5 TND": what is paid for what, as far as somebody knows."""
        _, what = self.words.gettext, self.said(price.option)
        if price.amount is None:
            return what
        amount = Markup("<bdi>{}</bdi>").format(self._amount(price.amount, price.currency))
        # Both are marked up already, and escaped.
        return Markup(_("{what}: {price}", what=what, price=amount)) if what else amount

    def _amount(self, amount: float, currency: str) -> str:
        if not amount:
            return self.words.gettext("Free.")
        # Without the coins that are not there: "5,000 TND" would be read as five thousand.
        pattern, locale = "#,##0.### ¤", self.language.babel
        return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)

    def ages(self, service: Service) -> str:
        _ = self.words.gettext
        youngest, oldest = service.minimum_age, service.maximum_age
        if youngest and oldest:
            return _("Age: {youngest} to {oldest}", youngest=int(youngest), oldest=int(oldest))
        if youngest:
            return _("Age: {youngest} or more", youngest=int(youngest))
        return _("Age: {oldest} or less", oldest=int(oldest)) if oldest else ""

    def takes_sms(self, phone: Phone) -> bool:
        """Whether somebody there reads a message."""
        return takes_sms(phone)

    def spoken(self, codes: Sequence[str]) -> list[str]:
        """Languages, as each calls itself; those we do not speak have no name here."""
        known = (self.languages.get(code) for code in codes)
        return [each.own_name for each in known if each]

    def away(self, each: FromElsewhere) -> str:
        """In which other town it is, and how far from the one that was asked for."""
        town = self.said(each.place.name)
        if each.km is None:
            return town
        return self.words.gettext("{place}, {km} km away", place=town, km=each.km)

    def checked(self, service: Service) -> str:
        """Never a date nobody checked on."""
        _ = self.words.gettext
        if service.last_checked is None:
            return _("We have not checked this yet.")
        if service.check_due and service.check_due < self.today:
            return _("Not checked since {day}.", day=service.last_checked)
        return _("Checked on {day}.", day=service.last_checked)


def _read(clock: str) -> time:
    hour, _colon, minute = clock.partition(":")
    return time(int(hour) % 24, int(minute))
