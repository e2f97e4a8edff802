"""How do closures reach a program that knows HSDS alone? As an alert, and as hours with a gap.

What we keep stands beside it in `x_dalil`, so that a copy takes in the hours as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services_directory.hsds.exporting.json_details import detail_json
from services_directory.hsds.exporting.json_objects import mark_all
from services_directory.hsds.exporting.translations import Json, Telling
from services_directory.records import records as objects
from services_directory.records.draft_fields import as_closure
from services_directory.records.records import ClosureRecord, ScheduleRecord, detail_id
from services_directory.records.schedule_records import is_plain
from services_directory.vocabulary.closures import told_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days a row is for, both included; None is without an end."""

    first: date | None
    last: date | None

    def without(self, closure: ClosureRecord) -> list[_Span]:
        """What is left of it: itself, a part before, a part after."""
        is_over = self.first is not None and closure.ends_on < self.first
        is_to_come = self.last is not None and closure.starts_on > self.last
        if is_over or is_to_come:
            return [self]
        left = []
        if self.first is None or self.first < closure.starts_on:
            left.append(_Span(self.first, closure.starts_on - _DAY))
        if self.last is None or self.last > closure.ends_on:
            left.append(_Span(closure.ends_on + _DAY, self.last))
        return left


def tell_gaps(
    told: Json,
    record: objects.ServiceRecord | objects.SiteRecord | objects.LocationRecord,
    closures: Sequence[ClosureRecord],
    source_language: str,
    telling: Telling,
) -> None:
    """Cut the days of closures out of the hours that were told; `usual_schedules` are as kept."""
    near = [each for each in closures if telling.day <= each.ends_on >= each.starts_on]
    if not near or not any(map(is_plain, record.schedules)):
        return
    rows = [piece for row in record.schedules for piece in _pieces(row, near)]
    rows += [each for closure in near for each in _other_hours(closure, record.schedules)]
    told["schedules"] = [detail_json(each, source_language, telling) for each in rows]
    usual = [detail_json(each, source_language, telling) for each in record.schedules]
    mark_all(told, {"usual_schedules": usual})


def tell_alert(told: Json, record: objects.ServiceRecord, telling: Telling) -> None:
    """Say near closures after the service's own alert; what is ours is named in `made_alert`."""
    closures = [as_closure(each) for each in closures_here(record)]
    made = told_of(closures, telling.day)
    if not made:
        return
    locale = telling.say(record.alert, record.source_language)[0]
    words = made.in_locale(locale) or telling.say(made, record.source_language)[1]
    told["alert"] = f"{told['alert']} {words}" if told.get("alert") else words
    mark_all(told, {"made_alert": words})


def closures_here(record: objects.ServiceRecord) -> tuple[ClosureRecord, ...]:
    """Those that shut the whole service: its own, and those of its only place."""
    if len(record.sites) != 1:
        return record.closures
    (site,) = record.sites
    return (*record.closures, *site.closures, *site.location.closures)


def _pieces(row: ScheduleRecord, closures: Sequence[ClosureRecord]) -> list[ScheduleRecord]:
    """The row, or what closures leave of it: the first part keeps its id and all that is on it."""
    if not is_plain(row):
        return [row]
    whole = _Span(_day(row.valid_from), _day(row.valid_to))
    spans = [whole]
    for closure in closures:
        spans = [left for span in spans for left in span.without(closure)]
    if spans == [whole]:
        return [row]
    told = {name: value for name, value in row.extra.items() if name == "timezone"}
    return [
        replace(
            row if number == 0 else replace(row, attributes=(), extra=told),
            id=detail_id(row.id, "schedule.parts", number) if number else row.id,
            valid_from=span.first.isoformat() if span.first else "",
            valid_to=span.last.isoformat() if span.last else "",
        )
        for number, span in enumerate(spans)
    ]


def _other_hours(closure: ClosureRecord, rows: Sequence[ScheduleRecord]) -> list[ScheduleRecord]:
    """The hours there are instead, on the days it is open anyway."""
    weekly = [each for each in rows if is_plain(each) and each.freq == "WEEKLY"]
    days = dict.fromkeys(day for each in weekly for day in each.byday.split(","))
    if not closure.opens_at or not closure.closes_at or not days:
        return []
    first = weekly[0]
    return [
        ScheduleRecord(
            id=detail_id(first.id, f"closure.{closure.starts_on}.{closure.ends_on}", 0),
            freq="WEEKLY",
            byday=",".join(days),
            opens_at=closure.opens_at,
            closes_at=closure.closes_at,
            valid_from=closure.starts_on.isoformat(),
            valid_to=closure.ends_on.isoformat(),
            timezone=first.timezone,
        )
    ]


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
