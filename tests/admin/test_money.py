"""Staff read on the first page when the SMS that are paid for come to an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.models.messages import SendingDay
from bot.outbound.budget import Budget
from tests.admin.office import Browser, Office


@pytest.fixture
def ten_a_day(office: Office) -> Iterator[None]:
    """In this programme ten segments a day are paid for."""
    programme = office.app.worlds.programme
    usual = programme.limits
    object.__setattr__(programme, "limits", replace(usual, sms_a_day=10))
    yield
    object.__setattr__(programme, "limits", usual)


async def sent_today(office: Office, segments: int) -> None:
    day = Budget.of(office.app.programme).day(office.clock())
    await SendingDay.update_or_create(
        channel="sms", day=day, defaults={"messages": segments, "segments": segments}
    )


@pytest.mark.usefixtures("ten_a_day")
async def test_staff_read_it_from_four_fifths_on(trainer: Browser, office: Office) -> None:
    await sent_today(office, 7)
    assert "paid for" not in (await trainer.get("/admin/")).text
    await sent_today(office, 9)
    home = await trainer.get("/admin/")
    assert "90 percent of the SMS that are paid for are used up: 9 today" in home.text
    await sent_today(office, 10)
    home = await trainer.get("/admin/")
    assert "Whoever writes is still answered; 0 SMS of reminders wait" in home.text


async def test_messages_on_whatsapp_are_told_of_beside_them(
    trainer: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(office.app.programme.limits, whatsapp_a_month=10)
    programme = replace(office.app.programme, limits=limits)
    monkeypatch.setattr(Budget, "of", lambda _programme, of=Budget.of: of(programme))
    day = Budget.of(programme).day(office.clock())
    await SendingDay.create(channel="whatsapp", day=day, messages=8, segments=0)
    home = await trainer.get("/admin/")
    assert "80 percent of the WhatsApp messages that are paid for are used up: 8 today" in home.text
    await SendingDay.filter(channel="whatsapp").update(messages=10)
    home = await trainer.get("/admin/")
    assert "The WhatsApp messages that are paid for are used up." in home.text
    assert "0 messages of reminders wait" in home.text


async def test_without_a_cap_nothing_is_said(trainer: Browser, office: Office) -> None:
    await sent_today(office, 1000)
    assert "paid for" not in (await trainer.get("/admin/")).text
