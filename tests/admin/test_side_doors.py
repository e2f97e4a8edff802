"""A colleague of one region: what a form does beside what it is for is held to it, too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from admin.models import BulkEdit, StaffMember
from admin.pages.inbox import live
from admin.regions.door import stored
from bot.cases.staff_conversations import wait_for_staff
from bot.models.cases import StaffConversation
from bot.models.learning import Feedback
from bot.models.people import Contact, HelpRequest
from bot.models.referrals import Referral
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.sealing.sealed_columns import PLACE
from bot.referrals.sealed import open_passed
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import digest_of
from services_directory.storage.merges.comparing import Which, parts_of
from services_directory.storage.merges.merging import Merge, merge
from services_directory.storage.models import ServiceChange, ServiceRow
from services_directory.storage.store import get_service, save_service
from services_directory.values.entries import LocalText
from tests.admin.office import AWA, HOSPITAL, Browser, Office
from tests.admin.referring import FILLED, NEW, passed_on
from tests.admin.wishes import contact_of, interest_of, request_of, talk_of

LIVE = "/admin/requests/live"
SERVICE = f"/admin/services/{HOSPITAL}"


async def works_in(region: str) -> None:
    await StaffMember.filter(name="Editor").update(regions=stored([region]))


async def lives_in(office: Office, contact: Contact, place: str) -> None:
    contact.place_sealed = office.app.sealer.seal(place, PLACE.of(contact.id))
    await contact.save()


async def in_kairouan(office: Office) -> Contact:
    contact = await contact_of(office, AWA)
    await lives_in(office, contact, "kairouan")
    return contact


async def said_of_the_hospital(office: Office, contact: Contact) -> str:
    """Where it is answered."""
    said = seal_feedback(7, Said("On attend trop", HOSPITAL), office.app.sealer)
    await Feedback.create(
        id=7,
        contact_id=contact.id,
        rating=2,
        said_sealed=said,
        locale="fr",
        created_on=office.clock().date(),
    )
    return "/admin/feedback/7/answer"


async def how_it_stands() -> list[dict[str, Any]]:
    """Whose each talk is, and who waits in it."""
    columns = ("id", "assigned_to", "waiting_since", "alert_at", "closed_at")
    return [dict(each) for each in await StaffConversation.all().order_by("id").values(*columns)]


@pytest.mark.parametrize("reason", ["asked", "danger"])
@pytest.mark.parametrize("limited", [True, False])
async def test_an_answer_to_feedback_answers_nothing_else(
    editor: Browser, office: Office, reason: str, limited: bool
) -> None:
    contact = await in_kairouan(office)
    talk = await talk_of(await request_of(office, contact.id, reason))
    if limited:
        await works_in("Jendouba")
    sees = 404 if limited and reason == "asked" else 200
    assert (await editor.get(talk)).status == sees
    before = await how_it_stands()
    assert before[0]["waiting_since"] is not None
    assert before[0]["alert_at"] is not None
    page = await editor.post(await said_of_the_hospital(office, contact), {"words": "Merci."})
    assert "Your answer is on its way" in page.text
    await office.app.outbox.deliver_due()
    assert "Merci." in office.sms.texts_to(AWA)[-1]
    assert await how_it_stands() == before
    assert (await editor.get(talk)).status == sees


@pytest.mark.parametrize(("limited", "whose"), [(True, None), (False, "Editor")])
async def test_a_talk_that_it_opens_is_for_whose_the_person_is(
    editor: Browser, office: Office, limited: bool, whose: str | None
) -> None:
    if limited:
        await works_in("Jendouba")
    contact = await in_kairouan(office)
    await editor.get("/admin/feedback")
    await editor.post(await said_of_the_hospital(office, contact), {"words": "Merci."})
    (talk,) = await StaffConversation.all()
    assert talk.assigned_to == whose
    page = await editor.get(f"/admin/conversations/{talk.id}")
    assert page.status == (404 if limited else 200)


async def test_writing_to_who_reported_opens_no_talk_of_elsewhere(
    editor: Browser, office: Office
) -> None:
    contact = await in_kairouan(office)
    report = await request_of(office, contact.id, "wrong_info", HOSPITAL)
    await HelpRequest.filter(id=report.id).update(done_at=office.clock())
    before = await how_it_stands()
    await works_in("Jendouba")
    await editor.get("/admin/requests")
    assert (await editor.post(f"/admin/requests/{report.id}/open")).status == 404
    assert await how_it_stands() == before
    await StaffMember.filter(name="Editor").update(regions=stored([]))
    assert (await editor.post(f"/admin/requests/{report.id}/open")).status == 200
    # Nothing is said yet.
    assert await how_it_stands() == before


async def test_an_old_talk_leads_into_no_talk_of_elsewhere(editor: Browser, office: Office) -> None:
    contact = await in_kairouan(office)
    old = await talk_of(await request_of(office, contact.id, "asked"))
    await StaffConversation.all().update(assigned_to="Editor", closed_at=office.clock())
    await HelpRequest.all().update(done_at=office.clock())
    now = office.clock()
    await office.app.database.executor.run(lambda: wait_for_staff(contact.id, now))
    before = await how_it_stands()
    await works_in("Jendouba")
    assert (await editor.get(old)).status == 200
    assert (await editor.post(f"{old}/answer", {"words": "Bonjour."})).status == 404
    assert await how_it_stands() == before
    assert office.sms.texts_to(AWA) == []


@pytest.mark.parametrize(
    ("own", "passed"), [("+21620000077", "+21620000077"), (None, AWA)], ids=["left", "none left"]
)
async def test_the_number_of_another_wish_on_the_same_phone_is_not_passed_on(
    trainer: Browser, office: Office, own: str | None, passed: str
) -> None:
    contact = await contact_of(office, AWA)
    wish = await interest_of(office, contact, "K7M-X4T", own)
    await interest_of(office, contact, "C3D-F4H", "+21620000066")
    await passed_on(trainer, office, wish)
    referral = await Referral.get()
    told = open_passed(referral.id, referral.passed_sealed, office.app.sealer)
    assert told is not None
    assert told.phone == passed


async def test_who_is_passed_on_from_a_talk_is_called_at_their_own_number(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    await interest_of(office, contact, "C3D-F4H", "+21620000066")
    talk = (await talk_of(await request_of(office, contact.id, "asked"))).rpartition("/")[2]
    page = await editor.get(f"{NEW}?conversation={talk}&service={HOSPITAL}")
    assert "Ask first whether it is their own" not in page.text
    fields = FILLED | {"conversation": talk}
    await editor.post(NEW, fields)
    await editor.post(NEW, fields | {"agreed": "fr", "send": "1"})
    referral = await Referral.get()
    told = open_passed(referral.id, referral.passed_sealed, office.app.sealer)
    assert told is not None
    assert told.phone == AWA


async def heard(answer: ClientResponse) -> dict[str, Any]:
    """The next event."""
    while not (line := await answer.content.readline()).startswith(b"data: "):
        pass
    return dict(json.loads(line.removeprefix(b"data: ")))


async def test_the_stream_tells_nothing_of_elsewhere(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.02)
    await works_in("Jendouba")
    far = await in_kairouan(office)
    near = await contact_of(office, "+21620000003")
    await lives_in(office, near, "tabarka")
    answer = await editor.client.get(LIVE)
    first = await heard(answer)
    await request_of(office, far.id, "asked")
    anew = await editor.client.get(LIVE)
    assert await heard(anew) == first
    await request_of(office, near.id, "asked")
    # The next that the first stream hears is of this: nothing came for the other.
    seen = await heard(answer)
    assert (first["waiting"], seen["waiting"]) == (0, 1)
    assert seen["version"] != first["version"]
    assert all(len(each["version"]) == 16 and " " not in each["version"] for each in (first, seen))
    for each in (answer, anew):
        each.close()


async def kept(key: str = HOSPITAL) -> ServiceRecord:
    found = await get_service(key)
    assert found is not None
    return found


async def region_of(key: str = HOSPITAL) -> str | None:
    return draft_of(await kept(key)).region


async def moved_to_kairouan(office: Office) -> None:
    draft = replace(draft_of(await kept()), region="Kairouan", place="kairouan", position=None)
    programme, now = office.app.worlds.programme, office.clock()
    await save_service(draft, programme, by="sami", now=now, service_id=HOSPITAL)
    await office.app.worlds.refresh()


async def test_nobody_undoes_a_service_into_another_region(editor: Browser, office: Office) -> None:
    await moved_to_kairouan(office)
    await works_in("Kairouan")
    page = await editor.get(SERVICE)
    assert page.status == 200
    assert f"{SERVICE}/undo" not in page.html
    written = await ServiceChange.all().count()
    assert (await editor.post(f"{SERVICE}/undo")).status == 404
    assert await ServiceChange.all().count() == written
    assert await region_of() == "Kairouan"
    await StaffMember.filter(name="Editor").update(regions=stored(["Jendouba", "Kairouan"]))
    assert f"{SERVICE}/undo" in (await editor.get(SERVICE)).html
    await editor.post(f"{SERVICE}/undo")
    assert await region_of() == "Jendouba"


async def test_nobody_parts_a_service_into_another_region(editor: Browser, office: Office) -> None:
    programme, now = office.app.worlds.programme, office.clock()
    name = LocalText.of({"fr": "Hopital de Kairouan"})
    draft = replace(draft_of(await kept()), name=name, phone="78 000 222", position=None)
    draft = replace(draft, region="Kairouan", place="kairouan")
    other = (await save_service(draft, programme, by="sami", now=now)).id
    stays, twin = await kept(), await kept(other)
    chosen = {each.code: Which.OTHER for each in parts_of(stays, twin)}
    wanted = Merge(HOSPITAL, other, (digest_of(stays), digest_of(twin)), chosen)
    await merge(wanted, programme, by="sami", now=now + timedelta(minutes=1))
    await office.app.worlds.refresh()
    assert await region_of() == "Kairouan"
    await works_in("Kairouan")
    await editor.get(SERVICE)
    written = await ServiceChange.all().count()
    assert (await editor.post(f"/admin/services/{other}/part")).status == 404
    assert await ServiceChange.all().count() == written
    assert await region_of() == "Kairouan"
    assert (await kept(other)).merged_into == HOSPITAL


async def test_nobody_takes_an_edit_of_many_back_into_another_region(
    editor: Browser, office: Office
) -> None:
    await moved_to_kairouan(office)
    before = (await ServiceChange.all().order_by("-id").first() or ServiceChange()).before
    await works_in("Kairouan")
    listed = await editor.get("/admin/services")
    page = await editor.post(
        "/admin/services/bulk",
        listed.fields_to("/admin/services/bulk") | {"act": "checked", "key": HOSPITAL},
    )
    done = page.answer.url.path
    await editor.post(done, page.fields_to(done))
    await ServiceChange.filter(what="checked").update(before=before)
    rows = [dict(each) for each in await ServiceRow.all().values()]
    assert (await editor.post(f"{done}/undo")).status == 404
    assert [dict(each) for each in await ServiceRow.all().values()] == rows
    assert (await BulkEdit.get()).undone_at is None


async def test_an_edit_of_services_of_two_regions_is_no_limited_colleague_s(
    editor: Browser, office: Office
) -> None:
    programme, name = office.app.worlds.programme, LocalText.of({"fr": "Hopital de Kairouan"})
    draft = replace(draft_of(await kept()), name=name, phone="78 000 222", position=None)
    draft = replace(draft, region="Kairouan", place="kairouan")
    other = (await save_service(draft, programme, by="sami", now=office.clock())).id
    await office.app.worlds.refresh()
    listed = await editor.get("/admin/services")
    asked = {"act": "checked", "key": [HOSPITAL, other]}
    page = await editor.post(
        "/admin/services/bulk", listed.fields_to("/admin/services/bulk") | asked
    )
    done = page.answer.url.path
    await editor.post(done, page.fields_to(done))
    assert (await editor.get(done)).status == 200
    await works_in("Kairouan")
    assert (await editor.get(done)).status == 404
    assert (await editor.post(f"{done}/undo")).status == 404
    assert (await BulkEdit.get()).undone_at is None
