"""What is everything we keep about a service, in the objects of HSDS 3.2?

Values of the same names as HSDS's objects, with all words in all languages; for imports, exports
and the API. People's answers are made from `entries.py`, which holds less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from services_directory.records.record_fields import AttributeRecord as AttributeRecord
from services_directory.records.record_fields import ContactRecord as ContactRecord
from services_directory.records.record_fields import LanguageRecord as LanguageRecord
from services_directory.records.record_fields import Marked as Marked
from services_directory.records.record_fields import PhoneRecord as PhoneRecord
from services_directory.records.record_fields import Record as Record
from services_directory.records.record_fields import Wording as Wording
from services_directory.records.record_fields import Words
from services_directory.records.record_fields import detail_id as detail_id
from services_directory.records.record_fields import object_id as object_id
from services_directory.values.entries import Cost, Status
from services_directory.values.local_text import NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRecord(Marked):
    """One interval of the week in HSDS's names, as its source wrote it: `schedule_records.py`.

    `osm` is a rule that no RRULE can say, in OpenStreetMap's syntax. `timezone` is an IANA name,
    "" for the programme's.
    """

    osm: str = ""
    freq: str = ""
    interval: int | None = None
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    dtstart: str = ""
    until: str = ""
    count: int | None = None
    wkst: str = ""
    opens_at: str = ""
    closes_at: str = ""
    valid_from: str = ""
    valid_to: str = ""
    timezone: str = ""
    schedule_link: str = ""
    attending_type: str = ""
    description: Words = NO_WORDS
    notes: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRecord(Record):
    """Closed, or open at other hours (HH:MM), from one day to another, both included."""

    starts_on: date
    ends_on: date
    kind: str = ""
    opens_at: str = ""
    closes_at: str = ""
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityRecord(Marked):
    description: Words = NO_WORDS
    details: Words = NO_WORDS
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRecord(Marked):
    """`amount` in units of `currency` (ISO 4217); 0 is free, None is not said."""

    option: Words = NO_WORDS
    amount: float | None = None
    currency: str = ""
    amount_description: Words = NO_WORDS
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Marked):
    document: Words = NO_WORDS
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRecord(Marked):
    """`region` is the code of one of the programme's regions, where the area is one."""

    region: str | None = None
    name: Words = NO_WORDS
    description: Words = NO_WORDS
    extent: str = ""
    extent_type: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRecord(Marked):
    """Words of the sign on the house, in the languages it is written in."""

    attention: str = ""
    address_1: Words = NO_WORDS
    address_2: str = ""
    city: str = ""
    region: str = ""
    state_province: str = ""
    postal_code: str = ""
    country: str = ""
    address_type: str = "physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced(Marked):
    """What a source has a name for: `source_id` is unique within `source`.

    `source_language` is the one its words were first written in; "" where nobody knows.
    """

    source: str
    source_id: str
    source_language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord(Sourced):
    """`parent` is the id of the organisation it belongs to, "" for none."""

    name: Words = NO_WORDS
    alternate_name: Words = NO_WORDS
    description: Words = NO_WORDS
    email: str = ""
    website: str = ""
    logo: str = ""
    uri: str = ""
    parent: str = ""
    phones: tuple[PhoneRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord(Sourced):
    """`region` and `place` are ids of ours; `organisation` the id of whose location it is."""

    location_type: str = "physical"
    name: Words = NO_WORDS
    alternate_name: Words = NO_WORDS
    description: Words = NO_WORDS
    transportation: Words = NO_WORDS
    region: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str = ""
    external_identifier_type: str = ""
    url: str = ""
    organisation: str = ""
    addresses: tuple[AddressRecord, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    languages: tuple[LanguageRecord, ...] = ()
    accessibility: tuple[AccessibilityRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord(Marked):
    """HSDS's service_at_location: one service at one location."""

    location: LocationRecord
    description: Words = NO_WORDS
    areas: tuple[AreaRecord, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord(Sourced):
    """One service, whole. `key` is the id people's cards carry, "jen-hopital-tabarka".

    `status` is where our work on the entry stands, `hsds_status` what HSDS says of the service.
    `eligibility` is its eligibility_description, `application` its application_process, `fees` its
    fees_description, `website` its url, `updated_at` its last_modified, `last_checked_on` its
    assured_date. `sms_text`: what a card by SMS says instead of its description. `licence`: under
    which its source gives it, and whom to name. `imported`: the flat fields as it last gave them.
    `merged_into`: the key of the service that it turned out to be, while it is archived.
    """

    key: str
    organisation: OrganisationRecord
    category: str
    status: Status = Status.DRAFT
    merged_into: str = ""
    hsds_status: str = "active"
    name: Words = NO_WORDS
    alternate_name: Words = NO_WORDS
    description: Words = NO_WORDS
    eligibility: Words = NO_WORDS
    sms_text: Words = NO_WORDS
    alert: Words = NO_WORDS
    application: Words = NO_WORDS
    fees: Words = NO_WORDS
    interpretation_services: Words = NO_WORDS
    accreditations: Words = NO_WORDS
    email: str = ""
    website: str = ""
    cost: Cost | None = None
    caution: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    confidential: bool = False
    confidence: str = "medium"
    confirmed: bool = False
    last_checked_on: date | None = None
    last_checked_by: str | None = None
    next_check_on: date | None = None
    source_url: str = ""
    source_date: str = ""
    licence: str = ""
    notes: str = ""
    imported: str = "{}"
    updated_at: datetime | None = field(default=None, compare=False)
    updated_by: str | None = field(default=None, compare=False)
    sites: tuple[SiteRecord, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    languages: tuple[LanguageRecord, ...] = ()
    costs: tuple[CostRecord, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    areas: tuple[AreaRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyRecord(Sourced):
    name: Words = NO_WORDS
    description: Words = NO_WORDS
    uri: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRecord(Sourced):
    """`taxonomy` and `parent` are ids; "" for none."""

    code: str = ""
    name: Words = NO_WORDS
    description: Words = NO_WORDS
    term_uri: str = ""
    taxonomy: str = ""
    parent: str = ""
