"""A receiver without an account opens the link: what stands there, once, and until when."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from admin.models import AuditEntry, StaffMember
from admin.pages.account.revealing import MOST_AN_HOUR
from admin.security.access import SESSION_COOKIE, open_session
from bot.models.learning import Interest
from bot.models.people import Contact
from bot.models.referrals import Referral
from tests.admin.office import AWA, Browser, Office, Page
from tests.admin.referring import (
    NEW,
    WORDS,
    code_on,
    later,
    passed_on,
    somebody,
    somebody_else,
    the_referral,
    told,
)


async def link_of(trainer: Browser, office: Office) -> str:
    """Its path, as staff hand it over."""
    page = await passed_on(trainer, office, await somebody(office), number="")
    assert "data-link" not in page.html
    page = await trainer.post(f"/admin/referrals/{(await the_referral()).id}/link")
    found = re.search(r"data-link[^>]*>https?://[^/]+(/r/[^<]+)<", page.html)
    assert found, page.text
    return found[1]


async def pressed(browser: Browser, path: str, step: str) -> Page:
    return await browser.post(path, {"step": step})


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("ar", "rtl", "هل يمكننا إرسال شخص إليكم؟"),
        ("fr", "ltr", "Pouvons-nous vous envoyer quelqu'un ?"),
        ("en", "ltr", "May we send you somebody?"),
    ],
)
async def test_before_a_yes_it_tells_nothing_of_the_person_in_three_languages(
    trainer: Browser, office: Office, language: str, direction: str, words: str
) -> None:
    path = await link_of(trainer, office)
    page = await trainer.get(f"{path}?lang={language}")
    assert f'<html lang="{language}" dir="{direction}">' in page.html
    assert words in page.text
    for hidden in ("Amal", AWA, AWA[-8:], WORDS):
        assert hidden not in page.html
    headers = page.answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


async def test_opening_it_changes_nothing_and_each_answer_works_once(
    trainer: Browser, office: Office
) -> None:
    path = await link_of(trainer, office)
    for _look in range(2):
        await trainer.get(path)
    assert (await the_referral()).state == "sent"
    read = await pressed(trainer, path, "acknowledged")
    assert "answer in time" in read.text
    assert "time is over" in (await pressed(trainer, path, "full")).text
    second = str(read.answer.url.path)
    accepted = await pressed(trainer, second, "accepted")
    for each in ("Amal", AWA, WORDS):
        assert each in accepted.text
    assert (await the_referral()).state == "accepted"
    # Whoever has an older link sees nothing of the person.
    assert "Amal" not in (await trainer.get(second)).html
    assert "Amal" not in (await trainer.get(path)).html
    assert "Amal" not in (await pressed(trainer, path, "accepted")).html
    assert "Amal" not in (await pressed(trainer, second, "helped")).html
    assert (await the_referral()).state == "accepted"
    third = str(accepted.answer.url.path)
    done = await pressed(trainer, third, "helped")
    assert "Amal" not in done.html
    assert "shows nothing of the person" in done.text
    assert (await the_referral()).state == "done"


@pytest.mark.parametrize("step", ["helped", "withdrawn", "sent", "", "silent"])
async def test_no_step_is_skipped_or_made_up(trainer: Browser, office: Office, step: str) -> None:
    path = await link_of(trainer, office)
    await pressed(trainer, path, step)
    assert (await the_referral()).state == "sent"


async def test_its_time_ends_even_before_the_clock_rings(trainer: Browser, office: Office) -> None:
    path = await link_of(trainer, office)
    office.clock.forward(timedelta(days=3))
    assert "time is over" in (await pressed(trainer, path, "accepted")).text
    assert (await the_referral()).state == "sent"
    await later(office, timedelta(seconds=5))
    assert (await the_referral()).state == "silent"
    assert "Amal" not in (await trainer.get(path)).html


async def test_a_link_that_is_not_ours_opens_nothing(trainer: Browser, office: Office) -> None:
    path = await link_of(trainer, office)
    other = path[:-1] + ("A" if path[-1] != "A" else "B")
    for wrong in (other, path[:-4], "/r/1-" + "A" * 22, "/r/x"):
        page = await trainer.get(wrong)
        assert page.status == 404
        assert "nothing here" in page.text
        assert (await pressed(trainer, wrong, "accepted")).status == 404
    assert (await the_referral()).state == "sent"


async def test_an_erasure_leaves_nothing_behind_the_link(trainer: Browser, office: Office) -> None:
    path = await link_of(trainer, office)
    accepted = await pressed(trainer, path, "accepted")
    contact = await Contact.get()
    assert contact.consented_at is not None
    await told(office, AWA)
    await office.hears(AWA, "EFFACER", "1")
    page = await trainer.get(str(accepted.answer.url.path))
    assert page.status == 404
    assert "Amal" not in page.html


async def test_staff_who_have_the_link_shown_are_counted_as_for_a_number(
    trainer: Browser, office: Office
) -> None:
    await link_of(trainer, office)
    row = await the_referral()
    looked = await AuditEntry.get(what="revealed")
    assert (looked.who, looked.subject, looked.subject_id) == ("Trainer", "referral", str(row.id))
    for _time in range(MOST_AN_HOUR):
        page = await trainer.post(f"/admin/referrals/{row.id}/link")
    assert page.status == 429
    assert "data-link" not in (await trainer.get(f"/admin/referrals/{row.id}")).html


async def test_a_number_that_is_not_the_services_counts_as_looking_at_the_persons(
    trainer: Browser, office: Office
) -> None:
    await passed_on(trainer, office, await somebody(office))
    assert await AuditEntry.filter(what="revealed", subject="referral").count() == 1
    await passed_on(trainer, office, await somebody_else(office), phone="")
    assert await AuditEntry.filter(what="revealed").count() == 1


async def test_one_of_the_team_who_opens_the_link_sees_and_answers_nothing(
    trainer: Browser, office: Office
) -> None:
    path = await link_of(trainer, office)
    staff = await StaffMember.get(name="Trainer")
    # As in production, where the cookie is for the whole host.
    cookie = {"Cookie": f"{SESSION_COOKIE}={await open_session(staff, office.clock())}"}
    answer = await trainer.client.post(path, data={"step": "accepted"}, headers=cookie)
    assert answer.status == 403
    assert (await the_referral()).state == "sent"
    accepted = await pressed(trainer, path, "accepted")
    answer = await trainer.client.get(f"{accepted.answer.url.path}?lang=en", headers=cookie)
    page = await answer.text()
    assert "signed in as one of the team" in page
    for hidden in ("Amal", AWA, WORDS):
        assert hidden not in page


async def test_a_trainer_passes_on_nobody_whom_only_a_talk_knows(
    trainer: Browser, office: Office
) -> None:
    await link_of(trainer, office)
    row = await the_referral()
    await Interest.all().delete()
    assert "Pass on to another" not in (await trainer.get(f"/admin/referrals/{row.id}")).text
    assert (await trainer.get(f"{NEW}?referral={row.id}")).status == 404


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+882161234567", "No SMS is paid for"),
        ("+447700900123", "No SMS is paid for"),
        ("71 123 456", "This is a landline"),
        (AWA, "the number of the person"),
    ],
)
async def test_no_sms_leaves_for_a_number_that_staff_may_not_spend_on(
    trainer: Browser, office: Office, number: str, why: str
) -> None:
    page = await passed_on(trainer, office, await somebody(office), number=number)
    assert why in page.text
    assert "SMS go to numbers that begin with +216" in page.text
    assert await Referral.all().count() == 0


async def test_staff_note_what_was_said_on_the_phone(trainer: Browser, office: Office) -> None:
    await link_of(trainer, office)
    kept = await the_referral()
    page = await trainer.get(f"/admin/referrals/{kept.id}")
    code = code_on(page)
    await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "accepted", "tell": "1"})
    assert "Ils peuvent vous aider" in (await told(office, AWA))[-1]
    page = await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "full"})
    assert "somebody else changed it" in page.text
    await trainer.get(f"/admin/referrals/{kept.id}")
    await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "helped"})
    assert "donné leur aide" in (await office.hears(AWA, code))[-1]
