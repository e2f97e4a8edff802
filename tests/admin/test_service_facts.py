"""Staff write hours, closures and facts in plain fields, and go back to how it was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from admin.models import AuditEntry
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.store import get_service
from services_directory.values.entries import Closure, ClosureKind, Service, Status
from tests.admin.office import AWA, HOSPITAL, PASSWORD, Browser, Office
from tests.services_directory.keeping import outdated

PAGE = f"/admin/services/{HOSPITAL}"
FORM = f"{PAGE}?section=all"


async def kept() -> ServiceRecord:
    service = await get_service(HOSPITAL)
    assert service is not None
    return service


async def saved(editor: Browser, **changes: str) -> str:
    fields = (await editor.get(FORM)).fields()
    return (await editor.post(FORM, fields | changes | {"save": "1"})).text


def shown(office: Office) -> Service:
    service = office.app.worlds.snapshot.directory.service(HOSPITAL)
    assert service is not None
    return service


async def test_a_week_is_written_day_by_day(editor: Browser, office: Office) -> None:
    weekdays = {f"{day}_opens": "08:00" for day in ("Mo", "Tu", "We", "Th", "Fr")}
    weekdays |= {name.replace("opens", "closes"): "12:30" for name in weekdays}
    lunch = {"Fr_opens_again": "14:00", "Fr_closes_again": "17:00"}
    assert "Saved." in await saved(editor, **weekdays, **lunch)
    assert draft_of(await kept()).opening_hours == ("Mo-Th 08:00-12:30; Fr 08:00-12:30,14:00-17:00")
    page = await editor.get(FORM)
    assert (page.value("Mo_opens"), page.value("Fr_closes_again")) == ("08:00", "17:00")
    await saved(editor, Fr_opens_again="", Fr_closes_again="")
    assert shown(office).opening_hours == "Mo-Fr 08:00-12:30"


async def test_day_and_night_is_one_tick_and_taken_back_by_another(editor: Browser) -> None:
    await saved(editor, always="1")
    assert draft_of(await kept()).opening_hours == "24/7"
    fields = (await editor.get(FORM)).fields()
    assert fields.pop("always") == "1"
    await editor.post(FORM, fields | {"save": "1"})
    assert draft_of(await kept()).opening_hours == ""


async def test_hours_that_are_no_plain_week_stay_until_a_week_is_written(editor: Browser) -> None:
    await saved(editor, opening_hours="Mo-Fr 08:00-16:00; PH off")
    page = await editor.get(FORM)
    assert "more than a plain week" in page.text
    await saved(editor, notes="seen")
    assert draft_of(await kept()).opening_hours == "Mo-Fr 08:00-16:00; PH off"
    await saved(editor, Mo_opens="09:00", Mo_closes="10:00")
    assert draft_of(await kept()).opening_hours == "Mo 09:00-10:00"


async def test_a_door_that_opens_and_never_closes_is_asked_about(editor: Browser) -> None:
    told = await saved(editor, Mo_opens="08:00")
    assert "Write when it opens and when it closes." in told
    assert draft_of(await kept()).opening_hours == ""


async def test_a_closure_is_written_told_and_over_by_itself(
    editor: Browser, office: Office
) -> None:
    today = office.clock.now.date()
    days = {"closure_1_from": str(today), "closure_1_to": str(today + timedelta(days=2))}
    await saved(editor, **days, closure_1_kind="strike")
    expected = Closure(today, today + timedelta(days=2), ClosureKind.STRIKE)
    assert draft_of(await kept()).closures == (expected,)
    assert shown(office).closures == (expected,)
    assert "Closed: strike, until" in (await editor.get(FORM)).text
    office.clock.forward(timedelta(days=4))
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.get(FORM)
    assert page.value("closure_1_from") == ""
    assert "Closed: strike" not in page.text
    await saved(editor, notes="still here")
    assert draft_of(await kept()).closures == (expected,)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"closure_1_from": "2027-02-03", "closure_1_to": "2027-02-01"}, "Write the first day"),
        ({"closure_1_from": "soon"}, "Write the first day"),
        ({"closure_1_from": "2027-02-03", "closure_1_opens": "09:00"}, "when it opens and when"),
        ({"minimum_age": "six"}, "Write an age in years"),
        ({"minimum_age": "18", "maximum_age": "6"}, "Write the youngest age first"),
        ({"confidential": "1", "address_fr": "3 rue du Port"}, "has no address here"),
    ],
)
async def test_what_cannot_be_says_what_to_mend(
    editor: Browser, wrong: dict[str, str], told: str
) -> None:
    before = draft_of(await kept())
    assert told in await saved(editor, **wrong)
    assert draft_of(await kept()) == before


async def test_facts_are_ticked_and_reach_people(editor: Browser, office: Office) -> None:
    await saved(
        editor,
        fact_eligibility_women="1",
        fact_access_mode_walk_in="1",
        speaks_en="1",
        speaks_ar="1",
        minimum_age="6",
        maximum_age="17,5",
        documents_fr="Carte d'identité\nOrdonnance",
        fees_fr="5 dinars",
        phone="78 000 001 / 78 000 002",
        phone_type_2="text",
    )
    service = shown(office)
    assert service.facts == ("eligibility:women", "access_mode:walk_in")
    assert service.languages == ("ar", "en")
    assert (service.minimum_age, service.maximum_age) == (6, 17.5)
    assert [each.in_locale("fr") for each in service.documents] == [
        "Carte d'identité",
        "Ordonnance",
    ]
    assert draft_of(await kept()).phone_types == ("", "text")
    fields = (await editor.get(FORM)).fields()
    del fields["fact_eligibility_women"]
    await editor.post(FORM, fields | {"save": "1"})
    assert shown(office).facts == ("access_mode:walk_in",)


async def test_the_words_for_the_sms_are_written_beside_the_sms_they_become(
    editor: Browser, office: Office
) -> None:
    page = await saved(editor, sms_text_fr="Médecin gratuit")
    assert "Médecin gratuit" in page
    assert shown(office).sms_text.in_locale("fr") == "Médecin gratuit"
    answers = await found_by_sms(office)
    assert "Médecin gratuit" in answers[-1], answers
    assert "is too long for it" in await saved(editor, sms_text_ar="طبيب " * 31)
    assert draft_of(await kept()).sms_text.in_locale("ar") == ("طبيب " * 31).strip()


async def found_by_sms(office: Office) -> list[str]:
    return await office.hears(AWA, "bonjour", "1", "hopital tabarka")


async def test_what_waits_to_be_read_is_not_yet_shown(editor: Browser, office: Office) -> None:
    await saved(editor, status="review")
    assert draft_of(await kept()).status is Status.REVIEW
    assert office.app.worlds.snapshot.directory.service(HOSPITAL) is None
    listed = await editor.get("/admin/services?status=review")
    assert HOSPITAL in listed.html
    assert "people see it" in (await editor.post(f"{PAGE}/restore")).text


async def test_an_outdated_translation_is_said_beside_its_language(editor: Browser) -> None:
    name = draft_of(await kept()).name.in_locale("fr")
    assert "read again" in await saved(editor, name_fr=f"{name} (nouveau)")
    for section in ("all", "words&language=ar"):
        page = await editor.get(f"{PAGE}?section={section}")
        assert "Read again, the original has changed: Name" in page.text
    words = outdated(await kept())
    assert {"name.ar", "name.en"} <= words


async def test_a_translation_that_is_right_as_it_is_is_outdated_no_more(editor: Browser) -> None:
    name = draft_of(await kept()).name.in_locale("fr")
    await saved(editor, name_fr=f"{name} (nouveau)")
    assert {"name.ar", "name.en"} <= outdated(await kept())
    assert "Saved." in await saved(editor, read_ar="1")
    words = outdated(await kept())
    assert "name.ar" not in words
    assert "name.en" in words
    await saved(editor, name_fr=f"{name} (encore nouveau)")
    assert "name.ar" in outdated(await kept())


async def test_the_last_change_is_undone_and_done_again(editor: Browser, office: Office) -> None:
    first = draft_of(await kept())
    await saved(editor, phone="78 000 009", fact_eligibility_men="1")
    page = await editor.get(PAGE)
    assert "Undo this change" in page.text
    assert "The last change is undone." in (await editor.post(f"{PAGE}/undo")).text
    assert draft_of(await kept()) == first
    assert shown(office).facts == ()
    await editor.post(f"{PAGE}/undo")
    assert draft_of(await kept()).phone == "78 000 009"
    undone = await AuditEntry.filter(what="undone").order_by("id")
    assert [each.who for each in undone] == ["Editor", "Editor"]


async def test_a_service_that_was_only_added_cannot_be_undone(editor: Browser) -> None:
    page = await editor.get(PAGE)
    assert "Undo this change" not in page.text
    assert "That cannot be undone" in (await editor.post(f"{PAGE}/undo")).text


async def test_the_next_check_is_set_by_the_programme(editor: Browser, office: Office) -> None:
    await editor.get(FORM)
    page = await editor.post(f"{PAGE}/check")
    every = office.app.programme.freshness.check_every_days
    assert every is not None
    assert (await kept()).next_check_on == office.clock.now.date() + timedelta(days=every)
    assert "To be checked again on" in page.text
    assert HOSPITAL not in (await editor.get("/admin/services?unchecked=due")).html
    office.clock.forward(timedelta(days=every + 1))
    await editor.sign_in("Editor", PASSWORD)
    assert HOSPITAL in (await editor.get("/admin/services?unchecked=due")).html


async def test_a_closing_before_the_opening_is_asked_about(editor: Browser) -> None:
    """Whoever fills the boxes the other way round is told, and whoever means it says so."""
    slip = {"Mo_opens": "13:00", "Mo_closes": "08:30", "save": "1"}
    asked = await editor.post(FORM, (await editor.get(FORM)).fields() | slip)
    assert asked.status == 422
    assert "It closes before it opens." in asked.text
    assert not draft_of(await kept()).opening_hours
    meant = await editor.post(FORM, asked.fields() | {"nights": "1", "save": "1"})
    assert "Saved." in meant.text
    assert draft_of(await kept()).opening_hours == "Mo 13:00-08:30"
    again = (await editor.get(FORM)).fields()
    assert again["nights"] == "1"
    assert "Saved." in (await editor.post(FORM, again | {"phone": "78 000 001", "save": "1"})).text


async def test_a_day_is_read_from_its_opening_to_its_closing_in_every_direction(
    editor: Browser,
) -> None:
    html = (await editor.get(FORM)).html
    row = html[html.index('<span class="clocks">') :]
    assert re.findall(r"<span aria-hidden=\"true\">([^<]*)</span>", row)[:2] == ["from", "to"]
    style = await editor.client.get("/admin/static/admin.css")
    [clocks] = re.findall(r"^\.clocks \{[^}]*\}", await style.text(), re.M)
    assert "direction" not in clocks
