"""What is said of open doors at 200 moments of two years, against a week worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from flows.components.service_lines import Seen, in_season, open_hours
from flows.engine.text import Line, _
from services_directory.values.calendar.holidays import Correction
from services_directory.values.entries import Directory, Service
from tests.transcript import City

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
"""Clocks in Tunis are an hour ahead of UTC, all year."""

CIVIL = {(1, 1), (3, 20), (4, 9), (5, 1), (7, 25), (8, 13), (10, 15), (12, 17)}
CONFIRMED = {date(2027, 3, 10), date(2027, 3, 11), date(2027, 3, 12)}
EXPECTED = {
    *(date(2027, 5, 16), date(2027, 5, 17), date(2027, 6, 6), date(2027, 8, 14)),
    *(date(2028, 2, 26), date(2028, 2, 27), date(2028, 5, 5), date(2028, 5, 6)),
    *(date(2028, 5, 25), date(2028, 8, 3)),
}
RAMADANS = (date(2027, 2, 8), date(2027, 3, 9)), (date(2028, 1, 28), date(2028, 2, 25))

Times = tuple[tuple[str, str], ...]
Week = Callable[[date], Times]
SHUT: Times = ()


def is_holiday(day: date) -> bool:
    return (day.month, day.day) in CIVIL or day in CONFIRMED | EXPECTED


def is_perhaps(day: date) -> bool:
    return not is_holiday(day) and not EXPECTED.isdisjoint({day - A_DAY, day + A_DAY})


def is_ramadan(day: date) -> bool:
    return any(first <= day <= last for first, last in RAMADANS)


def to_friday(times: Times, friday: Times, day: date) -> Times:
    return times if day.weekday() < 4 else friday if day.weekday() == 4 else SHUT


WINTER = (("08:30", "12:30"), ("13:30", "17:30")), (("08:00", "13:00"), ("14:30", "17:30"))
ONE_SHIFT = (("08:00", "14:30"),), (("08:00", "13:30"),)


def office(day: date) -> Times:
    others, friday = ONE_SHIFT if is_ramadan(day) or day.month in (7, 8) else WINTER
    return to_friday(others, friday, day)


@dataclass(frozen=True, slots=True)
class Kind:
    """A service with these hours; `week` is the same by hand, `on_holidays` None: not known."""

    hours: str
    week: Week
    on_holidays: Times | None
    perhaps: bool = True
    key: str = "a-shop"

    def times(self, day: date) -> Times | None:
        if is_holiday(day):
            return self.on_holidays
        return None if self.perhaps and is_perhaps(day) else self.week(day)


SHOP = (("08:00", "12:00"), ("14:00", "17:00"))
WINTER_HOURS = "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:00-13:00,14:30-17:30; PH off"
OWN_SUMMER = (
    "Sep-Jun Mo-Th 08:30-12:30,13:30-17:30; Sep-Jun Fr 08:00-13:00,14:30-17:30; "
    "Jul-Aug Mo-Th 08:00-14:30; Jul-Aug Fr 08:00-13:30; PH off"
)
KINDS = {
    "no word on holidays": Kind(
        "Mo-Fr 08:00-12:00,14:00-17:00", lambda day: to_friday(SHOP, SHOP, day), None
    ),
    "shut on holidays": Kind(
        "Mo-Sa 08:00-12:00; PH off", lambda day: SHUT if day.weekday() == 6 else SHOP[:1], SHUT
    ),
    "other hours on holidays": Kind(
        "Mo-Sa 08:00-12:00; PH 14:00-17:00",
        lambda day: SHUT if day.weekday() == 6 else SHOP[:1],
        SHOP[1:],
    ),
    "holidays as any day": Kind(
        "Mo-Su,PH 08:00-12:00", lambda _day: SHOP[:1], SHOP[:1], perhaps=False
    ),
    "an office": Kind(WINTER_HOURS, office, SHUT, key="jen-commune"),
    "an office that says its summer": Kind(OWN_SUMMER, office, SHUT, key="kai-dr-emploi"),
}


def moments() -> list[datetime]:
    """200 of them, half of them around feasts and the ends of seasons."""
    chance = random.Random(1448)
    edges = [*CONFIRMED, *EXPECTED, date(2026, 12, 17), date(2027, 7, 1), date(2027, 8, 31)]
    edges += [day for ends in RAMADANS for day in ends]
    found = []
    for n in range(200):
        day = date(2026, 11, 24) + chance.randrange(700) * A_DAY
        if n % 2:
            day = chance.choice(edges) + chance.randint(-2, 2) * A_DAY
        clock = time(chance.randrange(24), chance.choice((0, 1, 29, 30, 59)))
        found.append(datetime.combine(day, clock, UTC) - AN_HOUR)
    return found


def expected(kind: Kind, now: datetime) -> Line | None:
    """The line by hand; None: a holiday that is to be asked about."""
    local = now + AN_HOUR
    today = kind.times(local.date())
    if today is None:
        return None
    for opens, closes in today:
        if opens <= f"{local:%H:%M}" < closes:
            return _("Open now, until {time}.", time=time.fromisoformat(closes))
    for later in range(60):
        day = local.date() + later * A_DAY
        for opens, _closes in kind.times(day) or ():
            moment = datetime.combine(day, time.fromisoformat(opens), UTC) - AN_HOUR
            if moment > now:
                return _("Closed now. Opens {moment}.", moment=moment)
    raise AssertionError("it never opens")


@pytest.fixture(scope="module")
def directory(city: City) -> Directory:
    """The feast of March 2027 is confirmed, a day later than the table has it."""
    programme = city.directory.programme
    said = {"eid_al_fitr:2027-03-09": Correction(date(2027, 3, 10), 3)}
    calendar = programme.calendar.corrected(said)
    return replace(city.directory, programme=replace(programme, calendar=calendar))


@pytest.mark.parametrize("name", KINDS)
def test_doors_are_told_as_they_are(name: str, city: City, directory: Directory) -> None:
    kind = KINDS[name]
    service: Service = replace(directory.services[0], id=kind.key, opening_hours=kind.hours)
    for now in moments():
        told = city.translator.phrase(open_hours(service, Seen(now, directory)), "en")
        line = expected(kind, now)
        if line is not None:
            assert told == city.translator.phrase(line, "en"), now
        else:
            day = (now + AN_HOUR).date()
            sure = is_holiday(day) and day not in EXPECTED
            assert told.startswith("Public holiday" if sure else "Perhaps a public holiday"), now
            assert told.endswith("): ask if it is open."), now


def test_why_an_office_closes_early_is_said(city: City, directory: Directory) -> None:
    office = replace(directory.services[0], id="jen-commune", opening_hours=WINTER_HOURS)
    ramadan = Seen(datetime(2027, 2, 9, 9, tzinfo=UTC), directory)
    (line,) = in_season(office, ramadan)
    assert city.translator.phrase(line, "fr") == "Horaires de Ramadan."
    assert in_season(office, replace(ramadan, now=datetime(2027, 4, 6, 9, tzinfo=UTC))) == ()
    assert in_season(replace(office, id="a-shop"), ramadan) == ()
