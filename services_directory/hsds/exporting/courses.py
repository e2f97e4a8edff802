"""What are courses in HSDS? A service each, at a location for each cohort that enrols, and a row of
hours for each class.

Made when they are told, never kept: what is kept of them stands in `services_directory/training/`.
Nobody who takes part is in them; of seats only how many there are, and are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services_directory.hsds.exporting.translations import Json
from services_directory.hsds.exporting.values import as_clock, as_moment, offset_hours
from services_directory.hsds.taxonomies import COURSES, SOURCE
from services_directory.records.record_fields import LanguageRecord, detail_id, object_id
from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    ScheduleRecord,
    ServiceRecord,
    SiteRecord,
)
from services_directory.training.values import ClassMeeting, Cohort, Course, Trainings
from services_directory.values.entries import Place, Programme, Status
from services_directory.values.local_text import LocalText
from services_directory.values.weekly_rules import DAYS


@dataclass(frozen=True, slots=True)
class SeatsLeft:
    """How many seats of a cohort were left, and since when they are so many."""

    left: int
    since: datetime


def course_records(
    trainings: Trainings,
    programme: Programme,
    places: Iterable[Place],
    seats: Mapping[int, SeatsLeft],
    now: datetime,
) -> tuple[ServiceRecord, ...]:
    """The courses that people can enrol in, and those that they could: these are `defunct`.

    `seats`: by the numbers of cohorts; of those that are not in it, nothing is told of seats.
    """
    by_course: dict[str, list[Cohort]] = {}
    for each in trainings.cohorts:
        by_course.setdefault(each.course_id, []).append(each)
    maker = _RecordMaker(programme, {each.id: each for each in places}, seats, now)
    return tuple(
        maker.course(each, by_course[each.id]) for each in trainings.courses if each.id in by_course
    )


@dataclass(frozen=True, slots=True)
class _RecordMaker:
    programme: Programme
    places: Mapping[str, Place]
    seats: Mapping[int, SeatsLeft]
    now: datetime

    @property
    def _language(self) -> str:
        return self.programme.languages[0]

    def _id(self, kind: str, number: object) -> str:
        return object_id(f"{COURSES} {self.programme.code}", kind, str(number))

    def course(self, course: Course, cohorts: Sequence[Cohort]) -> ServiceRecord:
        enrolling = [each for each in cohorts if each.enrols_at(self.now)]
        is_offered = bool(enrolling) and not course.is_archived
        own_id = self._id("course", course.id)
        kinds = self.programme.categories
        seats = [*map(self._capacity, enrolling)]
        return ServiceRecord(
            id=own_id,
            source=COURSES,
            source_id=course.id,
            source_language=self._language,
            key=f"course-{course.id}",
            organisation=self._organisation(),
            category=next((each.code for each in kinds if each.offers == "training"), ""),
            status=Status.PUBLISHED,
            hsds_status="active" if is_offered else "defunct",
            name=course.title,
            description=_together(course.description, course.skills),
            eligibility=course.conditions,
            fees=course.cost,
            languages=tuple(
                LanguageRecord(id=detail_id(own_id, "language", number), code=code)
                for number, code in enumerate(course.languages)
            ),
            sites=tuple(map(self._site, enrolling)),
            updated_at=max(self._changes(course, cohorts), default=None),
            extra={"capacities": [each for each in seats if each]} if any(seats) else {},
        )

    def _changes(self, course: Course, cohorts: Iterable[Cohort]) -> Iterable[datetime]:
        """The moments at which something of it became otherwise."""
        for moment in (course.updated_at, *(each.updated_at for each in cohorts)):
            if moment is not None:
                yield moment
        yield from (each.enrol_until for each in cohorts if each.enrol_until <= self.now)

    def _organisation(self) -> OrganisationRecord:
        return OrganisationRecord(
            id=self._id("organisation", "operator"),
            source=COURSES,
            source_id="operator",
            source_language=self._language,
            name=self.programme.operator,
        )

    def _site(self, cohort: Cohort) -> SiteRecord:
        place = self.places.get(cohort.place)
        location = LocationRecord(
            id=self._id("location", cohort.id),
            source=COURSES,
            source_id=str(cohort.id),
            source_language=self._language,
            name=cohort.venue or (place.name if place else LocalText.of({"": cohort.place})),
            region=place.region if place else None,
            place=cohort.place,
        )
        return SiteRecord(
            id=self._id("cohort", cohort.id),
            location=location,
            schedules=tuple(_class(each, cohort, location.id) for each in cohort.standing),
            extra={"x_enrol_until": as_moment(cohort.enrol_until)},
        )

    def _capacity(self, cohort: Cohort) -> Json | None:
        """HSDS counts seats for a service; of which cohort it is, `x_service_at_location` says."""
        seats = self.seats.get(cohort.id)
        if seats is None:
            return None
        unit = {"id": object_id(SOURCE, "unit", "seat"), "name": "seat"}
        return {
            "id": self._id("capacity", cohort.id),
            "unit": unit,
            "available": seats.left,
            "maximum": cohort.seats,
            "updated": as_moment(seats.since),
            "x_service_at_location": self._id("cohort", cohort.id),
        }


def _class(meeting: ClassMeeting, cohort: Cohort, location_id: str) -> ScheduleRecord:
    """The one day on which it meets, by the cohort's own clocks as they stand on that day."""
    zone = ZoneInfo(cohort.timezone)
    begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    day: date = begins.date()
    return ScheduleRecord(
        id=detail_id(location_id, f"class.{meeting.uid}", 0),
        freq="WEEKLY",
        byday=DAYS[day.weekday()].upper(),
        dtstart=day.isoformat(),
        until=day.isoformat(),
        valid_from=day.isoformat(),
        valid_to=day.isoformat(),
        opens_at=as_clock(f"{begins:%H:%M}", cohort.timezone, day),
        closes_at=as_clock(f"{ends:%H:%M}", cohort.timezone, day),
        timezone=cohort.timezone,
        description=meeting.venue,
        notes=meeting.bring,
        extra={"timezone": offset_hours(cohort.timezone, day)},
    )


def _together(*texts: LocalText) -> LocalText:
    """In each language what there is of them, one below the other."""
    said: dict[str, list[str]] = {}
    for text in texts:
        for locale, words in text.words:
            said.setdefault(locale, []).append(words)
    return LocalText.of({locale: "\n".join(words) for locale, words in said.items()})
