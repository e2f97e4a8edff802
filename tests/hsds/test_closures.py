"""Who knows nothing of `x_dalil` is sent to no closed door; a copy takes in the hours as kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.opening import Database
from services_directory.hsds.exporting import json_records as hsds
from services_directory.hsds.exporting.exporter import as_lines, load_export
from services_directory.hsds.exporting.package import as_package, write_zip
from services_directory.hsds.exporting.translations import Telling
from services_directory.hsds.taxonomies import vocabulary_of
from services_directory.records.authorship import Writing
from services_directory.records.documents import with_ids
from services_directory.records.draft_fields import as_closure
from services_directory.records.records import ClosureRecord, ScheduleRecord, ServiceRecord
from services_directory.records.schedule_records import (
    from_week,
    hours_of,
    rows_of,
    with_closures,
)
from services_directory.records.schema import source_id_of
from services_directory.storage.all_records import Records, load_records
from services_directory.storage.rows import write_place
from services_directory.storage.writing import write_taxonomies
from services_directory.values.entries import Place, Programme
from services_directory.values.schedules import OpeningState, opening
from services_directory.values.weekly_rules import DAYS
from tests.hsds.conformance import faults_of
from tests.hsds.feeds import difference, put_back
from tests.services_directory.conftest import NOW
from tests.services_directory.emptying import empty
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import CLINICS, HEALTH, TAXONOMY, WHOLE, words

DAY = date(2026, 12, 20)
HOLIDAY = ClosureRecord(starts_on=date(2026, 12, 25), ends_on=date(2026, 12, 26), kind="holiday")
RAMADAN = ClosureRecord(
    starts_on=date(2027, 2, 8), ends_on=date(2027, 3, 9), kind="ramadan",
    opens_at="09:00", closes_at="14:00", note=words(fr="Ramadan"),
)  # fmt: skip
ONE_PLACE = replace(
    WHOLE, extra={}, alert=words(), sites=(), closures=(HOLIDAY, RAMADAN),
    schedules=rows_of("Mo-Fr 08:00-12:00,14:00-17:00; Sa 09:00-12:00"),
)  # fmt: skip

OPEN_DAYS = st.dictionaries(
    st.sampled_from(DAYS),
    st.sampled_from([("08:00", "12:00"), ("09:30", "17:00"), ("00:00", "24:00")]),
    min_size=1,
)
STARTS = st.dates(date(2026, 12, 21), date(2027, 1, 20))


@pytest.fixture(scope="module")
def telling(programme: Programme) -> Telling:
    records = Records(1, (), (), (TAXONOMY,), (HEALTH, CLINICS))
    return Telling(programme, vocabulary_of(programme, records), DAY)


def told_of(record: ServiceRecord, telling: Telling) -> Any:
    told = hsds.service_json(with_ids(record, source_id_of(record)), telling)
    assert faults_of("service", told) == []
    return told


def plainly(told: Any) -> str:
    """The hours as a program reads them that knows HSDS alone."""
    names = ("freq", "byday", "opens_at", "closes_at", "valid_from", "valid_to")
    rows = [
        ScheduleRecord(**{name: each.get(name, "") for name in names})
        for each in told.get("schedules", ())
    ]
    return hours_of(rows) or "off"


def is_open(hours: str, now: datetime) -> bool:
    return opening(hours, now, "Africa/Tunis", "TN").state in (
        OpeningState.OPEN,
        OpeningState.ALWAYS,
    )


def test_the_days_of_a_closure_are_cut_out_of_the_week(telling: Telling) -> None:
    told = told_of(ONE_PLACE, telling)
    mornings = [
        (each.get("valid_from"), each.get("valid_to"))
        for each in told["schedules"]
        if each["opens_at"].startswith("08:00")
    ]
    assert mornings == [
        (None, "2026-12-24"),
        ("2026-12-27", "2027-02-07"),
        ("2027-03-10", None),
    ]
    (other,) = [each for each in told["schedules"] if each["closes_at"].startswith("14:00")]
    assert (other["byday"], other["valid_from"]) == ("MO,TU,WE,TH,FR,SA", "2027-02-08")
    assert len({each["id"] for each in told["schedules"]}) == len(told["schedules"])


@given(
    week=OPEN_DAYS,
    first=STARTS,
    days=st.integers(0, 9),
    instead=st.sampled_from([("", ""), ("10:00", "13:00")]),
    hour=st.integers(0, 24 * 45),
)
def test_a_plain_client_finds_the_door_open_when_we_do(
    telling: Telling,
    week: dict[str, tuple[str, str]],
    first: date,
    days: int,
    instead: tuple[str, str],
    hour: int,
) -> None:
    hours = from_week({day: (week[day],) for day in DAYS if day in week})
    closure = ClosureRecord(
        starts_on=first, ends_on=first + timedelta(days=days),
        opens_at=instead[0], closes_at=instead[1],
    )  # fmt: skip
    told = told_of(replace(ONE_PLACE, schedules=rows_of(hours), closures=(closure,)), telling)
    moment = datetime(2026, 12, 20, 0, 30, tzinfo=UTC) + timedelta(hours=hour)
    ours = with_closures(hours, [as_closure(closure)])
    assert is_open(plainly(told), moment) == is_open(ours, moment)


def test_hours_that_lie_wholly_in_a_closure_are_told_as_none(telling: Telling) -> None:
    rows = tuple(
        replace(each, valid_from="2026-12-25", valid_to="2026-12-26")
        for each in ONE_PLACE.schedules
    )
    told = told_of(replace(ONE_PLACE, schedules=rows, closures=(HOLIDAY,)), telling)
    assert "schedules" not in told
    assert len(told["x_dalil"]["usual_schedules"]) == len(rows)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Fermé pour les fêtes du 2026-12-25 au 2026-12-26."),
        ("ar", "مغلق بسبب العطلة من 2026-12-25 إلى 2026-12-26."),
        ("aeb", "مسكّر على خاطر العطلة من 2026-12-25 لـ 2026-12-26."),
        ("en", "Closed for the holidays from 2026-12-25 to 2026-12-26."),
    ],
)
def test_a_closure_soon_is_an_alert(telling: Telling, lang: str, said: str) -> None:
    asked = replace(telling, lang=lang)
    assert told_of(ONE_PLACE, asked)["alert"] == said
    own = replace(ONE_PLACE, alert=words(**{lang: "!"}))
    assert told_of(own, asked)["alert"] == f"! {said}"
    summer = replace(asked, day=date(2026, 7, 1))
    assert "alert" not in told_of(ONE_PLACE, summer)
    over = replace(asked, day=date(2026, 12, 27))
    assert "alert" not in told_of(ONE_PLACE, over)


@pytest.mark.parametrize("alert", [words(), words(fr="Sur rendez-vous", ar="بموعد")])
async def test_they_come_back_as_they_were(
    database: Database, programme: Programme, tmp_path: Path, alert: Any
) -> None:
    record = replace(WHOLE, alert=alert, schedules=ONE_PLACE.schedules, closures=(HOLIDAY, RAMADAN))
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(record, by="feed", now=NOW)
    kept = (await load_records(programme, private=True)).services
    lines = await everything(programme)
    assert "made_alert" in lines
    package = as_package(await load_export(programme, day=DAY, everything=True))
    (tmp_path / "copy.ndjson").write_text(lines, encoding="utf-8")
    write_zip(package, tmp_path / "copy.zip")
    for name in ("copy.ndjson", "copy.zip"):
        await empty()
        await put_back(tmp_path / name, programme)
        again = (await load_records(programme, private=True)).services
        assert [each.schedules for each in again] == [each.schedules for each in kept]
        assert [each.alert for each in again] == [each.alert for each in kept]
        assert difference(lines, await everything(programme)) == []
    told = as_package(await load_export(programme, day=DAY, everything=True))
    assert told["schedules.csv"] == package["schedules.csv"]
    assert told["services.csv"] == package["services.csv"]


async def everything(programme: Programme) -> str:
    return "".join(as_lines(await load_export(programme, day=DAY, everything=True)))
