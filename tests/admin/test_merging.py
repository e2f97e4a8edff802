"""Two services that staff say are one: seen side by side, merged, followed, and put back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from admin.models import AuditEntry
from admin.regions.door import stored
from admin.security.accounts import add_staff
from bot.models.confirmations import ServiceConfirmation
from bot.models.follow_ups import ServiceAnswer
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.history import changes_of
from services_directory.storage.store import get_service, mark_checked, save_service
from services_directory.values.entries import LocalText, Status
from tests.admin.office import HOSPITAL, NATIONAL, PASSWORD, Browser, Office, Page
from tests.admin.wishes import contact_of, request_of

MERGE = f"/admin/services/{HOSPITAL}/merge"


async def kept(key: str) -> ServiceRecord:
    found = await get_service(key)
    assert found is not None
    return found


@pytest.fixture
async def twin(office: Office) -> str:
    """The hospital once more, written by somebody else with another number."""
    was = draft_of(await kept(HOSPITAL))
    name = LocalText.of({"fr": "Hopital regional Tabarka"})
    draft = replace(was, name=name, phone="78 000 222", email="twin@example.org")
    programme, now = office.app.worlds.programme, office.clock()
    saved = await save_service(draft, programme, by="sami", now=now)
    await mark_checked(HOSPITAL, by="amel", on=date(2026, 11, 2), now=now)
    await office.app.worlds.refresh()
    return saved.id


async def looked(editor: Browser, twin: str, **chosen: str) -> Page:
    shown = await editor.get(f"{MERGE}?with={twin}")
    assert shown.status == 200, shown.text
    told = {f"part:{name}": which for name, which in chosen.items()}
    return await editor.post(MERGE, shown.fields_to(MERGE) | told | {"look": "1"})


async def merged(editor: Browser, twin: str, **chosen: str) -> Page:
    page = await looked(editor, twin, **chosen)
    return await editor.post(MERGE, page.fields_to(MERGE) | {"merge": "1"})


async def test_what_looks_like_it_is_offered_and_searched_for(editor: Browser, twin: str) -> None:
    page = await editor.get(MERGE)
    assert "It looks like" in page.text
    assert f"with={twin}" in page.html
    page = await editor.get(f"{MERGE}?search=police")
    assert f"with={NATIONAL}" in page.html
    page = await editor.get(f"{MERGE}?with=nobody")
    assert page.status == 404


async def test_the_better_is_chosen_already_and_nothing_is_done_unseen(
    editor: Browser, twin: str
) -> None:
    shown = await editor.get(f"/admin/services/{twin}/merge?with={HOSPITAL}")
    fields = shown.fields_to(MERGE)  # the one that was checked stays
    assert fields["part:name.fr"] == "stays"
    assert fields["part:email"] == "other"
    assert "78 000 222" in shown.text
    page = await editor.post(MERGE, fields | {"merge": "1"})
    assert "What they become" in page.text
    fields = page.fields_to(MERGE) | {"merge": "1", "part:name.fr": "other"}
    page = await editor.post(MERGE, fields)
    assert "What they become" in page.text
    assert page.fields_to(MERGE)["part:name.fr"] == "other"
    assert (await kept(twin)).status is Status.PUBLISHED


async def test_merged_everything_of_the_other_leads_here_and_one_press_puts_both_back(
    editor: Browser, office: Office, twin: str
) -> None:
    before = await kept(HOSPITAL), await kept(twin)
    page = await merged(editor, twin, phone="other")
    assert "whatever led to the other one leads here" in page.text
    record = await kept(HOSPITAL)
    assert (draft_of(record).phone, record.email) == ("78 000 222", "twin@example.org")
    for path in (f"/s/{twin}", f"/s/{twin}/report", f"/s/{twin}/contact.vcf"):
        answer = await editor.get(f"{path}?lang=fr")
        assert answer.answer.url.path == path.replace(twin, HOSPITAL)
        assert answer.answer.url.query == {"lang": "fr"}
    told = await office.hears("+21620000081", "bonjour", "1", "hopital tabarka")
    assert "78000222" in told[-1]
    for key, other in ((HOSPITAL, twin), (twin, HOSPITAL)):
        page = await editor.get(f"/admin/services/{key}")
        assert "Put both back" in page.text
        assert other in page.html
        (change,) = await changes_of(key, 1)
        assert (change.who, change.what.value) == ("Editor", "merged")
        entry = await AuditEntry.filter(subject_id=key).order_by("-id").first()
        assert entry is not None
        assert entry.what == "merged"
    known, gone = (await kept(HOSPITAL)).id, (await kept(twin)).id
    told_by_feed = json.loads((await editor.get(f"/api/hsds/services/{gone}")).html)
    assert told_by_feed["status"] == "defunct"
    assert told_by_feed["x_dalil"] == {"replaced_by": known}
    page = await editor.post(f"/admin/services/{twin}/part")
    assert "Both are as they were" in page.text
    assert [
        replace(each, updated_by=None) for each in (await kept(HOSPITAL), await kept(twin))
    ] == [
        replace(each, wordings=now.wordings, updated_by=None)
        for each, now in zip(before, (await kept(HOSPITAL), await kept(twin)), strict=True)
    ]
    assert (await editor.get(f"/s/{twin}?lang=fr")).answer.url.path == f"/s/{twin}"


async def test_what_was_kept_of_the_other_follows(
    editor: Browser, office: Office, twin: str
) -> None:
    await ServiceAnswer.create(
        id="1", day=office.clock().date(), service=twin, answer="yes", times=2
    )
    await ServiceConfirmation.create(service=twin, asked_at=office.clock(), asked_by="sami")
    contacts = [await contact_of(office, f"+2162000007{number}") for number in range(3)]
    for number, service in ((0, twin), (0, HOSPITAL), (1, twin)):
        asked = await request_of(office, contacts[number].id, "wrong_info", service)
    await office.app.reported.renew()
    await merged(editor, twin)
    page = await editor.get(f"/admin/services/{HOSPITAL}")
    assert "2 people told us they got help" in page.text
    page = await editor.get(f"/admin/services/{HOSPITAL}/confirmation")
    assert "by sami" in page.text
    await office.app.reported.renew()
    # One who told us of both is one person.
    assert HOSPITAL not in office.app.worlds.reported
    asked = await request_of(office, contacts[2].id, "wrong_info", twin)
    await office.app.reported.renew()
    assert office.app.worlds.reported == {HOSPITAL}
    office.clock.forward(timedelta(minutes=1))
    await editor.fill_in(f"/admin/services/{HOSPITAL}?section=reach", {"phone": "78000001"})
    page = await editor.post(f"/admin/requests/{asked.id}/mended")
    assert page.status == 200


async def test_who_is_not_as_seen_is_shown_anew(editor: Browser, office: Office, twin: str) -> None:
    page = await looked(editor, twin)
    await mark_checked(twin, by="amel", on=date(2026, 11, 3), now=office.clock())
    page = await editor.post(MERGE, page.fields_to(MERGE) | {"merge": "1"})
    assert page.status == 409
    assert "Somebody else changed one of them" in page.text
    assert (await kept(twin)).status is Status.PUBLISHED


async def test_nobody_merges_with_what_is_of_another_region(
    browser: Browser, office: Office, twin: str
) -> None:
    regions = stored(["Jendouba"])
    await add_staff("Near", PASSWORD, "editor", "en", now=office.clock(), regions=regions)
    await browser.sign_in("Near", PASSWORD)
    assert f"with={twin}" in (await browser.get(MERGE)).html
    assert f"with={NATIONAL}" not in (await browser.get(f"{MERGE}?search=police")).html
    fields = (await browser.get(f"{MERGE}?with={twin}")).fields_to(MERGE)
    assert (await browser.get(f"{MERGE}?with={NATIONAL}")).status == 404
    page = await browser.post(MERGE, fields | {"with": NATIONAL, "merge": "1"})
    assert page.status == 404
