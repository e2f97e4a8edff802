"""What a reminder would cost is said before it is sent; what nobody knows is said to be unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.broadcasts.audience import Preview
from bot.channels.twilio.messengers import WHATSAPP
from bot.database.opening import Database
from services_directory.values.limits import Limits, MessagePrice, PriceCategory
from tests.bot.broadcasts.reminding import SEWERS, TEXTS, registered
from tests.bot.harness import AWA, BILEL, SEWING, Harness, build_harness
from tests.fakes import RememberingChannel

SINCE = date(2026, 10, 1)
BY_SMS = MessagePrice("sms", Decimal("0.05"), "TND", SINCE, "the contract", prefix="+216")
ON_WHATSAPP = MessagePrice("whatsapp", Decimal("0.004"), "USD", SINCE, "a list", prefix="+216")
AS_TEMPLATE = replace(ON_WHATSAPP, category=PriceCategory.UTILITY, amount=Decimal("0.007"))


@pytest.fixture
async def app(database: Database) -> Harness:
    """Two people on SMS, one of them in Arabic; one on WhatsApp; one on Telegram, which is free."""
    capabilities = replace(WHATSAPP.capabilities, reminds_later_in=frozenset({"fr"}))
    whatsapp = RememberingChannel("whatsapp", capabilities)
    app = await build_harness(database.executor, others={"whatsapp": whatsapp})
    await registered(app, AWA, "fr", channel="sms")
    await registered(app, BILEL, "ar", channel="sms")
    await registered(app, BILEL, "fr")
    await app.hears(AWA, "speak fr", f"wish {SEWING}", channel="whatsapp")
    return app


async def looked(
    app: Harness, monkeypatch: pytest.MonkeyPatch, *prices: MessagePrice, later: int = 1
) -> Preview:
    limits = replace(app.worlds.programme.limits, prices=prices)
    with monkeypatch.context() as patched:
        patched.setattr(type(app.worlds), "programme", _with(app, limits))
        return await app.reminders.preview(SEWERS, TEXTS, app.clock() + timedelta(hours=later))


def _with(app: Harness, limits: Limits) -> property:
    programme = replace(app.worlds.programme, limits=limits)
    return property(lambda _worlds: programme)


async def test_without_a_price_it_is_said_of_how_many_nobody_knows(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = await looked(app, monkeypatch)
    assert (seen.people, seen.segments) == (4, 2)
    assert (seen.costs.messages, seen.costs.amounts, seen.costs.unknown) == (1, {}, 3)


async def test_each_currency_is_a_sum_of_its_own(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = await looked(app, monkeypatch, BY_SMS, ON_WHATSAPP)
    assert seen.costs.amounts == {"TND": Decimal("0.10"), "USD": Decimal("0.004")}
    assert seen.costs.unknown == 0
    seen = await looked(app, monkeypatch, replace(BY_SMS, prefix="+213"), ON_WHATSAPP)
    assert (seen.costs.amounts, seen.costs.unknown) == ({"USD": Decimal("0.004")}, 2)


async def test_after_a_day_it_is_the_price_of_a_template(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = BY_SMS, ON_WHATSAPP, AS_TEMPLATE
    assert (await looked(app, monkeypatch, *prices)).costs.amounts["USD"] == Decimal("0.004")
    later = await looked(app, monkeypatch, *prices, later=48)
    assert later.costs.amounts["USD"] == Decimal("0.007")
