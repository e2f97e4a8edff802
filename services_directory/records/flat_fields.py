"""A service in its flat shapes: fields to compare and to audit, and the value people read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from sys import intern
from typing import Any

from services_directory.records.drafts import ServiceDraft
from services_directory.records.schedule_records import in_normal_form, with_closures
from services_directory.values.entries import (
    Closure,
    ClosureKind,
    Cost,
    LocalText,
    Location,
    Organisation,
    Position,
    Service,
    Status,
)
from services_directory.values.local_text import NO_WORDS
from services_directory.values.phones import read_phones

LOW_CONFIDENCE = "low"

CONFIDENCES = ("high", "medium", LOW_CONFIDENCE)

WORDS = (
    *("name", "organisation", "description", "eligibility", "address"),
    *("alert", "application", "fees", "documents", "accessibility", "hours_note", "sms_text"),
)
"""The fields of a draft that have words in several languages."""

_TEXTS = (
    *("category", "phone", "email", "website", "opening_hours", "notes", "timezone"),
    *("confidence", "source_url", "source_date", "licence"),
)
_LISTS = ("phone_types", "languages", "facts")
_AGES = ("minimum_age", "maximum_age")

NO_WORDS_HERE = "-"
"""A line of `documents` in a language that has no words for it."""


def to_fields(draft: ServiceDraft) -> dict[str, str]:
    """Every filled field by its name, "name.fr" for words: what imports compare and audits keep."""
    flat: dict[str, str] = {}
    for each in fields(ServiceDraft):
        value = getattr(draft, each.name)
        if isinstance(value, LocalText):
            flat.update({f"{each.name}.{locale}": text for locale, text in value.words})
        elif each.name in _LISTS:
            flat[each.name] = ";".join(value)
        elif each.name == "closures":
            flat[each.name] = "\n".join(map(_closure_line, value))
        elif isinstance(value, float):
            flat[each.name] = f"{value:g}"
        elif isinstance(value, Position):
            flat |= {"latitude": str(value.latitude), "longitude": str(value.longitude)}
        else:
            flat[each.name] = str(value or "")
    return {name: text for name, text in flat.items() if text}


def from_fields(flat: Mapping[str, str]) -> ServiceDraft:
    """The way back from `to_fields`."""
    words: dict[str, dict[str, str]] = {name: {} for name in WORDS}
    for key, text in flat.items():
        name, dot, locale = key.partition(".")
        if dot:
            words[name][locale] = text
    has_position = "latitude" in flat and "longitude" in flat
    plain: dict[str, Any] = {name: LocalText.of(said) for name, said in words.items()}
    plain |= {name: flat.get(name, "") for name in _TEXTS}
    plain |= {name: tuple(flat[name].split(";")) for name in _LISTS if name in flat}
    plain |= {name: float(flat[name]) for name in _AGES if name in flat}
    return ServiceDraft(
        **plain,
        region=flat.get("region"),
        place=flat.get("place"),
        caution=flat.get("caution"),
        cost=Cost(flat["cost"]) if "cost" in flat else None,
        status=Status(flat["status"]),
        closures=tuple(map(_closure, flat.get("closures", "").splitlines())),
        confidential="confidential" in flat,
        position=Position(float(flat["latitude"]), float(flat["longitude"]))
        if has_position
        else None,
    )


def as_kept(flat: Mapping[str, str]) -> dict[str, str]:
    """Flat fields as they come back from the tables: numbers and hours in their usual spelling."""
    kept = dict(flat)
    # The name of this field before languages had rows of their own.
    spoken = kept.pop("spoken_languages", "")
    if spoken:
        kept.setdefault("languages", ";".join(codes_in(spoken)))
    if "phone" in kept:
        kept["phone"] = " / ".join(numbers_in(kept["phone"]))
    if "opening_hours" in kept:
        kept["opening_hours"] = in_normal_form(kept["opening_hours"])
    return kept


def codes_in(written: str) -> tuple[str, ...]:
    """Codes of languages in one cell: "ar;fr", "ar, fr"."""
    for mark in ",|/ \n":
        written = written.replace(mark, ";")
    return tuple(part for part in written.split(";") if part)


def numbers_in(written: str) -> tuple[str, ...]:
    """The numbers of one cell, each as printed: "192 / 1809"."""
    for mark in ";,\n":
        written = written.replace(mark, "/")
    return tuple(part.strip() for part in written.split("/") if part.strip())


def lines_of(texts: tuple[LocalText, ...]) -> LocalText:
    """Texts as lines, the n-th line of each language the n-th text."""
    locales = {locale: None for text in texts for locale, _words in text.words}
    return LocalText.of(
        {
            locale: "\n".join(text.in_locale(locale) or NO_WORDS_HERE for text in texts)
            for locale in locales
        }
    )


def texts_of(lines: LocalText) -> tuple[LocalText, ...]:
    """The way back from `lines_of`; empty lines count for nothing."""
    by_locale = {
        locale: [line.strip() for line in text.split("\n") if line.strip()]
        for locale, text in lines.words
    }
    longest = max(map(len, by_locale.values()), default=0)
    texts = (
        LocalText.of(
            {
                locale: found[number]
                for locale, found in by_locale.items()
                if number < len(found) and found[number] != NO_WORDS_HERE
            }
        )
        for number in range(longest)
    )
    return tuple(text for text in texts if text)


def to_service(
    key: str,
    draft: ServiceDraft,
    country: str,
    *,
    organisation_id: str,
    last_checked: date | None = None,
    check_due: date | None = None,
) -> Service:
    """The value people read: without the staff's notes, without where it was found."""
    return Service(
        id=key,
        organisation=Organisation(organisation_id, draft.organisation),
        name=draft.name,
        description=draft.description,
        category=draft.category,
        location=_location_of(draft),
        phones=read_phones(draft.phone, country) or (),
        # Many keep the same hours: one text in memory for all of them.
        opening_hours=intern(with_closures(draft.opening_hours, draft.closures)) or None,
        cost=draft.cost,
        eligibility=draft.eligibility,
        caution=draft.caution,
        website=draft.website or None,
        last_checked=last_checked,
        check_due=check_due,
        alert=draft.alert,
        application=draft.application,
        fees=draft.fees,
        documents=texts_of(draft.documents),
        accessibility=draft.accessibility,
        hours_note=draft.hours_note,
        closures=draft.closures,
        languages=draft.languages,
        facts=draft.facts,
        minimum_age=draft.minimum_age,
        maximum_age=draft.maximum_age,
        confidential=draft.confidential,
        sms_text=draft.sms_text,
        timezone=intern(draft.timezone),
        licence=intern(draft.licence),
    )


def _location_of(draft: ServiceDraft) -> Location:
    """A confidential service has neither address nor point, whatever was kept."""
    if draft.confidential:
        return Location(draft.region, draft.place, NO_WORDS, None)
    return Location(draft.region, draft.place, draft.address, draft.position)


def _closure_line(closure: Closure) -> str:
    """ "2026-12-25/2026-12-26 holiday 09:00-13:00 {"fr": "…"}"; hours and note if there are any."""
    parts = [f"{closure.starts_on}/{closure.ends_on}", closure.kind.value]
    parts.append(f"{closure.opens_at}-{closure.closes_at}")
    note = json.dumps(dict(closure.note.words), ensure_ascii=False) if closure.note else ""
    return " ".join(part for part in (*parts, note) if part not in ("", "-"))


def _closure(line: str) -> Closure:
    days, kind, *rest = line.split(" ", 2)
    hours, note = (rest[0] if rest else ""), ""
    if not hours.startswith("{"):
        hours, _space, note = hours.partition(" ")
    else:
        hours, note = "", hours
    opens, _dash, closes = hours.partition("-")
    starts, _slash, ends = days.partition("/")
    return Closure(
        date.fromisoformat(starts),
        date.fromisoformat(ends),
        ClosureKind(kind),
        opens,
        closes,
        LocalText.of(json.loads(note)) if note else NO_WORDS,
    )
