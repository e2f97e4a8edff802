"""Where do two services differ, which of them says it better, and what are they as one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from services_directory.records.draft_records import draft_of, with_draft
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import to_fields
from services_directory.records.records import ServiceRecord
from services_directory.storage.detail_history import PHONES, PLACES, PRICES, told_details
from services_directory.values.entries import LocalText, Status

CHECK = "last_checked_on"
_CHECKS = ("last_checked_on", "last_checked_by", "next_check_on", "confirmed")

_BY_LANGUAGE = (
    *("name", "description", "eligibility", "application", "fees", "alert", "sms_text"),
    "accessibility",
)
"""Each language of these is a part of its own."""

_TOGETHER: Mapping[str, Sequence[str]] = {
    "status": ("status",),
    "organisation": ("organisation",),
    "category": ("category",),
    "place": ("region", "place", "address", "position"),
    "phone": ("phone", "phone_types"),
    "email": ("email",),
    "website": ("website",),
    "opening_hours": ("opening_hours", "timezone", "hours_note"),
    "closures": ("closures",),
    "cost": ("cost",),
    "documents": ("documents",),
    "languages": ("languages",),
    "facts": ("facts",),
    "minimum_age": ("minimum_age", "maximum_age"),
    "caution": ("caution",),
    "notes": ("notes",),
}
"""Fields of a draft that say something only together."""

_FLAT_NAMES = {"position": ("latitude", "longitude")}
_BEST_STATUS = (Status.DRAFT, Status.REVIEW, Status.PUBLISHED)
_LONGEST_LICENCE = 200


class Which(StrEnum):
    """Of two: the one that stays, or the other."""

    STAYS = "stays"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """Something the two say otherwise: `name`, or `name` in a language as "name.fr". `stays` and
    `other`: what each says, by flat field. `better`: whose is newer, or more complete."""

    code: str
    stays: Mapping[str, str]
    other: Mapping[str, str]
    better: Which


def parts_of(stays: ServiceRecord, other: ServiceRecord) -> tuple[Part, ...]:
    """Everything in which they differ."""
    mine, theirs = _told(stays), _told(other)
    codes = [each for each in _codes(stays, other) if mine.get(each) != theirs.get(each)]
    return tuple(
        Part(each, mine.get(each, {}), theirs.get(each, {}), _better(each, stays, other))
        for each in codes
    )


def more_known(one: ServiceRecord, other: ServiceRecord) -> ServiceRecord:
    """Which of the two is to stay, where nobody says otherwise: the one people find, was checked
    later, says more."""

    def weight(record: ServiceRecord) -> tuple[int, date, int]:
        checked = record.last_checked_on or date.min
        return _BEST_STATUS.index(record.status), checked, len(to_fields(draft_of(record)))

    return max(one, other, key=weight)


def as_one(
    stays: ServiceRecord, other: ServiceRecord, chosen: Mapping[str, Which]
) -> ServiceRecord:
    """The one that stays, with what was chosen of the other. Who is asked there, and what else
    nobody chose, stays as it is."""
    taken = [each.code for each in parts_of(stays, other) if chosen.get(each.code) == Which.OTHER]
    draft, theirs = draft_of(stays), draft_of(other)
    for code in taken:
        draft = _with_part(draft, theirs, code)
    if taken:
        draft = replace(draft, licence=_licences(stays, other))
    record = with_draft(stays, draft)
    if "phone" in taken:
        record = _with_what_numbers_are_for(record, other)
    if "cost" in taken:
        record = replace(record, cost=other.cost, costs=other.costs)
    if PLACES in taken and record.sites:
        record = replace(record, sites=(*record.sites[:1], *other.sites[1:]))
    if CHECK in taken:
        checks: dict[str, Any] = {name: getattr(other, name) for name in _CHECKS}
        record = replace(record, **checks)
    return record


def parted(now: ServiceRecord, merged: ServiceRecord, before: ServiceRecord) -> ServiceRecord:
    """The one that stayed as it was `before`, but for what somebody changed since it was `merged`:
    that is as it is `now`."""
    draft = draft_of(now)
    for code in _codes(now, before):
        if _told(now).get(code) == _told(merged).get(code):
            draft = _with_part(draft, draft_of(before), code)
    record = with_draft(now, draft)
    back: dict[str, Any] = {
        name: getattr(before, name)
        for name in (*_CHECKS, "cost", "costs", "licence")
        if getattr(now, name) == getattr(merged, name)
    }
    record = replace(record, **back)
    if now.sites[1:] == merged.sites[1:] and record.sites:
        record = replace(record, sites=(*record.sites[:1], *before.sites[1:]))
    return record


def _codes(one: ServiceRecord, other: ServiceRecord) -> list[str]:
    words = [
        f"{name}.{locale}"
        for name in _BY_LANGUAGE
        for locale in dict.fromkeys(_locales(one, name) + _locales(other, name))
    ]
    return [*words, *_TOGETHER, PLACES, CHECK]


def _locales(record: ServiceRecord, name: str) -> list[str]:
    words: LocalText = getattr(draft_of(record), name)
    return [locale for locale, _text in words.words]


def _told(record: ServiceRecord) -> dict[str, dict[str, str]]:
    """By the code of a part, what is said of it."""
    flat = to_fields(draft_of(record))
    details = told_details(record)
    told = {code: {code: text} for code, text in flat.items() if _stem(code) in _BY_LANGUAGE}
    for code, names in _TOGETHER.items():
        stems = {stem for name in names for stem in _FLAT_NAMES.get(name, (name,))}
        told[code] = {name: text for name, text in flat.items() if _stem(name) in stems}
    told["cost"] |= {PRICES: details[PRICES]} if PRICES in details else {}
    told["phone"] |= {PHONES: details[PHONES]} if PHONES in details else {}
    told[PLACES] = {PLACES: details[PLACES]} if PLACES in details else {}
    told[CHECK] = {name: str(said) for name in _CHECKS if (said := getattr(record, name))}
    return {code: said for code, said in told.items() if said}


def _better(code: str, stays: ServiceRecord, other: ServiceRecord) -> Which:
    """Who says anything; then who was checked later; then who says more."""
    mine, theirs = _told(stays).get(code, {}), _told(other).get(code, {})
    if not mine or not theirs:
        return Which.STAYS if mine else Which.OTHER
    if code == "status":
        is_better = _BEST_STATUS.index(other.status) > _BEST_STATUS.index(stays.status)
        return Which.OTHER if is_better else Which.STAYS
    checked, checked_there = (each.last_checked_on or date.min for each in (stays, other))
    if checked != checked_there:
        return Which.OTHER if checked_there > checked else Which.STAYS
    return Which.OTHER if _length(theirs) > _length(mine) else Which.STAYS


def _length(told: Mapping[str, str]) -> int:
    return sum(map(len, told.values()))


def _with_part(draft: ServiceDraft, theirs: ServiceDraft, code: str) -> ServiceDraft:
    name, _dot, locale = code.partition(".")
    if locale:
        words = dict(getattr(draft, name).words)
        said = getattr(theirs, name).in_locale(locale)
        others = {each: text for each, text in words.items() if each != locale}
        now = {**words, locale: said} if said else others
        changes: dict[str, Any] = {name: LocalText.of(now)}
    else:
        names = () if code == "cost" else _TOGETHER.get(code, ())
        changes = {each: getattr(theirs, each) for each in names}
    return replace(draft, **changes)


def _with_what_numbers_are_for(record: ServiceRecord, other: ServiceRecord) -> ServiceRecord:
    """A draft has the numbers alone; where each is the service's own, the rest comes, too."""
    whole = replace(record, phones=other.phones)
    is_same = draft_of(whole).phone == draft_of(other).phone == draft_of(record).phone
    return whole if is_same else record


def _licences(stays: ServiceRecord, other: ServiceRecord) -> str:
    """Whoever gave either is named with what is made of both."""
    told = dict.fromkeys(each for each in (stays.licence, other.licence) if each)
    return " / ".join(told)[:_LONGEST_LICENCE]


def _stem(name: str) -> str:
    return name.partition(".")[0]
