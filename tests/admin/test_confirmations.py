"""A service is asked by a link, and answers for itself: a check, or a draft that staff look at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from admin.models import AuditEntry, StaffMember
from admin.security.access import SESSION_COOKIE, open_session
from bot.models.confirmations import ServiceConfirmation
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.calls.call_list import calls_to_make
from services_directory.storage.store import get_service
from services_directory.values.entries import Status
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office, Page

PAGE = f"/admin/services/{HOSPITAL}/confirmation"


async def kept() -> ServiceRecord:
    found = await get_service(HOSPITAL)
    assert found is not None
    return found


async def link_of(editor: Browser) -> str:
    """Its path, as staff copy it; then nobody is signed in here any more."""
    page = await editor.post(PAGE, {"step": "ask"})
    found = re.search(r"data-link[^>]*>https?://[^/]+(/v/[^<]+)<", page.html)
    assert found, page.text
    await editor.post("/admin/sign-out")
    return found[1]


async def says(browser: Browser, path: str, answer: str, **words: str) -> Page:
    seen = re.search(r'name="seen" value="([^"]+)"', (await browser.get(path)).html)
    assert seen
    return await browser.post(path, {"seen": seen[1], "answer": answer, **words})


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("ar", "rtl", "هل ما نقوله عنكم صحيح؟"),
        ("fr", "ltr", "Ce que nous disons de vous est-il juste ?"),
        ("en", "ltr", "Is what we tell of you right?"),
    ],
)
async def test_it_shows_what_people_are_told_and_is_kept_nowhere(
    editor: Browser, language: str, direction: str, words: str
) -> None:
    path = await link_of(editor)
    page = await editor.get(f"{path}?lang={language}")
    assert f'<html lang="{language}" dir="{direction}">' in page.html
    assert words in page.text
    assert "Tabarka" in page.text or "طبرقة" in page.text
    headers = page.answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "Set-Cookie" not in headers


async def test_all_right_is_a_check_by_the_service_itself_and_works_once(
    editor: Browser, office: Office
) -> None:
    path = await link_of(editor)
    page = await says(editor, path, "right")
    assert "we tell people that it was checked" in page.text
    record = await kept()
    assert (record.last_checked_on, record.last_checked_by) == (
        office.clock().date(),
        "the service itself",
    )
    entry = await AuditEntry.get(what="checked")
    assert (entry.who, entry.subject_id) == ("the service itself", HOSPITAL)
    assert 'name="seen"' not in page.html
    again = await editor.post(path, {"answer": "changed", "phone": "78000009"})
    assert "we tell people that it was checked" in again.text
    assert (await ServiceConfirmation.get()).proposed_sealed is None


async def test_what_changed_is_a_draft_and_people_are_told_the_old_until_staff_take_it(
    editor: Browser, office: Office
) -> None:
    was = draft_of(await kept())
    path = await link_of(editor)
    page = await says(editor, path, "changed", phone="78 000 009", address="12 rue de la Mer")
    assert "Our team looks at it first" in page.text
    assert draft_of(await kept()) == was
    row = await ServiceConfirmation.get()
    assert b"rue de la Mer" not in bytes(row.proposed_sealed or b"")
    await editor.sign_in("Editor", PASSWORD)
    assert HOSPITAL in (await editor.get("/admin/calls")).html
    page = await editor.get(PAGE)
    assert "12 rue de la Mer" in page.text
    none = await editor.post(PAGE, page.fields_to(PAGE) | {"step": "take"})
    assert none.status == 422
    page = await editor.post(PAGE, page.fields_to(PAGE) | {"step": "take", "take": "phone"})
    assert "people are told what you took" in page.text
    now = draft_of(await kept())
    assert (now.phone, now.address) == ("78 000 009", was.address)
    row = await ServiceConfirmation.get()
    assert (row.settled_by, row.proposed_sealed) == ("Editor", None)
    assert (await kept()).last_checked_on is None, "nobody checked the rest"
    entry = await AuditEntry.filter(subject="service").order_by("-id").first()
    assert entry is not None
    assert (entry.who, entry.what) == ("Editor", "changed")


async def test_what_is_refused_changes_nothing(editor: Browser) -> None:
    was = await kept()
    path = await link_of(editor)
    await says(editor, path, "changed", closed="1", hours_note="Tous les matins")
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.get(PAGE)
    assert "Archived" in page.text
    page = await editor.post(PAGE, page.fields_to(PAGE) | {"step": "refuse"})
    assert "what people are told stays" in page.text
    assert await kept() == was
    late = await editor.post(PAGE, {"step": "take", "take": "closed"})
    assert "somebody else changed it meanwhile" in late.text
    assert (await kept()).status == Status.PUBLISHED


async def test_a_number_nobody_can_read_is_asked_about_before_the_link_is_spent(
    editor: Browser,
) -> None:
    path = await link_of(editor)
    page = await says(editor, path, "changed", phone="ask Awa", address='12 rue "Mer"', closed="1")
    assert page.status == 400
    assert "This is not a phone number" in page.text
    typed = page.fields()
    assert (typed["phone"], typed["address"], typed["closed"]) == ("ask Awa", '12 rue "Mer"', "1")
    assert (await ServiceConfirmation.get()).answer is None
    page = await says(editor, path, "changed", phone="78 000 009")
    assert "Our team looks at it first" in page.text


async def test_nothing_written_is_no_answer(editor: Browser) -> None:
    path = await link_of(editor)
    page = await says(editor, path, "changed", phone="   ")
    assert page.status == 400
    assert "Please write what has changed" in page.text
    assert (await ServiceConfirmation.get()).answer is None


async def test_what_changed_while_they_read_is_read_again(editor: Browser, office: Office) -> None:
    path = await link_of(editor)
    old = re.search(r'name="seen" value="([^"]+)"', (await editor.get(path)).html)
    assert old
    await editor.sign_in("Editor", PASSWORD)
    office.clock.forward(timedelta(minutes=1))
    reach = f"/admin/services/{HOSPITAL}?section=reach"
    await editor.fill_in(reach, {"phone": "78000001"})
    await editor.post("/admin/sign-out")
    page = await editor.post(path, {"seen": old[1], "answer": "right"})
    assert page.status == 409
    assert "has changed since you opened this page" in page.text
    assert (await kept()).last_checked_on is None


async def test_a_link_ends_after_two_weeks_and_a_made_up_one_is_none(
    editor: Browser, office: Office
) -> None:
    path = await link_of(editor)
    form = {"answer": "right", "seen": "x"}
    office.clock.forward(timedelta(days=14))
    assert "time of this link is over" in (await editor.post(path, form)).text
    assert (await kept()).last_checked_on is None
    for wrong in (
        f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}",
        "/v/2-aaaaaaaaaaaaaaaaaaaaaa",
        "/v/x",
    ):
        assert (await editor.get(wrong)).status == 404


async def test_staff_do_not_answer_for_the_service(editor: Browser, office: Office) -> None:
    path = await link_of(editor)
    staff = await StaffMember.get(name="Editor")
    # As in production, where the cookie is for the whole host.
    cookie = {"Cookie": f"{SESSION_COOKIE}={await open_session(staff, office.clock())}"}
    form = {"answer": "right", "seen": "x"}
    answer = await editor.client.post(f"{path}?lang=en", data=form, headers=cookie)
    assert answer.status == 403
    assert "only the service itself answers" in await answer.text()
    assert (await ServiceConfirmation.get()).answer is None


async def test_it_is_asked_once_a_month_and_rests_among_the_calls_for_two_weeks(
    editor: Browser, office: Office
) -> None:
    async def is_to_be_called() -> bool:
        directory, today = office.app.worlds.snapshot.directory, office.clock().date()
        return HOSPITAL in {each.service.id for each in await calls_to_make(directory, today)}

    assert await is_to_be_called()
    await editor.post(PAGE, {"step": "ask"})
    assert not await is_to_be_called()
    office.clock.forward(timedelta(days=14))
    assert await is_to_be_called(), "silence comes back to us"
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.post(PAGE, {"step": "ask"})
    assert "asked less than a month ago" in page.text
    assert await ServiceConfirmation.all().count() == 1
    office.clock.forward(timedelta(days=17))
    await editor.sign_in("Editor", PASSWORD)
    await editor.post(PAGE, {"step": "ask"})
    assert await ServiceConfirmation.all().count() == 2


async def test_of_a_confidential_service_no_address_is_taken(
    editor: Browser, office: Office
) -> None:
    reach = f"/admin/services/{HOSPITAL}?section=where"
    await editor.fill_in(reach, {"confidential": "1"})
    path = await link_of(editor)
    assert 'name="address"' not in (await editor.get(path)).html
    page = await says(editor, path, "changed", address="12 rue de la Mer")
    assert page.status == 400


async def test_whoever_sends_too_often_waits(editor: Browser, office: Office) -> None:
    path = await link_of(editor)
    answers = [
        (await editor.post(path, {"answer": "right", "seen": "x"})).status for _n in range(7)
    ]
    assert 429 in answers
