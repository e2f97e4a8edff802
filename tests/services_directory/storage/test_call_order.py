"""Where people got help a call is less urgent: as if its card were shown so much less."""

from __future__ import annotations

from datetime import date

from bot.database.opening import Database
from services_directory.storage.calls.call_list import calls_to_make
from services_directory.storage.models import ServiceShown
from tests.transcript import the_city

TODAY = date(2026, 11, 24)
HOSPITAL, OTHER = "jen-hopital-regional", "jen-hopital-tabarka"


async def order(**confirmed: int) -> list[str]:
    told = {each.replace("_", "-"): people for each, people in confirmed.items()}
    calls = await calls_to_make(the_city().directory, TODAY, told)
    return [each.service.id for each in calls if each.times]


async def test_what_people_confirm_is_called_later(database: Database) -> None:
    for service, times in ((HOSPITAL, 12), (OTHER, 5)):
        key = f"{TODAY} {service}"
        await ServiceShown.create(id=key, day=TODAY, service=service, times=times)
    assert await order() == [HOSPITAL, OTHER]
    assert await order(jen_hopital_regional=1) == [HOSPITAL, OTHER]
    assert await order(jen_hopital_regional=2) == [OTHER, HOSPITAL]
    assert await order(jen_hopital_regional=2, jen_hopital_tabarka=2) == [HOSPITAL, OTHER]
