"""An SMS from abroad gets no answer where the programme pays none; other channels do not ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bootstrap import ANSWER
from bot.database.opening import Database
from bot.operations.metrics import Metrics, _counted
from services_directory.values.limits import Limits
from tests.bot import harness
from tests.bot.harness import AWA, Harness, build_harness

LIBYA = replace(harness.PROGRAMME, country="LY")
"""There a number of Tunisia is foreign."""


async def answered_from(
    database: Database, monkeypatch: pytest.MonkeyPatch, limits: Limits
) -> Harness:
    monkeypatch.setattr(harness, "PROGRAMME", replace(LIBYA, limits=limits))
    return await build_harness(database.executor, advance=ANSWER)


async def test_a_foreign_number_is_counted_and_gets_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await answered_from(database, monkeypatch, Limits())
    await app.hears(AWA, "hello", "menu", channel="sms")
    await app.hears(AWA, "hello", channel="telegram")

    assert app.told(AWA, "sms") == []
    assert len(app.told(AWA)) == 1
    assert await app.one("SELECT unanswered FROM sending_day WHERE channel = 'sms'") == 2
    counted = await app.executor.run(lambda: _counted(app.clock()))
    assert b'dalil_left_unanswered{channel="sms"} 2.0' in Metrics().page(counted, ["sms"])


async def test_where_the_programme_says_so_it_is_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await answered_from(database, monkeypatch, Limits(sms_also_to=("+216",)))
    await app.hears(AWA, "hello", channel="sms")
    assert len(app.told(AWA, "sms")) == 1
