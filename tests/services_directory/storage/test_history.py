"""Every change is noted with who, when, before and after, and the last one can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services_directory.records.documents import as_text, without_authors
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.sheets.importer import import_sheet
from services_directory.storage.all_records import load_records
from services_directory.storage.history import What, changes_of
from services_directory.storage.models import ServiceChange
from services_directory.storage.store import (
    UnknownService,
    archive_service,
    get_service,
    mark_checked,
    save_service,
    undo_last_change,
)
from services_directory.values.entries import LocalText, Programme, Status
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import NURSE, WHOLE

HOSPITAL = "jen-hopital-tabarka"

pytestmark = pytest.mark.usefixtures("database")


async def record(programme: Programme, key: str) -> ServiceRecord:
    records = await load_records(programme, private=True)
    (found,) = [each for each in records.services if each.key == key]
    return found


def told(record: ServiceRecord) -> object:
    return json.loads(without_authors(as_text(record)))


async def draft() -> ServiceDraft:
    service = await get_service(HOSPITAL)
    assert service is not None
    return draft_of(service)


async def edited(programme: Programme, **changes: object) -> None:
    changed = replace(await draft(), **changes)  # type: ignore[arg-type]
    later = NOW + timedelta(hours=1)
    await save_service(changed, programme, by="amel", now=later, service_id=HOSPITAL)


@pytest.mark.usefixtures("pilot")
async def test_each_change_tells_who_did_what(programme: Programme) -> None:
    await edited(programme, email="a@example.org")
    await mark_checked(HOSPITAL, by="sami", on=NOW.date(), now=NOW)
    await archive_service(HOSPITAL, by="amel", now=NOW)
    archived, checked, changed, added = await changes_of(HOSPITAL)
    assert [each.who for each in (archived, checked, changed, added)] == [
        "amel",
        "sami",
        "amel",
        "seed",
    ]
    assert (added.what, added.can_undo) == (What.ADDED, False)
    assert dict(changed.fields) == {"email": ("", "a@example.org")}
    assert changed.happened_at == NOW + timedelta(hours=1)
    assert dict(archived.fields) == {"status": ("published", "archived")}
    assert checked.what is What.CHECKED


@pytest.mark.usefixtures("pilot")
async def test_undoing_brings_back_everything_and_undoing_again_too(programme: Programme) -> None:
    before = told(await record(programme, HOSPITAL))
    words = LocalText.of({"fr": "Autre nom"})
    await edited(programme, name=words, organisation=words, phone="", place=None, cost=None)
    after = told(await record(programme, HOSPITAL))
    assert before != after
    await undo_last_change(HOSPITAL, by="sami", now=NOW)
    assert told(await record(programme, HOSPITAL)) == before
    await undo_last_change(HOSPITAL, by="sami", now=NOW)
    assert told(await record(programme, HOSPITAL)) == after
    assert (await changes_of(HOSPITAL))[0].what is What.UNDONE


async def test_a_whole_record_comes_back_as_it_was(programme: Programme) -> None:
    await save_record(WHOLE, by="feed", now=NOW)
    before = told(await record(programme, WHOLE.key))
    bare = replace(WHOLE, sites=(), phones=(), documents=(), areas=(), schedules=())
    await save_record(bare, by="feed", now=NOW)
    await undo_last_change(WHOLE.key, by="amel", now=NOW)
    assert told(await record(programme, WHOLE.key)) == before


async def test_whoever_is_taken_out_is_in_no_history(programme: Programme) -> None:
    await save_record(WHOLE, by="feed", now=NOW)
    await save_record(replace(WHOLE, contacts=(), email="a@example.org"), by="feed", now=NOW)
    await undo_last_change(WHOLE.key, by="amel", now=NOW)
    found = await record(programme, WHOLE.key)
    assert (found.email, found.contacts) == (WHOLE.email, ())
    (newest, *_rest) = await changes_of(WHOLE.key)
    assert newest.what is What.UNDONE
    for change in await ServiceChange.all():
        assert NURSE.email not in json.dumps(json.loads(change.before or "{}").get("contacts", ""))
        assert NURSE.email not in change.difference


@pytest.mark.usefixtures("pilot")
async def test_what_an_import_changed_and_staff_undid_stays_undone(
    programme: Programme, pack: Path, tmp_path: Path
) -> None:
    text = (pack / "services.csv").read_text("utf-8")
    path = tmp_path / "services.csv"
    renamed = text.replace(",Hôpital régional,المستشفى الجهوي,", ",Autre hôpital,المستشفى الجهوي,")
    path.write_text(renamed, "utf-8")
    name = dict((await draft()).name.words)
    await import_sheet(path, programme, by="seed", now=NOW)
    assert dict((await draft()).name.words) != name
    await undo_last_change(HOSPITAL, by="amel", now=NOW)
    report = await import_sheet(path, programme, by="seed", now=NOW)
    assert "name.fr" in report.kept[HOSPITAL]
    assert dict((await draft()).name.words) == name


@pytest.mark.usefixtures("pilot")
async def test_a_new_service_cannot_be_undone_and_an_unknown_one_is_said() -> None:
    assert await undo_last_change(HOSPITAL, by="amel", now=NOW) is None
    with pytest.raises(UnknownService):
        await undo_last_change("nobody", by="amel", now=NOW)


@pytest.mark.usefixtures("pilot")
async def test_once_confidential_its_address_is_in_no_history(programme: Programme) -> None:
    street = LocalText.of({"fr": "9 rue secrete"})
    await edited(programme, address=street)
    await edited(programme, address=LocalText(()), confidential=True)
    for change in await ServiceChange.all():
        assert "9 rue secrete" not in change.difference + change.before
    assert (await changes_of(HOSPITAL))[0].can_undo is False
    assert await undo_last_change(HOSPITAL, by="amel", now=NOW) is None
    found = await record(programme, HOSPITAL)
    assert (found.confidential, found.status) == (True, Status.PUBLISHED)
    assert "latitude" not in found.imported
