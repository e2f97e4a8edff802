"""What staff may write about a service, and what to mend before it can be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from services_directory.values import schedules
from services_directory.values.entries import (
    Closure,
    Cost,
    LocalText,
    Place,
    Position,
    Programme,
    Status,
)
from services_directory.values.facts import ALL_FACTS
from services_directory.values.local_text import NO_WORDS
from services_directory.values.phones import read_phones
from services_directory.values.time_zones import is_zone

_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues: `dalil catalogues update` looks for this name."""
    return sentence


class Fault(StrEnum):
    """What to mend, in English; pages say it in the reader's language."""

    NAME_MISSING = _("Write the name in at least one language.")
    ORGANISATION_MISSING = _("Write who runs the service in at least one language.")
    CATEGORY_UNKNOWN = _("Choose one of the categories.")
    REGION_UNKNOWN = _("Choose one of the regions, or the whole country.")
    PLACE_UNKNOWN = _("Choose a place that lies in the region.")
    PHONE_UNREADABLE = _(
        "Write a number of this country, a short number, or + and the country code for another."
    )
    HOURS_UNREADABLE = _("Write the hours as in this example: Mo-Fr 08:30-16:30")
    CAUTION_UNKNOWN = _("Choose one of the warnings, or none.")
    WEBSITE_UNREADABLE = _("Write the whole address, such as https://example.org")
    EMAIL_UNREADABLE = _("Write the whole address, such as name@example.org")
    TOO_LONG = _("Please write it shorter.")
    LANGUAGE_UNKNOWN = _("Write the codes of languages, such as ar, fr.")
    FACT_UNKNOWN = _("Please choose one of the list.")
    AGES_CROSSED = _("Write the youngest age first, then the oldest.")
    CLOSURE_UNREADABLE = _("Write the first day, then the last day.")
    ZONE_UNKNOWN = _("Write the zone as in this example: Europe/Paris")
    CURRENCY_UNREADABLE = _("Write the three letters of the currency, such as TND.")
    NOT_FREE = _("The service is marked as free: change one of the two.")
    ADDRESS_CONFIDENTIAL = _(
        "A confidential service has no address here: empty this field in every language."
    )


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """A service as a form holds it. Empty means not known; `phone` as typed, several by " / ".

    `phone_types` stand in the order of the numbers ("text" takes SMS). `documents` has one a line,
    each line the same one in all languages, "-" where it has no words. `languages` are ISO 639
    codes, `facts` those of `facts.py`, ages are in years. `timezone` is that of the hours, an IANA
    name; "" is the programme's. `confidence` and what follows is what a source says beside: how
    sure it is, where it found it, under which licence, the point it gave; no page asks for it.
    """

    name: LocalText
    organisation: LocalText
    category: str
    description: LocalText = NO_WORDS
    eligibility: LocalText = NO_WORDS
    address: LocalText = NO_WORDS
    region: str | None = None
    place: str | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: str = ""
    cost: Cost | None = None
    caution: str | None = None
    status: Status = Status.PUBLISHED
    notes: str = ""
    alert: LocalText = NO_WORDS
    application: LocalText = NO_WORDS
    fees: LocalText = NO_WORDS
    documents: LocalText = NO_WORDS
    accessibility: LocalText = NO_WORDS
    hours_note: LocalText = NO_WORDS
    phone_types: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()
    languages: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    minimum_age: float | None = None
    maximum_age: float | None = None
    confidential: bool = False
    sms_text: LocalText = NO_WORDS
    timezone: str = ""
    confidence: str = "medium"
    source_url: str = ""
    source_date: str = ""
    licence: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change did, for the audit trail: the fields that differ, `before` and `after`."""

    id: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class DraftRefused(Exception):
    """A draft cannot be kept: `faults` by the name of the draft's field. Nothing was written."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(f"draft refused: {', '.join(sorted(faults))}")
        self.faults = dict(faults)


_LONGEST = {"phone": 120, "email": 254, "website": 500, "opening_hours": 255, "notes": 4000}
_LONGEST |= {"timezone": 64, "licence": 200}
_LONGEST_WORDS = {"name": 200, "organisation": 200, "description": 1000}
_LONGEST_WORDS |= {"eligibility": 500, "address": 300, "alert": 300, "application": 500}
_LONGEST_WORDS |= {"fees": 200, "documents": 500, "accessibility": 300, "hours_note": 300}
_LONGEST_WORDS |= {"sms_text": 160}

_WITH_LINES = ("notes", "documents")

_NO_LETTERS = "\ufffe\uffff"
"""What Unicode will never give a meaning, and no XML can hold."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def keeps_lines(name: str) -> bool:
    """Whether a field, or a column of it in one language, keeps its line ends."""
    return name.startswith(_WITH_LINES)


def tidy_text(text: str, *, keep_lines: bool = False) -> str:
    """Trimmed and composed, without what a database refuses: control letters, lone surrogates."""
    kept = []
    for letter in text.replace("\r\n", "\n"):
        category = unicodedata.category(letter)
        if category == "Cc":
            kept.append("\n" if keep_lines and letter == "\n" else " ")
        elif category != "Cs" and letter not in _NO_LETTERS:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def tidy_draft(draft: ServiceDraft) -> ServiceDraft:
    """The draft as it will be kept: every text tidy, and empty choices None."""
    changes: dict[str, Any] = {}
    for each in fields(ServiceDraft):
        value = getattr(draft, each.name)
        if isinstance(value, LocalText):
            lines = keeps_lines(each.name)
            words = {locale: tidy_text(text, keep_lines=lines) for locale, text in value.words}
            changes[each.name] = LocalText.of(words)
        elif type(value) is str:
            changes[each.name] = tidy_text(value, keep_lines=keeps_lines(each.name))
    for name in ("region", "place", "caution"):
        changes[name] = changes.get(name) or None
    return replace(draft, **changes)


def check_draft(
    draft: ServiceDraft, programme: Programme, places: tuple[Place, ...]
) -> dict[str, Fault]:
    """Everything to mend at once, by field; empty when the draft can be kept."""
    faults: dict[str, Fault] = {}
    for name, longest in _LONGEST.items():
        if len(getattr(draft, name)) > longest:
            faults[name] = Fault.TOO_LONG
    for name, longest in _LONGEST_WORDS.items():
        if any(len(words) > longest for _locale, words in getattr(draft, name).words):
            faults[name] = Fault.TOO_LONG
    faults |= _fact_faults(draft)
    regions = {region.code for region in programme.regions}
    region_is_known = draft.region is None or draft.region in regions
    in_region = {place.id for place in places if place.region == draft.region}
    fits_region = draft.place is None or draft.place in in_region
    checks = {
        "name": (bool(draft.name), Fault.NAME_MISSING),
        "organisation": (bool(draft.organisation), Fault.ORGANISATION_MISSING),
        "category": (programme.category(draft.category), Fault.CATEGORY_UNKNOWN),
        "region": (region_is_known, Fault.REGION_UNKNOWN),
        "place": (fits_region or not region_is_known, Fault.PLACE_UNKNOWN),
        "caution": (not draft.caution or programme.caution(draft.caution), Fault.CAUTION_UNKNOWN),
        "phone": (read_phones(draft.phone, programme.country) is not None, Fault.PHONE_UNREADABLE),
        "opening_hours": (_readable_hours(draft.opening_hours), Fault.HOURS_UNREADABLE),
        "website": (_is_empty_or(_WEB_ADDRESS, draft.website), Fault.WEBSITE_UNREADABLE),
        "email": (_is_empty_or(MAIL_ADDRESS, draft.email), Fault.EMAIL_UNREADABLE),
    }
    for name, (fits, fault) in checks.items():
        if not fits:
            faults.setdefault(name, fault)
    return faults


_SHOWN_AS_TYPED = frozenset((Fault.NAME_MISSING, Fault.ORGANISATION_MISSING, Fault.TOO_LONG))


def as_far_as_readable(
    draft: ServiceDraft,
    before: ServiceDraft | None,
    programme: Programme,
    places: tuple[Place, ...],
) -> ServiceDraft:
    """For a preview of what is being typed: a field that cannot be read is as it was `before`, or
    as in a new service where that could not be read, either."""
    usual = {
        each.name: each.default for each in fields(ServiceDraft) if each.default is not MISSING
    }
    for older in (before, None):
        faults = check_draft(draft, programme, places)
        unread = [name for name, fault in faults.items() if fault not in _SHOWN_AS_TYPED]
        known = {name: getattr(older, name) if older else usual.get(name, "") for name in unread}
        draft = replace(draft, **known)
    return draft


def _fact_faults(draft: ServiceDraft) -> dict[str, Fault]:
    """What is wrong with the facts that have codes, ages or days."""
    ages = [age for age in (draft.minimum_age, draft.maximum_age) if age is not None]
    checks = {
        "languages": (all(map(_LANGUAGE.fullmatch, draft.languages)), Fault.LANGUAGE_UNKNOWN),
        "facts": (set(draft.facts) <= set(ALL_FACTS), Fault.FACT_UNKNOWN),
        "minimum_age": (
            ages == sorted(ages) and all(0 <= age <= 120 for age in ages),
            Fault.AGES_CROSSED,
        ),
        "closures": (all(map(_fits, draft.closures)), Fault.CLOSURE_UNREADABLE),
        "timezone": (not draft.timezone or is_zone(draft.timezone), Fault.ZONE_UNKNOWN),
        "address": (not (draft.confidential and draft.address), Fault.ADDRESS_CONFIDENTIAL),
    }
    return {name: fault for name, (fits, fault) in checks.items() if not fits}


def _fits(closure: Closure) -> bool:
    times = (closure.opens_at, closure.closes_at)
    readable = all(_CLOCK.fullmatch(each) for each in times) and times[0] != times[1]
    return closure.starts_on <= closure.ends_on and (times == ("", "") or readable)


def _readable_hours(hours: str) -> bool:
    return not hours or schedules.validate(hours) is None


def _is_empty_or(pattern: re.Pattern[str], words: str) -> bool:
    return not words or pattern.fullmatch(words) is not None
