"""From the list of services: one changed at a press, or several at once, looked at and undone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from admin.forms.merging import SEEN
from admin.models import AuditEntry, BulkEdit
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.sheets.importer import import_pack
from services_directory.storage.history import changes_of
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import get_service
from services_directory.values.entries import Status
from tests.admin.office import HOSPITAL, NATIONAL, Browser, Office, Page

LIST, BULK = "/admin/services", "/admin/services/bulk"
QUICK = f"{LIST}/{HOSPITAL}/quick"


async def kept(key: str = HOSPITAL) -> ServiceRecord:
    found = await get_service(key)
    assert found is not None
    return found


async def press(editor: Browser, act: str, back: str = "", **typed: str) -> Page:
    """Press what the row of the hospital offers."""
    shown = (await editor.get(f"{LIST}?{back}")).fields_to(QUICK)
    return await editor.post(QUICK, shown | {"act": act, **typed})


async def looked(editor: Browser, act: str, *keys: str, **more: str) -> Page:
    """Tick some in the list, and look what would change."""
    shown = (await editor.get(LIST)).fields_to(BULK)
    return await editor.post(BULK, shown | {"act": act, "which": "ticked", "key": [*keys], **more})


def action(page: Page) -> str:
    return page.answer.url.path


async def test_a_number_is_replaced_in_the_list_and_taken_back(
    editor: Browser, office: Office
) -> None:
    was = draft_of(await kept()).phone
    page = await press(editor, "phone", "search=hopital", phone="78 000 111")
    assert "people are told it from now on" in page.text
    assert "search=hopital" in str(page.answer.url)
    assert draft_of(await kept()).phone == "78 000 111"
    entry = await AuditEntry.filter(subject="service").order_by("-id").first()
    assert entry is not None
    assert (entry.who, entry.what, entry.subject_id) == ("Editor", "changed", HOSPITAL)
    assert "78 000 111" in entry.after
    assert [each.who for each in await changes_of(HOSPITAL, 1)] == ["Editor"]
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    assert [each.digits for each in service.phones] == ["78000111"]
    row = await BulkEdit.get()
    undo = f"{BULK}/{row.id}/undo"
    page = await editor.post(undo, page.fields_to(undo))
    assert "The last change is undone" in page.text
    assert "search=hopital" in str(page.answer.url)
    assert draft_of(await kept()).phone == was


async def test_a_number_that_cannot_be_read_stays_in_its_field(editor: Browser) -> None:
    page = await press(editor, "phone", "order=need", phone="call Awa")
    assert page.status == 422
    assert "Write a number of this country" in page.text
    assert 'value="call Awa"' in page.html
    assert page.fields_to(QUICK)["back"] == "order=need"
    assert await BulkEdit.all().count() == 0


async def test_checked_today_is_a_press_that_says_so_and_nothing_else_sets_it(
    editor: Browser, office: Office
) -> None:
    await press(editor, "phone", phone="78 000 111")
    assert (await kept()).last_checked_on is None
    page = await press(editor, "checked")
    assert "Marked as checked today" in page.text
    record, today = await kept(), office.clock().date()
    assert (record.last_checked_on, record.last_checked_by) == (today, "Editor")
    assert record.next_check_on == office.app.worlds.programme.freshness.next_check(today)
    assert "so already" in (await press(editor, "checked")).text


async def test_closed_until_a_day_from_today_on(editor: Browser, office: Office) -> None:
    for wrong in ("", "2020-01-01", "tomorrow"):
        page = await press(editor, "closed", until=wrong)
        assert page.status == 422
        assert "Write the last day" in page.text
    page = await press(editor, "closed", until="2026-12-05")
    assert "closed until that day" in page.text
    (closure,) = draft_of(await kept()).closures
    assert (closure.starts_on, closure.ends_on) == (office.clock().date(), date(2026, 12, 5))


async def test_closed_for_good_is_out_of_sight_and_comes_back(
    editor: Browser, office: Office
) -> None:
    page = await press(editor, "archived")
    assert "Archived" in page.text
    assert office.app.worlds.snapshot.directory.service(HOSPITAL) is None
    undo = f"{BULK}/{(await BulkEdit.get()).id}/undo"
    await editor.post(undo, page.fields_to(undo))
    assert office.app.worlds.snapshot.directory.service(HOSPITAL) is not None


async def test_each_is_shown_before_and_after_and_who_cannot_why(editor: Browser) -> None:
    await editor.fill_in(f"{LIST}/{NATIONAL}", {}, f"{LIST}/{NATIONAL}/archive")
    page = await looked(editor, "checked", HOSPITAL, NATIONAL)
    assert "Checked on" in page.text
    assert "1 service would change" in page.text
    assert "It is archived." in page.text
    assert (await kept()).last_checked_on is None, "nothing is done yet"
    page = await editor.post(action(page), page.fields_to(action(page)))
    assert "Done to 1 service." in page.text
    assert (await kept()).last_checked_on is not None
    assert (await kept(NATIONAL)).last_checked_on is None


async def test_what_lacks_something_is_not_published_and_it_is_said(editor: Browser) -> None:
    await press(editor, "archived")
    await ServiceRow.filter(key=HOSPITAL).update(category="nothing")
    row = await ServiceRow.get(key=HOSPITAL)
    await ServiceRow.filter(key=HOSPITAL).update(
        document=row.document.replace('"x_category":"health"', '"x_category":"nothing"')
    )
    page = await looked(editor, "published", HOSPITAL, NATIONAL)
    assert "Something is to be mended in it first." in page.text
    assert "Choose one of the categories." in page.text
    assert "It stays as it is." in page.text
    assert "Do it to" not in page.text


async def test_what_a_colleague_changed_meanwhile_is_left_out_and_named(
    editor: Browser, office: Office
) -> None:
    page = await looked(editor, "archived", HOSPITAL, NATIONAL)
    office.clock.forward(timedelta(minutes=1))
    await press(editor, "phone", phone="78 000 111")
    office.clock.forward(timedelta(minutes=1))
    page = await editor.post(action(page), page.fields_to(action(page)))
    assert "Done to 1 service." in page.text
    assert "Somebody else changed it meanwhile." in page.text
    assert (await kept()).status == Status.PUBLISHED
    assert (await kept(NATIONAL)).status == Status.ARCHIVED


async def test_what_was_looked_at_before_the_days_were_changed_is_not_done(
    editor: Browser,
) -> None:
    page = await looked(editor, "closed", HOSPITAL)
    edit = action(page)
    days = {"starts": "2026-12-01", "ends": "2026-12-03", "kind": "strike", "look": "1"}
    wrong = await editor.post(edit, page.fields() | days | {"ends": "2026-11-01"})
    assert wrong.status == 422
    assert "Write the first day" in wrong.text
    first = await editor.post(edit, page.fields() | days | {"note_en": "Go to Jendouba"})
    assert "Go to Jendouba" in first.text
    (old,) = [each for each in forms_to(first, edit) if "look" not in each and SEEN in each]
    second = await editor.post(edit, page.fields() | days | {"ends": "2026-12-04"})
    refused = await editor.post(edit, old)
    assert "somebody else changed it meanwhile" in refused.text
    assert draft_of(await kept()).closures == ()
    (new,) = [each for each in forms_to(second, edit) if SEEN in each]
    assert "Done to 1 service." in (await editor.post(edit, new)).text
    (closure,) = draft_of(await kept()).closures
    assert closure.ends_on == date(2026, 12, 4)


def forms_to(page: Page, path: str) -> list[dict[str, str]]:
    """Each form of the page that goes there: the days, and the press."""
    parts = page.html.split("<form")[1:]
    return [
        Page(200, f"<form{part}", page.answer).fields()
        for part in parts
        if f'action="{path}"' in part.partition(">")[0]
    ]


async def test_all_of_it_is_taken_back_at_once_but_for_what_was_changed_since(
    editor: Browser, office: Office
) -> None:
    page = await looked(editor, "archived", HOSPITAL, NATIONAL)
    edit = action(page)
    done = await editor.post(edit, page.fields_to(edit))
    assert "Done to 2 services." in done.text
    office.clock.forward(timedelta(minutes=1))
    restore = f"{LIST}/{NATIONAL}/restore"
    await editor.fill_in(f"{LIST}/{NATIONAL}", {}, restore)
    office.clock.forward(timedelta(minutes=1))
    undo = f"{edit}/undo"
    page = await editor.post(undo, done.fields_to(undo))
    assert "Taken back: 1 service" in page.text
    assert "It was changed since, and stays as it is." in page.text
    assert (await kept()).status == Status.PUBLISHED
    told = [each.what for each in await AuditEntry.filter(subject_id=HOSPITAL).order_by("id")]
    assert told == ["archived", "undone"]
    assert "sent before" in (await editor.post(undo, {"pressed": "again"})).text


async def test_pressed_twice_it_is_done_once(editor: Browser) -> None:
    page = await looked(editor, "checked", HOSPITAL)
    form = page.fields_to(action(page))
    await editor.post(action(page), form)
    again = await editor.post(action(page), form | {"another": "tab"})
    assert "sent before" in again.text
    assert await AuditEntry.filter(subject_id=HOSPITAL).count() == 1


async def test_nothing_chosen_or_too_many_is_said(
    editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await looked(editor, "checked")
    assert "Choose services first" in page.text
    assert (await looked(editor, "phone", HOSPITAL)).status == 404
    monkeypatch.setattr("admin.pages.services.bulk.MOST", 1)
    page = await looked(editor, "checked", which="all")
    assert "too many to look through" in page.text


async def test_all_that_a_search_finds_are_meant(editor: Browser) -> None:
    shown = (await editor.get(f"{LIST}?search=hopital")).fields_to(BULK)
    page = await editor.post(BULK, shown | {"act": "checked", "which": "all"})
    assert "1 service would change" in page.text
    assert HOSPITAL in page.html


async def test_hundreds_are_done_in_portions_and_taken_back(
    editor: Browser, office: Office
) -> None:
    folder: Path = pack_folder("jendouba_kairouan")
    await import_pack(folder, load_programme(folder), by="seed", now=office.clock())
    await office.app.worlds.refresh()
    keys = [each.key for each in await ServiceRow.filter(status="published").limit(200)]
    page = await looked(editor, "checked", *keys)
    edit = action(page)
    done = await editor.post(edit, page.fields_to(edit))
    assert f"Done to {len(keys)} services." in done.text
    assert await ServiceRow.filter(last_checked_on=office.clock().date()).count() == len(keys)
    assert await AuditEntry.filter(what="checked").count() == len(keys)
    page = await editor.post(f"{edit}/undo", done.fields_to(f"{edit}/undo"))
    assert f"Taken back: {len(keys)} services" in page.text
    assert await ServiceRow.filter(last_checked_on=office.clock().date()).count() == 0
