"""Staff edit a service, and the next answer of a conversation shows it."""

from __future__ import annotations

import json

from admin.models import AuditEntry
from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from tests.admin.office import AWA, HOSPITAL, NATIONAL, Browser, Office

PAGE = f"/admin/services/{HOSPITAL}"
FORM = f"{PAGE}?section=all"


async def test_an_edited_service_reaches_the_next_answer(editor: Browser, office: Office) -> None:
    fields = (await editor.get(FORM)).fields()
    page = await editor.post(FORM, fields | {"phone": "78 000 001", "save": "1"})
    assert "Saved." in page.text
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    assert service.phones[0].digits == "78000001"


async def test_whoever_asks_next_is_told_what_staff_wrote(editor: Browser, office: Office) -> None:
    fields = (await editor.get(FORM)).fields()
    await editor.post(FORM, fields | {"organisation_en": "Hospital by the sea", "save": "1"})
    told = await office.hears(AWA, "hello", "4", "doctor tabarka")
    if "by the sea" not in told[-1]:
        told = await office.hears(AWA, "1")
    assert "Hospital by the sea" in told[-1]


async def test_the_trail_keeps_what_was_before_and_after(editor: Browser) -> None:
    page = await editor.get(FORM)
    before = page.value("website")
    fields = page.fields() | {"website": "https://example.org/tabarka", "save": "1"}
    await editor.post(FORM, fields)
    entry = await AuditEntry.get(subject="service")
    assert (entry.who, entry.what, entry.subject_id) == ("Editor", "changed", HOSPITAL)
    assert json.loads(entry.before).get("website", "") == before
    assert json.loads(entry.after) == {"website": "https://example.org/tabarka"}


async def test_a_new_service_is_added(editor: Browser, office: Office) -> None:
    fields = (await editor.get("/admin/services/new?section=all")).fields() | {
        "name_fr": "Atelier de couture",
        "organisation_fr": "Association des femmes",
        "category": "vocational_training",
        "region": "Jendouba",
        "place": "tabarka",
        "status": "published",
        "save": "1",
    }
    page = await editor.post("/admin/services/new?section=all", fields)
    assert "Saved." in page.text
    assert "Atelier de couture" in page.text
    services = office.app.worlds.snapshot.directory.services
    assert "Atelier de couture" in [each.name.in_locale("fr") for each in services]


async def test_every_mistake_stands_beside_its_field_and_nothing_is_lost(editor: Browser) -> None:
    fields = (await editor.get("/admin/services/new?section=all")).fields() | {
        "description_ar": "وصف طويل كتبته بيدي",
        "phone": "call me",
        "opening_hours": "mornings",
        "website": "example",
        "email": "nobody",
        "region": "Kairouan",
        "place": "tabarka",
        "save": "1",
    }
    page = await editor.post("/admin/services/new?section=all", fields)
    assert page.status == 422
    for told in (
        "Write the name in at least one language.",
        "Write who runs the service in at least one language.",
        "Choose one of the categories.",
        "Choose a place that lies in the region.",
        "Write a number of this country",
        "Write the hours as in this example",
        "Write the whole address, such as https://example.org",
        "Write the whole address, such as name@example.org",
    ):
        # Beside the field, and at the head of the page with a link to it.
        assert page.text.count(told) == 2, told
    assert page.value("phone") == "call me"
    assert page.fields()["description_ar"] == "وصف طويل كتبته بيدي"
    assert await AuditEntry.filter(subject="service").count() == 0


async def test_html_in_a_name_stays_words(editor: Browser) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    fields = (await editor.get(FORM)).fields() | {"name_en": evil, "notes": "</textarea>" + evil}
    await editor.post(FORM, fields | {"save": "1"})
    for path in (PAGE, "/admin/services"):
        page = await editor.get(path)
        assert "alert(1)" in page.text
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html


async def test_control_characters_and_broken_letters_do_no_harm(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields() | {"notes": "a\0b\u202ec\x07", "save": "1"}
    assert (await editor.post(FORM, fields)).status == 200
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).notes == "abc"


async def test_beside_each_language_stands_the_sms_it_becomes(editor: Browser) -> None:
    page = await editor.get(FORM)
    assert "1 SMS (GSM-7" in page.text or "2 SMS (GSM-7" in page.text
    assert "(UCS-2" in page.text
    fields = page.fields() | {"organisation_en": "A short name"}
    shown = await editor.post(FORM, fields | {"preview": "1"})
    assert shown.status == 200
    assert "A short name" in shown.text
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).organisation.in_locale("en") != "A short name"


async def test_the_script_of_the_page_is_given_the_same_sms(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields() | {"organisation_ar": "مستشفى طبرقة"}
    answer = json.loads((await editor.post("/admin/services/preview", fields)).html)["sms"]
    assert set(answer) == {"ar", "aeb", "fr", "en"}
    assert "مستشفى طبرقة" in answer["ar"]["text"].splitlines()[0]
    assert "UCS-2" in answer["ar"]["size"]


async def test_the_sms_shown_is_the_one_that_is_sent(editor: Browser, office: Office) -> None:
    fields = (await editor.get(FORM)).fields()
    shown = json.loads((await editor.post("/admin/services/preview", fields)).html)["sms"]["en"][
        "text"
    ]
    told = await office.hears(AWA, "hello", "4", "hospital tabarka")
    if shown.splitlines()[0] not in told[-1]:
        told = await office.hears(AWA, "1")
    for line in shown.splitlines():
        assert line in told[-1]


async def test_marked_as_checked_today_by_whom(editor: Browser, office: Office) -> None:
    await editor.get(FORM)
    page = await editor.post(f"{PAGE}/check")
    assert "Marked as checked today." in page.text
    assert "Last checked by Editor." in page.text
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    assert service.last_checked == office.clock.now.date()
    assert (await AuditEntry.get(subject="service")).what == "checked"


async def test_archived_is_out_of_sight_until_published_again(
    editor: Browser, office: Office
) -> None:
    await editor.get(FORM)
    assert "people no longer see it" in (await editor.post(f"{PAGE}/archive")).text
    assert office.app.worlds.snapshot.directory.service(HOSPITAL) is None
    assert "people see it" in (await editor.post(f"{PAGE}/restore")).text
    assert office.app.worlds.snapshot.directory.service(HOSPITAL) is not None


async def test_the_list_is_searched_in_any_language(editor: Browser) -> None:
    for search in ("hopital tabarka", "مستشفى طبرقة", "HÔPITAL"):
        page = await editor.get(f"/admin/services?search={search}")
        assert HOSPITAL in page.html, search
        assert NATIONAL not in page.html, search
    page = await editor.get("/admin/services?category=emergency&unchecked=1&region=&status=")
    assert NATIONAL in page.html
    assert HOSPITAL not in page.html


async def test_a_service_that_does_not_exist_is_said_so(editor: Browser) -> None:
    assert (await editor.get("/admin/services/nothing-of-this-name")).status == 404


async def test_strange_filters_are_no_fault(editor: Browser) -> None:
    page = await editor.get("/admin/services?status=x&category=%00&region=%F0%9F%98%80&page=-3")
    assert page.status == 200
