"""What is on offer, as frozen values; the names follow HSDS (Open Referral 3.2) where it has one.

Conversations read these and nothing else of this room. A value may be missing (`None`): it was not
published, and nothing here makes it up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from services_directory.values import promises
from services_directory.values.calendar.holidays import Calendar
from services_directory.values.dangers import Caution as Caution
from services_directory.values.dangers import DangerLines
from services_directory.values.freshness import NEVER_STALE
from services_directory.values.freshness import Closure as Closure
from services_directory.values.freshness import ClosureKind as ClosureKind
from services_directory.values.freshness import Freshness as Freshness
from services_directory.values.freshness import Unchecked as Unchecked
from services_directory.values.limits import USUAL, Limits
from services_directory.values.local_text import NO_WORDS, PLAIN_BY_SMS
from services_directory.values.local_text import LocalText as LocalText
from services_directory.values.needs import Category as Category
from services_directory.values.needs import FinerNeed as FinerNeed
from services_directory.values.needs import Offer as Offer
from services_directory.values.needs import OfferKind as OfferKind
from services_directory.values.promises import Answers as Answers
from services_directory.values.promises import Retention as Retention

EMERGENCY = "emergency"
"""The category whose services are never hidden, whatever their confidence."""


class Cost(StrEnum):
    FREE = "free"
    PAID = "paid"
    VARIES = "varies"


class Status(StrEnum):
    """Where a service stands: only published ones reach people, archived ones keep their id.

    In review, somebody else is asked to read it before people do."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to dial: `digits` as one block, with nothing in it that a script shows backwards.

    `about`: what it is for. `languages`: those spoken there (ISO 639).
    """

    digits: str
    e164: str | None = None
    about: LocalText = NO_WORDS
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` in units of `currency` (ISO 4217): 0 is free, None is not known."""

    option: LocalText = NO_WORDS
    amount: float | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A town or district people name; `region` is the governorate (county, zone) it lies in."""

    id: str
    name: LocalText
    region: str
    spellings: tuple[str, ...] = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where a service is. `region` None: the whole country; `place` None: the whole region.

    A confidential location has neither address nor position, in every message, page and export.
    """

    region: str | None = None
    place: str | None = None
    address: LocalText = NO_WORDS
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    id: str
    name: LocalText


@dataclass(frozen=True, slots=True)
class Service:
    """One thing somebody offers. `id` is the source's own stable key, as "jen-hopital-tabarka".

    `opening_hours` is OpenStreetMap syntax with the closures in it, read by `schedules.py`;
    `hours_note` says in words what cannot be said so, or contradicts itself. `caution` is the code
    of a caution of the programme; `last_checked` is the day our own team checked it, never
    guessed; after `check_due` it says so. `documents` are what to bring. `languages` are the ones
    people are served in (ISO 639). `facts` are codes of `facts.py`, as "eligibility:women".
    `sms_text` is what a card by SMS says in place of the description.
    `timezone`: whose clocks its hours are told by (IANA); "" is the programme's. `licence`: whom to
    name with it.
    """

    id: str
    organisation: Organisation
    name: LocalText
    description: LocalText
    category: str
    location: Location
    phones: tuple[Phone, ...] = ()
    opening_hours: str | None = None
    cost: Cost | None = None
    eligibility: LocalText = NO_WORDS
    caution: str | None = None
    website: str | None = None
    last_checked: date | None = None
    check_due: date | None = None
    alert: LocalText = NO_WORDS
    application: LocalText = NO_WORDS
    fees: LocalText = NO_WORDS
    prices: tuple[Price, ...] = ()
    documents: tuple[LocalText, ...] = ()
    accessibility: LocalText = NO_WORDS
    hours_note: LocalText = NO_WORDS
    closures: tuple[Closure, ...] = ()
    languages: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    minimum_age: float | None = None
    maximum_age: float | None = None
    confidential: bool = False
    sms_text: LocalText = NO_WORDS
    timezone: str = ""
    licence: str = ""

    @property
    def is_emergency(self) -> bool:
        return self.category == EMERGENCY


@dataclass(frozen=True, slots=True)
class Region:
    """A governorate (county, zone …): the programme's city is one; `main_place` its chief town."""

    code: str
    name: LocalText
    main_place: str


@dataclass(frozen=True, slots=True)
class ResourceCentre:
    """Whom people reach for a human, and after how long a silence the machine answers again.

    `alert_after_minutes`: so long somebody waits before staff are told of it on their phones."""

    name: LocalText
    opening_hours: str
    answers_within_days: int
    phone: Phone | None = None
    address: LocalText = NO_WORDS
    silent_after_hours: int = 48
    alert_after_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Programme:
    """One pilot city's file: everything that differs from city to city.

    `quiet_from`/`quiet_until` are local times of `timezone`; a text of ours waits between them.
    `danger_lines`: ids of the services whose numbers are given at once to somebody in danger, and
    `dangers` the same by the kind of danger. `national_region` is the word in the services file for
    "the whole country". `plain_by_sms`: languages that an SMS writes without the letters that would
    make it cost double. `ask_instead`: by need, ids of whom to ask where a
    service itself cannot be called or found. `currency`: what is paid with, by ISO 4217.
    """

    code: str
    name: LocalText
    operator: LocalText
    timezone: str
    country: str
    languages: tuple[str, ...]
    regions: tuple[Region, ...]
    categories: tuple[Category, ...]
    offers: tuple[Offer, ...]
    cautions: tuple[Caution, ...]
    centre: ResourceCentre
    retention: Retention
    quiet_from: time
    quiet_until: time
    national_region: str = "national"
    currency: str | None = None
    danger_lines: tuple[str, ...] = ()
    plain_by_sms: tuple[str, ...] = PLAIN_BY_SMS
    dangers: tuple[DangerLines, ...] = ()
    freshness: Freshness = NEVER_STALE
    answers: Answers = promises.NO_ANSWERS
    finer_needs: tuple[FinerNeed, ...] = ()
    limits: Limits = USUAL
    calendar: Calendar = field(default=Calendar(""), repr=False)
    class_reminders: promises.ClassReminders = promises.USUAL_REMINDERS
    referral_times: promises.ReferralTimes = promises.USUAL_REFERRAL_TIMES
    follow_up: promises.FollowUps = promises.USUAL_FOLLOW_UPS
    ask_instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    map_tiles: promises.MapTiles | None = None

    def zone_of(self, service: Service) -> str:
        """The IANA name of the clocks that its hours are told by."""
        return service.timezone or self.timezone

    def category(self, code: str) -> Category | None:
        return next((each for each in self.categories if each.code == code), None)

    def finer(self, code: str) -> FinerNeed | None:
        return next((each for each in self.finer_needs if each.code == code), None)

    @property
    def finer_codes(self) -> frozenset[str]:
        return frozenset(each.code for each in self.finer_needs)

    def need(self, code: str) -> Category | FinerNeed | None:
        """A need by its code, a whole category or one within it."""
        return self.category(code) or self.finer(code)

    def offer(self, code: str) -> Offer | None:
        return next((each for each in self.offers if each.code == code), None)

    def offers_of(self, kind: OfferKind) -> tuple[Offer, ...]:
        return tuple(each for each in self.offers if each.kind == kind)

    def danger(self, kind: str | None) -> DangerLines | None:
        return next((each for each in self.dangers if each.kind == kind), None)

    def caution(self, code: str | None) -> Caution | None:
        return next((each for each in self.cautions if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Directory:
    """One frozen snapshot of everything people may be shown, in memory.

    `version` changes with every published edit, so that a reader can tell whether it is current.
    `unchecked` is never shown: it keeps us from telling something else in its stead. `day` is the
    one it was read on, since what was not checked for too long is left out. `merged`: by the id of
    a service that turned out to be another one, the id of that.
    """

    programme: Programme
    places: tuple[Place, ...]
    services: tuple[Service, ...]
    version: int = 0
    unchecked: tuple[Unchecked, ...] = ()
    day: date | None = None
    merged: Mapping[str, str] = field(default_factory=dict)
    # Indexes, made when first asked for: no part of what a directory is, and never copied with it.
    _places: dict[str, Place] = field(default_factory=dict, init=False, repr=False, compare=False)
    _services: dict[str, Service] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def place(self, place_id: str | None) -> Place | None:
        if not self._places:
            self._places.update({each.id: each for each in self.places})
        return self._places.get(place_id or "")

    def service(self, service_id: str) -> Service | None:
        if not self._services:
            self._services.update({each.id: each for each in self.services})
        return self._services.get(service_id) or self._services.get(self.stays(service_id))

    def stays(self, service_id: str) -> str:
        """The id of the service that this one was merged into; its own where it was not."""
        return self.merged.get(service_id.partition("~")[0], service_id)

    def known_as(self, service_id: str) -> tuple[str, ...]:
        """Every id that means this service: what was kept of those merged into it is its own."""
        return service_id, *(each for each, stays in self.merged.items() if stays == service_id)

    def lines_of_danger(self, kind: str | None) -> tuple[Service, ...]:
        """Whom to call in this kind of danger; nobody, where the programme says nothing of it."""
        lines = self.programme.danger(kind)
        services = (self.service(each) for each in lines.services) if lines else ()
        return tuple(each for each in services if each is not None and each.phones)

    def danger_lines(self) -> tuple[Service, ...]:
        """Whom to call in danger: the programme's choice, else every national emergency line."""
        chosen = [self.service(each) for each in self.programme.danger_lines]
        lines = [each for each in chosen if each is not None] or [
            each for each in self.services if each.is_emergency and each.location.region is None
        ]
        return tuple(each for each in lines if each.phones)
