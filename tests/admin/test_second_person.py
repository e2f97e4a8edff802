"""A reminder to many people goes when a second person agrees, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from admin.models import AuditEntry
from bot.models.messages import OutboundMessageRow, Reminder
from tests.admin.office import Browser, Office
from tests.admin.wishes import NEW, a_reminder_that_waits, two_who_wish, written

AGREE = "Agree, and send it"


@pytest.fixture
def few_are_many(office: Office) -> Iterator[None]:
    """In this programme one person is already too many for one to decide."""
    programme = office.app.worlds.programme
    usual = programme.limits
    object.__setattr__(programme, "limits", replace(usual, second_person_above=0))
    yield
    object.__setattr__(programme, "limits", usual)


async def reminders_sent(office: Office) -> int:
    await office.app.reminders.send_due()
    return await OutboundMessageRow.filter(kind="reminder").count()


@pytest.mark.usefixtures("few_are_many")
async def test_it_waits_for_somebody_else_than_who_wrote_it(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    page = await trainer.post(NEW, await written(trainer) | {"send": "1"})
    assert "it waits until somebody else agrees" in page.text
    assert AGREE not in page.text
    reminder = await Reminder.get()
    page = await trainer.post(f"/admin/reminders/{reminder.id}/approve")
    assert "who wrote it cannot agree" in page.text
    assert await reminders_sent(office) == 0
    assert (await Reminder.get()).state == "waiting"


async def test_when_another_agrees_it_goes(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    waiting = await a_reminder_that_waits(office, "Admin")
    assert await reminders_sent(office) == 0
    page = await trainer.get(f"/admin/reminders/{waiting}")
    assert AGREE in page.text
    page = await trainer.post(f"/admin/reminders/{waiting}/approve")
    assert "Trainer agreed, as the second person." in page.text
    assert await reminders_sent(office) == 1
    assert [each.who for each in await AuditEntry.filter(what="approved")] == ["Trainer"]


async def test_it_can_be_cancelled_while_it_waits(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    waiting = await a_reminder_that_waits(office, "Admin")
    await trainer.post(f"/admin/reminders/{waiting}/cancel")
    await trainer.post(f"/admin/reminders/{waiting}/approve")
    assert await reminders_sent(office) == 0
    assert (await Reminder.get()).state == "cancelled"


async def test_too_late_nobody_can_agree(trainer: Browser, office: Office) -> None:
    waiting = await a_reminder_that_waits(office, "Admin")
    await Reminder.all().update(expires_at=office.clock())
    page = await trainer.post(f"/admin/reminders/{waiting}/approve")
    assert "it is too late" in page.text
    assert (await Reminder.get()).state == "waiting"


async def test_a_reminder_to_few_waits_for_nobody(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    await trainer.post(NEW, await written(trainer) | {"send": "1"})
    assert await reminders_sent(office) == 1
