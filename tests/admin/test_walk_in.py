"""Somebody stands at the desk, with an old phone or none: a minute, and a paper to take home."""

from __future__ import annotations

import pypdfium2
import pytest

from admin.models import AuditEntry
from bot.broadcasts.audience import Audience, LeftOut
from bot.contacts.walk_in import CONSENT_VERSION, WALK_IN
from bot.models.learning import Interest
from bot.models.people import Consent, Contact
from flows.engine.codes import fits
from tests.admin.desk import AMAL, PATH, code_on, registers
from tests.admin.office import AWA, Browser, Office


async def test_who_has_no_phone_goes_home_with_a_code_on_paper(
    trainer: Browser, office: Office
) -> None:
    page = await registers(trainer, AMAL)
    code = code_on(page)
    assert fits(code)
    contact, consent = await Contact.get(), await Consent.get()
    assert (contact.channel, contact.locale) == (WALK_IN, "ar")
    assert (consent.purpose, consent.text_version) == ("interest", CONSENT_VERSION)
    assert consent.locale == "ar"
    assert (await AuditEntry.get(subject="interest")).what == "added"
    listed = await trainer.get(f"/admin/interests?receipt={code}")
    assert "Amal" in listed.text


async def test_the_paper_is_in_the_language_that_was_read(trainer: Browser) -> None:
    code = code_on(await registers(trainer, AMAL))
    interest = await Interest.get()
    answer = await trainer.client.get(f"{PATH}/{interest.id}/code.pdf")
    assert answer.content_type == "application/pdf"
    with pypdfium2.PdfDocument(await answer.read()) as paper:
        assert [round(side / 72 * 25.4) for side in paper[0].get_size()] == [105, 148]
        printed = paper[0].get_textpage().get_text_bounded()
    assert code in printed
    assert "08:30" in printed


async def test_who_has_a_phone_gets_the_code_by_sms_and_asks_by_it(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await registers(trainer, AMAL | {"phone": "20 000 001", "locale": "fr"}))
    await office.app.outbox.deliver_due()
    (told,) = office.sms.texts_to(AWA)
    assert code in told
    assert "STOP" in told
    answers = await office.hears(AWA, code)
    assert code in answers[-1]


async def test_who_said_stop_is_not_written_to(trainer: Browser, office: Office) -> None:
    before = await office.hears(AWA, "bonjour", "STOP")
    await registers(trainer, AMAL | {"phone": AWA})
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(AWA) == before


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (AMAL | {"first_name": "AMÁL "}, "the same name in the same town"),
        (AMAL | {"first_name": "Mariem", "phone": AWA}, "the same phone"),
    ],
)
async def test_who_is_perhaps_known_is_shown_first_and_never_joined(
    trainer: Browser, again: dict[str, str], why: str
) -> None:
    first = code_on(await registers(trainer, AMAL | {"phone": AWA}))
    page = await registers(trainer, again)
    assert why in page.text
    assert first in page.text
    assert await Interest.all().count() == 1
    second = code_on(await trainer.post(PATH, again | {"looked": "1"}))
    assert second != first
    assert await Interest.all().count() == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"phone": "12"}, "not a phone number"), ({"locale": ""}, "choose one")],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    trainer: Browser, wrong: dict[str, str], told: str
) -> None:
    page = await registers(trainer, AMAL | wrong)
    assert page.status == 422
    assert told in page.text
    assert page.value("first_name") == "Amal"
    assert await Interest.all().count() == 0


async def test_a_reminder_counts_whom_it_cannot_reach(trainer: Browser, office: Office) -> None:
    await registers(trainer, AMAL)
    seen = await office.app.reminders.preview(Audience("crafts", None, None), {"ar": "غدا"})
    assert (seen.people, seen.left_out) == (0, {LeftOut.NO_PHONE: 1})


async def test_a_code_of_a_certificate_is_named_where_one_of_a_registration_is_asked_for(
    trainer: Browser,
) -> None:
    for page in ("interests?receipt", "referrals?code"):
        told = await trainer.get(f"/admin/{page}=K7M-X4T-W9C-D3F")
        assert "This is the code of a certificate." in told.text


async def test_a_number_that_no_sms_is_paid_for_is_kept_and_gets_its_code_on_paper(
    trainer: Browser, office: Office
) -> None:
    assert "SMS go to numbers that begin with +216" in (await trainer.get(PATH)).text
    abroad = "+882161234599"
    code = code_on(await registers(trainer, AMAL | {"phone": abroad}))
    assert fits(code)
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(abroad) == []
