"""Staff confirm a feast, or shut many services at once, and the next answer knows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from admin.models import AuditEntry
from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from tests.admin.office import HOSPITAL, NATIONAL, Browser, Office

HOLIDAYS, CLOSURES = "/admin/holidays", "/admin/closures"
FITR = "eid_al_fitr:2027-03-09"


async def test_a_feast_is_expected_until_somebody_confirms_it(
    editor: Browser, office: Office
) -> None:
    page = await editor.get(HOLIDAYS)
    assert "Expected, to be confirmed" in page.text
    page = await editor.post(HOLIDAYS, {"holiday": FITR, "move": "later", "days": "3"})
    assert "Saved." in page.text
    calendar = office.app.worlds.programme.calendar
    found = [each for each in calendar.dated if each.id == FITR]
    assert [(each.day, each.last, each.is_certain) for each in found] == [
        (date(2027, 3, 10), date(2027, 3, 12), True)
    ]
    entry = await AuditEntry.get(subject="holiday")
    assert (entry.who, entry.subject_id) == ("Editor", FITR)
    assert json.loads(entry.after) == {"day": "2027-03-10", "days": 3, "is_certain": True}
    shown = await editor.get("/admin/")
    assert shown.status == 200


async def test_a_feast_is_moved_again_and_never_far(editor: Browser, office: Office) -> None:
    for _n in range(6):
        page = await editor.post(HOLIDAYS, {"holiday": FITR, "move": "earlier"})
    assert "never so far" in page.text
    calendar = office.app.worlds.programme.calendar
    assert [each.day for each in calendar.dated if each.id == FITR] == [date(2027, 3, 6)]
    assert (
        await editor.post(HOLIDAYS, {"holiday": "new_year:2027-01-01", "move": "later"})
    ).status == 404
    assert (await editor.post(HOLIDAYS, {"holiday": FITR, "move": "away"})).status == 404


async def filled(editor: Browser, **fields: str) -> dict[str, str]:
    return (await editor.get(CLOSURES)).fields() | {
        "starts": "2026-12-01",
        "ends": "2026-12-03",
        "kind": "strike",
        "note_fr": "Grève. Allez à Jendouba.",
        **fields,
    }


async def test_many_are_shut_once_somebody_saw_which(editor: Browser, office: Office) -> None:
    fields = await filled(editor, need="health")
    page = await editor.post(CLOSURES, fields | {"close": "1"})
    assert page.status == 409, "nobody has looked yet"
    looked = await editor.post(CLOSURES, fields | {"look": "1"})
    assert "1 service" in looked.text
    page = await editor.post(CLOSURES, looked.fields() | {"close": "1"})
    assert "people are told" in page.text
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    (closure,) = service.closures
    assert (closure.starts_on, closure.kind) == (date(2026, 12, 1), "strike")
    other = await get_service(NATIONAL)
    assert other is not None
    assert draft_of(other).closures == ()
    assert await AuditEntry.filter(subject="service", subject_id=HOSPITAL).count() == 1
    office.clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    told = await office.hears("+21620000001", "hello", "1", "hopital tabarka")
    if "Grève" not in told[-1]:
        told = await office.hears("+21620000001", "1")
    assert "Allez" in told[-1]


async def test_a_closure_is_taken_back_in_one_step(editor: Browser, office: Office) -> None:
    looked = await editor.post(CLOSURES, await filled(editor, words="hopital") | {"look": "1"})
    await editor.post(CLOSURES, looked.fields() | {"close": "1"})
    looked = await editor.post(CLOSURES, await filled(editor, words="hopital") | {"look": "1"})
    page = await editor.post(CLOSURES, looked.fields() | {"open": "1"})
    assert "no longer closed" in page.text
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    assert service.closures == ()


async def test_nothing_chosen_shuts_nothing(editor: Browser) -> None:
    page = await editor.post(CLOSURES, await filled(editor) | {"look": "1"})
    assert page.status == 422
    assert "Choose a need" in page.text
    wrong = await filled(editor, need="health", ends="2026-11-01")
    assert "Write the first day" in (await editor.post(CLOSURES, wrong | {"look": "1"})).text
    half = await filled(editor, need="health", opens="09:00")
    assert "Write when it opens" in (await editor.post(CLOSURES, half | {"look": "1"})).text
