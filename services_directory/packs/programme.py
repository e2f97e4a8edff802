"""Which city's programme is this? Its programme.toml, checked whole before it is believed."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from phonenumbers import country_code_for_region
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services_directory.files.faults import FileFault, FileRefused, fault_of
from services_directory.files.places import read_places
from services_directory.packs.class_reminders import ClassRemindersTable
from services_directory.packs.danger_lines import DangerTable, danger_faults
from services_directory.packs.finer_needs import Code, FinerNeedTable, Words, finer_faults
from services_directory.packs.follow_up import FollowUpTable
from services_directory.packs.limits import LimitsTable
from services_directory.packs.map_tiles import MapTable
from services_directory.packs.referrals import ReferralsTable
from services_directory.packs.seasons import SeasonTable, season_faults, with_seasons
from services_directory.values import dangers, entries, schedules
from services_directory.values.entries import Caution, LocalText, OfferKind, Programme
from services_directory.values.local_text import PLAIN_BY_SMS
from services_directory.values.phones import read_phones

PACKS = Path(__file__).parents[1] / "packs"
"""The packs that ship with Dalil, one folder each."""

FILE = "programme.toml"


class ProgrammeFault(FileRefused):
    """A programme file cannot be used: `faults` are all of them, each with its key and its mend."""


class _Table(BaseModel):
    """An unknown key is a misspelt one: it is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Region(_Table):
    code: Annotated[str, Field(min_length=1, max_length=64)]
    name: Words
    main_place: Code


class _Category(_Table):
    code: Code
    title: Words
    offers: OfferKind | None = None
    in_menu: bool = True


class _Offer(_Table):
    code: Code
    kind: OfferKind
    title: Words


class _Caution(_Table):
    code: Code
    text: Words
    services: list[str] = []


class _Centre(_Table):
    name: Words
    opening_hours: str
    answers_within_days: Annotated[int, Field(ge=1, le=30)]
    silent_after_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 48
    alert_after_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60
    phone: str = ""
    address: dict[str, str] = {}


class _Answers(_Table):
    privacy: dict[str, str] = {}
    missing_person: dict[str, str] = {}


class _Retention(_Table):
    guest_hours: Annotated[int, Field(ge=1, le=24 * 30)]
    contact_days: Annotated[int, Field(ge=1, le=3660)]
    message_days: Annotated[int, Field(ge=1, le=3660)]
    request_days: Annotated[int, Field(ge=1, le=3660)]
    conversation_days: Annotated[int, Field(ge=1, le=365)] = 30


class _Freshness(_Table):
    check_every_days: Annotated[int, Field(ge=1, le=3660)]
    hidden_after_days: Annotated[int | None, Field(ge=1, le=3660)] = None


class _QuietHours(_Table):
    start: time = Field(alias="from")
    until: time


class _File(_Table):
    code: Code
    name: Words
    operator: Words
    timezone: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    languages: Annotated[list[str], Field(min_length=1)]
    national_region: str = "national"
    regions: Annotated[list[_Region], Field(min_length=1)]
    categories: Annotated[list[_Category], Field(min_length=1)]
    finer_needs: list[FinerNeedTable] = []
    offers: list[_Offer]
    cautions: list[_Caution] = []
    danger_lines: list[str] = []
    plain_by_sms: list[str] = [*PLAIN_BY_SMS]
    dangers: list[DangerTable] = []
    centre: _Centre
    retention: _Retention
    quiet_hours: _QuietHours
    freshness: _Freshness | None = None
    answers: _Answers = _Answers()
    limits: LimitsTable = LimitsTable()
    seasons: list[SeasonTable] = []
    class_reminders: ClassRemindersTable = ClassRemindersTable()
    referrals: ReferralsTable = ReferralsTable()
    follow_up: FollowUpTable = FollowUpTable()
    ask_instead: dict[Code, list[str]] = {}
    map: MapTable | None = None


def pack_folder(name_or_path: str) -> Path:
    """A shipped pack by its name, or a folder of one's own by its path."""
    shipped = PACKS / name_or_path
    is_name = Path(name_or_path).name == name_or_path
    return shipped if is_name and shipped.is_dir() else Path(name_or_path)


def load_programme(folder: Path) -> Programme:
    """The programme of a pack. Raises ProgrammeFault with every fault at once."""
    try:
        file = _File.model_validate(tomllib.loads((folder / FILE).read_text("utf-8")))
    except OSError as error:
        raise ProgrammeFault([FileFault(FILE, str(folder), "There is no such file.")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeFault([FileFault(FILE, "file", f"It is not TOML: {error}.")]) from error
    except ValidationError as error:
        raise ProgrammeFault([fault_of(FILE, each) for each in error.errors()]) from error
    faults = [FileFault(FILE, where, mend) for where, mend in _disagreements(file)]
    faults += _place_faults(file, folder)
    if faults:
        raise ProgrammeFault(faults)
    return _programme(file)


def _disagreements(file: _File) -> Iterator[tuple[str, str]]:
    """What is wrong although each key alone is right: pairs of the key's path and its mend."""
    if file.timezone not in available_timezones():
        yield "timezone", "Write an IANA name such as Africa/Tunis."
    if not country_code_for_region(file.country):
        yield "country", "Write an ISO 3166 code such as TN."
    elif read_phones(file.centre.phone, file.country) is None:
        yield "centre.phone", "Write a phone number of the country, or leave it empty."
    if schedules.validate(file.centre.opening_hours) is not None:
        yield "centre.opening_hours", "Write them like “Mo-Fr 08:30-16:30”."
    if len(set(file.languages)) < len(file.languages):
        yield "languages", "A language stands twice: keep one."
    unspoken = set(file.plain_by_sms) - {*file.languages, *PLAIN_BY_SMS}
    if unspoken:
        yield "plain_by_sms", f"{' '.join(sorted(unspoken))}: none of `languages`."
    categories = frozenset(each.code for each in file.categories)
    yield from finer_faults(file.finer_needs, categories, {each.code for each in file.offers})
    yield from file.follow_up.faults(categories | {each.code for each in file.finer_needs})
    for name in ("regions", "categories", "finer_needs", "offers", "cautions"):
        codes = [each.code for each in getattr(file, name)]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                yield f"{name}[{index}].code", "This code stands twice: make it another."
    unknown: defaultdict[str, list[str]] = defaultdict(list)
    for where, words in _all_words(file):
        for locale, text in words.items():
            if locale not in file.languages:
                unknown[locale].append(where)
            elif not text:
                yield f"{where}.{locale}", "Write the words, or remove the language."
    for need in file.ask_instead:
        if need not in categories:
            yield f"ask_instead.{need}", "Write the code of one of the categories."
    yield from danger_faults(file.dangers)
    yield from season_faults(file.seasons)
    for locale, places in unknown.items():
        # Who takes one language out of the list has words of it in every line of the file.
        others = f" and in {len(places) - 1} more" if len(places) > 1 else ""
        yield (
            f"{places[0]}.{locale}",
            f"{locale} stands here{others}, not in `languages`: add it, or remove the words.",
        )


def _all_words(file: _File) -> Iterator[tuple[str, dict[str, str]]]:
    yield "name", file.name
    yield "operator", file.operator
    yield "centre.name", file.centre.name
    yield "centre.address", file.centre.address
    yield "answers.privacy", file.answers.privacy
    yield "answers.missing_person", file.answers.missing_person
    for index, region in enumerate(file.regions):
        yield f"regions[{index}].name", region.name
    for index, category in enumerate(file.categories):
        yield f"categories[{index}].title", category.title
    for index, need in enumerate(file.finer_needs):
        yield f"finer_needs[{index}].title", need.title
    for index, offer in enumerate(file.offers):
        yield f"offers[{index}].title", offer.title
    for index, caution in enumerate(file.cautions):
        yield f"cautions[{index}].text", caution.text
    for index, season in enumerate(file.seasons):
        yield f"seasons[{index}].name", season.name


def _place_faults(file: _File, folder: Path) -> Sequence[FileFault]:
    try:
        places = read_places(folder / "places.csv")
    except FileRefused as refused:
        return refused.faults
    region_of = {place.id: place.region for place in places}
    mend = "Write the id of a place of this region in places.csv."
    faults = [
        FileFault(FILE, f"regions[{index}].main_place", mend)
        for index, region in enumerate(file.regions)
        if region_of.get(region.main_place) != region.code
    ]
    known = {region.code for region in file.regions}
    return faults + [
        FileFault("places.csv", f"id {place.id}", f"Its governorate is no region of {FILE}.")
        for place in places
        if place.region not in known
    ]


def _programme(file: _File) -> Programme:
    text = LocalText.of
    phones = read_phones(file.centre.phone, file.country) or (None,)
    return Programme(
        code=file.code,
        name=text(file.name),
        operator=text(file.operator),
        timezone=file.timezone,
        country=file.country,
        currency=file.currency,
        languages=tuple(file.languages),
        regions=tuple(entries.Region(r.code, text(r.name), r.main_place) for r in file.regions),
        categories=tuple(
            entries.Category(c.code, text(c.title), c.offers, c.in_menu) for c in file.categories
        ),
        finer_needs=tuple(each.need() for each in file.finer_needs),
        offers=tuple(entries.Offer(o.code, o.kind, text(o.title)) for o in file.offers),
        cautions=tuple(Caution(c.code, text(c.text), tuple(c.services)) for c in file.cautions),
        centre=entries.ResourceCentre(
            name=text(file.centre.name),
            opening_hours=file.centre.opening_hours,
            answers_within_days=file.centre.answers_within_days,
            phone=phones[0],
            address=text(file.centre.address),
            silent_after_hours=file.centre.silent_after_hours,
            alert_after_minutes=file.centre.alert_after_minutes,
        ),
        retention=entries.Retention(**file.retention.model_dump()),
        quiet_from=file.quiet_hours.start,
        quiet_until=file.quiet_hours.until,
        national_region=file.national_region,
        danger_lines=tuple(file.danger_lines),
        plain_by_sms=tuple(file.plain_by_sms),
        dangers=tuple(
            dangers.DangerLines(d.kind, tuple(d.services), tuple(d.office_hours_only))
            for d in file.dangers
        ),
        answers=entries.Answers(text(file.answers.privacy), text(file.answers.missing_person)),
        freshness=entries.Freshness(**(file.freshness.model_dump() if file.freshness else {})),
        limits=file.limits.limits(),
        calendar=with_seasons(file.country, file.seasons),
        class_reminders=file.class_reminders.reminders(),
        referral_times=file.referrals.times(),
        follow_up=file.follow_up.follow_ups(),
        map_tiles=file.map.map_tiles() if file.map else None,
        ask_instead={need: tuple(ids) for need, ids in file.ask_instead.items()},
    )
