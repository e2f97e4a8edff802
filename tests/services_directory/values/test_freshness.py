"""What nobody checked for too long is told so, then hidden; an emergency line never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.database.opening import Database
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import get_service, load_directory, mark_checked
from services_directory.values.entries import Freshness, Programme
from tests.services_directory.conftest import NOW

HOSPITAL = "jen-hopital-tabarka"
DAY = NOW.date()


@pytest.fixture
async def strict(database: Database, pack: Path, programme: Programme) -> Programme:
    """The programme with a check every 100 days and 30 days of grace, its services taken in."""
    strict = replace(programme, freshness=Freshness(100, 30))
    await import_pack(pack, strict, by="seed", now=NOW)
    return strict


async def check(service_id: str, programme: Programme) -> None:
    again = programme.freshness.next_check(DAY)
    await mark_checked(service_id, by="amel", on=DAY, now=NOW, again_on=again)


async def test_a_check_says_when_to_look_again(strict: Programme) -> None:
    await check(HOSPITAL, strict)
    service = await get_service(HOSPITAL)
    assert service is not None
    assert service.next_check_on == DAY + timedelta(days=100)


async def test_what_is_overdue_is_told_and_later_hidden(strict: Programme) -> None:
    await check(HOSPITAL, strict)
    last_day = DAY + timedelta(days=130)
    told = (await load_directory(strict, last_day)).service(HOSPITAL)
    assert told is not None
    assert told.check_due == DAY + timedelta(days=100)
    assert (await load_directory(strict, last_day + timedelta(days=1))).service(HOSPITAL) is None


async def test_neither_an_emergency_line_nor_what_was_never_checked_is_hidden(
    strict: Programme,
) -> None:
    await check("tn-samu-190", strict)
    directory = await load_directory(strict, date(2099, 1, 1))
    assert directory.service("tn-samu-190") is not None
    assert directory.service(HOSPITAL) is not None


def test_without_a_grace_nothing_is_ever_hidden() -> None:
    assert Freshness(100).hides(date(2026, 1, 1), date(2099, 1, 1)) is False
    assert Freshness().next_check(DAY) is None
