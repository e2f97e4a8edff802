"""Staff write what numbers are for, prices, whom they ask, and other places, in plain fields."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.forms.services.details import details_from, form_class, refuse_details, values_of
from admin.models import AuditEntry
from services_directory.records.details import Details
from services_directory.records.records import ServiceRecord
from services_directory.storage.models import ServiceChange
from services_directory.storage.store import get_service
from services_directory.values.entries import Price, Service
from tests.admin.office import AWA, HOSPITAL, NATIONAL, PASSWORD, Browser, Office

SERVICE = f"/admin/services/{HOSPITAL}"
FORM = f"{SERVICE}?section=all"
PAGE = f"{SERVICE}/details"


async def saved(editor: Browser, path: str = PAGE, **changes: str) -> str:
    fields = (await editor.get(path)).fields()
    return (await editor.post(path, fields | changes | {"save": "1"})).text


async def kept() -> ServiceRecord:
    found = await get_service(HOSPITAL)
    assert found is not None
    return found


def card(office: Office, key: str) -> Service | None:
    return office.app.worlds.snapshot.directory.service(key)


async def test_a_number_is_explained_in_words_and_languages(
    editor: Browser, office: Office
) -> None:
    await saved(editor, FORM, phone="78 000 001 / 78 000 002")
    told = await saved(
        editor, phone_2_says_fr="Urgences", phone_2_says_ar="استعجالي", phone_2_speaks_en="1"
    )
    assert "Saved." in told
    first, second = (await kept()).phones
    assert first.description.words == ()
    assert dict(second.description.words) == {"fr": "Urgences", "ar": "استعجالي"}
    assert [each.code for each in second.languages] == ["en"]
    fields = (await editor.get(PAGE)).fields()
    assert (fields["phone_2_says_fr"], fields["phone_2_speaks_en"]) == ("Urgences", "1")
    await saved(editor, FORM, phone="78 000 002 / 78 000 003")
    assert (await kept()).phones[0].description.in_locale("fr") == "Urgences"


async def test_prices_come_and_go(editor: Browser, office: Office) -> None:
    await saved(
        editor,
        price_1_amount="2,500",
        price_1_currency="tnd",
        price_1_option_fr="Consultation",
        price_2_amount="0",
        price_2_option_fr="Enfants",
    )
    costs = (await kept()).costs
    assert [(each.amount, each.currency) for each in costs] == [(2.5, "TND"), (0, "")]
    own_id = costs[1].id
    await saved(editor, price_1_amount="", price_1_currency="", price_1_option_fr="")
    (left,) = (await kept()).costs
    assert (left.option.in_locale("fr"), left.id) == ("Enfants", own_id)


@given(st.decimals(0, 999_999_999, places=3), st.sampled_from([",", ".", "٫"]))
def test_an_amount_comes_back_as_it_was_written(amount: Decimal, point: str) -> None:
    form = form_class((("fr", "ltr"),))(
        data={"price_1_amount": f"{amount:f}".replace(".", point), "price_1_currency": "TND"}
    )
    assert refuse_details(form)
    read = details_from(form, Details(), ["fr"])
    assert read.prices[0] == Price(amount=float(amount), currency="TND")
    shown = form_class((("fr", "ltr"),))(data=values_of(read))
    assert details_from(shown, read, ["fr"]) == read
    assert "e" not in values_of(read)["price_1_amount"]


async def test_people_are_for_staff_alone(editor: Browser, office: Office) -> None:
    await saved(
        editor, person_1_name="Amel B.", person_1_phone="20 000 001", person_2_title="Head nurse"
    )
    amel, nurse = (await kept()).contacts
    assert (amel.name, amel.phones[0].number, amel.is_public) == ("Amel B.", "20 000 001", False)
    assert nurse.title == "Head nurse"
    told = [
        (await editor.get(path)).html for path in (f"/s/{HOSPITAL}", "/api/hsds/services?full=true")
    ]
    told += await office.hears(AWA, "bonjour", "1", "hopital tabarka")
    assert "Amel B." not in "".join(told)
    await saved(editor, person_1_gone="1")
    assert [each.title for each in (await kept()).contacts] == ["Head nurse"]
    trail = [*await AuditEntry.all().values(), *await ServiceChange.all().values()]
    assert "Amel B." not in repr(trail)
    assert "20 000 001" not in repr(trail)


async def test_another_place_has_its_own_address_hours_and_phone(
    editor: Browser, office: Office
) -> None:
    await saved(editor, FORM, phone="78 000 001", opening_hours="Mo-Fr 08:00-16:00")
    region = (await kept()).sites[0].location.region or ""
    told = await saved(
        editor,
        place_1_region=region,
        place_1_place="ain-draham",
        place_1_address_fr="Route de Tunis",
        place_1_phone="78 000 007",
        place_1_Sa_opens="09:00",
        place_1_Sa_closes="12:00",
    )
    assert "Saved." in told
    first, second = card(office, HOSPITAL), card(office, f"{HOSPITAL}~2")
    assert first is not None
    assert second is not None
    assert (first.opening_hours, second.opening_hours) == ("Mo-Fr 08:00-16:00", "Sa 09:00-12:00")
    assert (first.phones[0].digits, second.phones[0].digits) == ("78000001", "78000007")
    assert second.location.place == "ain-draham"
    assert second.location.address.in_locale("fr") == "Route de Tunis"
    await saved(editor, place_1_Sa_opens="", place_1_Sa_closes="", place_1_phone="")
    second = card(office, f"{HOSPITAL}~2")
    assert second is not None
    assert (second.opening_hours, second.phones[0].digits) == ("Mo-Fr 08:00-16:00", "78000001")
    await saved(editor, FORM, notes="the first stays the first")
    assert len((await kept()).sites) == 2
    await saved(editor, place_1_gone="1")
    assert card(office, f"{HOSPITAL}~2") is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"price_1_amount": "five"}, "Write an amount such as"),
        ({"price_1_amount": "5", "price_1_currency": "?"}, "three letters of the currency"),
        ({"price_1_amount": "1,500", "price_1_currency": "ugx"}, "UGX has no such small parts"),
        ({"person_1_email": "amel", "person_1_name": "A"}, "Write the whole address"),
        ({"person_1_phone": "20 000 001"}, "Write a name, or what the person does"),
        ({"place_1_phone": "78 000 007"}, "Choose one of the regions"),
        ({"place_1_region": "Jendouba", "place_1_phone": "12x"}, "Write a number of this country"),
        ({"place_1_region": "Jendouba", "place_1_place": "kairouan"}, "lies in the region"),
        ({"place_1_region": "Jendouba", "place_1_Mo_opens": "08:00"}, "when it closes"),
    ],
)
async def test_what_cannot_be_says_what_to_mend_and_keeps_what_was_typed(
    editor: Browser, wrong: dict[str, str], told: str
) -> None:
    before = await get_service(HOSPITAL)
    fields = (await editor.get(PAGE)).fields()
    page = await editor.post(PAGE, fields | wrong | {"save": "1"})
    assert page.status == 422
    assert told in page.text
    assert {name: page.fields()[name] for name in wrong} == wrong
    assert await get_service(HOSPITAL) == before


async def test_a_free_service_has_no_price(editor: Browser) -> None:
    await saved(editor, FORM, cost="free")
    told = await saved(editor, price_1_amount="5", price_1_currency="TND")
    assert "The service is marked as free" in told


async def test_a_confidential_service_takes_no_address_at_another_place(
    editor: Browser, office: Office
) -> None:
    await saved(editor, FORM, address_fr="", address_ar="", confidential="1")
    told = await saved(editor, place_1_region="Jendouba", place_1_address_fr="Route de Tunis")
    assert "has no address here" in told
    assert "Saved." in await saved(editor, place_1_region="Jendouba", place_1_address_fr="")


async def test_a_line_for_the_whole_country_has_no_other_place(editor: Browser) -> None:
    page = await editor.get(f"/admin/services/{NATIONAL}/details")
    assert "Write its first place on the page of the service" in page.text
    assert "place_1_region" not in page.fields()


async def test_somebody_elses_change_is_not_written_over(editor: Browser, office: Office) -> None:
    await saved(editor, price_1_amount="5", price_1_currency="TND")
    fields = (await editor.get(PAGE)).fields()
    office.clock.forward(timedelta(minutes=1))
    await saved(editor, price_1_amount="1", price_1_currency="TND")
    page = await editor.post(PAGE, fields | {"price_1_amount": "9"})
    assert page.status == 409
    assert [each.amount for each in (await kept()).costs] == [1]


async def test_two_who_add_a_price_at_once_both_keep_it(editor: Browser, office: Office) -> None:
    fields = (await editor.get(PAGE)).fields()
    office.clock.forward(timedelta(minutes=1))
    await saved(editor, price_1_amount="1", price_1_currency="TND")
    mine = {"price_1_amount": "9", "price_1_currency": "TND"}
    assert (await editor.post(PAGE, fields | mine)).status == 200
    assert [each.amount for each in (await kept()).costs] == [1, 9]


async def test_the_trail_says_what_changed(editor: Browser, office: Office) -> None:
    await saved(editor, price_1_amount="5", price_1_currency="TND", person_1_name="Amel B.")
    entry = await AuditEntry.all().order_by("-id").first()
    assert entry is not None
    assert json.loads(entry.after) == {"cost": "paid", "prices": "5 TND", "people": "…"}
    page = await editor.get(SERVICE)
    assert "5 TND" in page.text
    await editor.post(f"{SERVICE}/undo")
    assert (await kept()).costs == ()


async def test_only_editors_write_details(browser: Browser) -> None:
    await browser.sign_in("Trainer", PASSWORD)
    assert (await browser.get(PAGE)).status == 403


async def test_a_closure_is_explained_in_words(editor: Browser, office: Office) -> None:
    today = office.clock.now.date()
    await saved(
        editor,
        FORM,
        closure_1_from=str(today),
        closure_1_note_fr="allez à l'hôpital",
        closure_1_note_ar="اذهب إلى المستشفى",
    )
    service = card(office, HOSPITAL)
    assert service is not None
    assert dict(service.closures[0].note.words) == {
        "fr": "allez à l'hôpital",
        "ar": "اذهب إلى المستشفى",
    }
    assert (await editor.get(FORM)).value("closure_1_note_fr") == "allez à l'hôpital"
    assert "allez à l'hopital" in (await office.hears(AWA, "bonjour", "1", "hopital tabarka"))[-1]
    told = await saved(editor, FORM, closure_2_note_fr="sans jours")
    assert "Write the first day" in told
