"""A trainer writes to everybody who wished to hear of a course, and to nobody else."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from admin.models import AuditEntry
from bot.broadcasts.planned import open_planned
from bot.messages.reports import DeliveryReport, Listed, ListOfSent
from bot.models.messages import OutboundMessageRow, Reminder
from bot.models.people import Contact
from bot.outbound.delivery_reports import reference_of
from tests.admin.office import AWA, Browser, Office, Page
from tests.admin.wishes import NEW, WORDS, two_who_wish, written


def badge_of(page: Page) -> str:
    """What the page says of its one reminder."""
    (said,) = re.findall(r'<span class="badge[^"]*">([^<]*)</span>', page.html)
    return str(said)


async def test_who_gets_it_and_who_is_left_out_is_seen_first(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS}
    page = await trainer.post(NEW, fields | {"look": "1"})
    assert "1 person" in page.text
    assert "1 SMS to pay" in page.text
    assert "1: asked us to stop writing" in page.text
    assert await Reminder.all().count() == 0


async def test_who_may_not_be_written_to_any_more_by_then_is_left_out(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    await Contact.all().update(channel="whatsapp", stopped_at=None)
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS}
    reason = "2: WhatsApp without a template and Messenger allow no words a day after they wrote"
    later = {"when": "later", "due_at": "2026-11-25T12:30"}
    page = await trainer.post(NEW, fields | later | {"look": "1"})
    assert "0 people" in page.text
    assert reason in page.text
    page = await trainer.post(NEW, fields | later | {"send": "1", "people": "0"})
    assert (page.status, "Nobody would get this." in page.text) == (409, True)
    page = await trainer.post(NEW, fields | {"look": "1"})
    assert "2 people" in page.text
    assert "Left out" not in page.text


async def test_sent_now_it_arrives_once_at_those_who_agreed(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    fields = await written(trainer)
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert "It is on its way." in page.text
    await trainer.post(NEW, fields | {"send": "1"})  # a second press of the same button
    assert await Reminder.all().count() == 1
    await office.app.reminders.send_due()
    await office.app.outbox.deliver_due()
    assert [address for address, _words in office.sms.sent] == [AWA]
    assert WORDS in office.sms.texts_to(AWA)[0]
    page = await trainer.get(page.answer.url.path)
    assert "Sent 1 1" in page.text
    message = await OutboundMessageRow.get(kind="reminder")
    reference = reference_of(message.id, message.created_at)
    for state, shown in (("delivered", "Arrived 1 1"), ("failed", "Arrived 1 1")):
        await office.app.reports.take(DeliveryReport("sms", reference, state))  # type: ignore[arg-type]
        assert shown in (await trainer.get(page.answer.url.path)).text
    bill = Listed(message.provider_id or "", 2, 57_500, "USD")
    await office.app.reports.take(ListOfSent("sms", office.clock(), (bill,)))
    paid = (await trainer.get(page.answer.url.path)).text
    assert "SMS that left so far, each of which is paid: 2" in paid
    assert "Price the provider tells so far: 0.0575 USD, for messages: 1" in paid


async def test_it_is_not_called_sent_while_a_message_of_it_waits(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    page = await trainer.post(NEW, await written(trainer) | {"send": "1"})
    await office.app.reminders.send_due()
    for path in (page.answer.url.path, "/admin/reminders"):
        assert badge_of(await trainer.get(path)) == "Being sent", path
    await office.app.outbox.deliver_due()
    for path in (page.answer.url.path, "/admin/reminders"):
        assert badge_of(await trainer.get(path)) == "Sent", path


async def test_set_for_later_it_waits_for_its_time_in_tunis(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    fields = await written(trainer, when="later", due_at="2026-11-25T10:30")
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert "It will be sent at the time you set." in page.text
    assert "25 Nov 2026 10:30 (Africa/Tunis)" in page.text
    await office.app.reminders.send_due()
    assert await OutboundMessageRow.all().count() == 0
    office.clock.forward(timedelta(hours=22, minutes=29))
    assert await office.app.reminders.send_due() == 0
    office.clock.forward(timedelta(minutes=1))
    assert await office.app.reminders.send_due() == 1


async def test_the_trail_tells_who_wrote_to_whom_and_who_cancelled(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    fields = await written(trainer, offer="", when="later", due_at="2026-11-25T10:30")
    page = await trainer.post(NEW, fields | {"send": "1"})
    page = await trainer.post(page.answer.url.path + "/cancel")
    assert "What was not sent yet stays unsent." in page.text
    assert (await Reminder.get()).state == "cancelled"
    scheduled, cancelled = await AuditEntry.filter(subject="reminder").order_by("id")
    assert json.loads(scheduled.after)["due_at"] == "2026-11-25T09:30:00+00:00"
    assert (cancelled.who, cancelled.what) == ("Trainer", "cancelled")
    assert "nothing left to cancel" in (await trainer.post(page.answer.url.path + "/cancel")).text


async def test_nothing_goes_before_somebody_looked(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS}
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert page.status == 409
    assert "Please look at who gets it" in page.text
    assert await Reminder.all().count() == 0


async def test_when_more_people_would_get_it_than_were_seen_it_waits(
    trainer: Browser, office: Office
) -> None:
    await two_who_wish(office)
    fields = await written(trainer)
    await Contact.all().update(stopped_at=None)
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert page.status == 409
    assert "has changed since you looked" in page.text
    assert page.fields()["words_fr"] == WORDS


async def test_what_is_missing_is_said_and_nothing_is_lost(trainer: Browser) -> None:
    fields = (await trainer.get(NEW)).fields()
    page = await trainer.post(
        NEW, fields | {"when": "later", "due_at": "yesterday", "send": "1", "words_ar": " "}
    )
    assert page.status == 422
    for told in (
        "Please fill this in.",
        "Write the words in at least one language.",
        "Choose a day and a time.",
    ):
        assert told in page.text
    page = await trainer.post(
        NEW,
        fields | {"title": "x", "words_ar": "درس", "when": "later", "due_at": "2020-01-01T10:00"},
    )
    assert "This time has passed already." in page.text
    assert page.fields()["words_ar"] == "درس"


async def test_words_with_html_stay_words(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    fields = await written(trainer, title="<script>x</script>", words_fr="<b>bold</b>")
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert "<script>x" not in page.html
    assert "<b>bold" not in page.html
    stored = await Reminder.get()
    planned = open_planned(stored.id, stored.planned_sealed, office.app.sealer)
    assert planned.texts == {"fr": "<b>bold</b>"}


async def test_the_script_of_the_page_hears_how_long_each_text_is(trainer: Browser) -> None:
    fields = (await trainer.get(NEW)).fields() | {"words_fr": "щ" * 71}
    sizes = json.loads((await trainer.post("/admin/reminders/preview", fields)).html)
    assert sizes["fr"]["size"].startswith("2 SMS (UCS-2")


async def test_choices_and_times_that_do_not_exist_are_said(trainer: Browser) -> None:
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS}
    page = await trainer.post(NEW, fields | {"offer": "a\0b", "send": "1"})
    assert page.status == 422
    assert "Please choose one of the list." in page.text
    for due_at in ("0001-01-01T00:00", "9999-12-31T23:59", "tomorrow"):
        page = await trainer.post(NEW, fields | {"when": "later", "due_at": due_at, "send": "1"})
        assert page.status == 422
