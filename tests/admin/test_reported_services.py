"""Three people say that a number is wrong: everybody is told so, until staff have looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.people import Contact, HelpRequest
from tests.admin.office import AWA, HOSPITAL, NATIONAL, Browser, Office
from tests.admin.wishes import contact_of, request_of

WARNING = {
    "fr": "peut être fausse. Notre équipe vérifie.",
    "ar": "قد تكون معلومة هنا خاطئة",
    "aeb": "تنجم تكون معلومة هنا غالطة",
    "en": "may be wrong. Our team is checking it.",
}


async def reported(office: Office, service: str = HOSPITAL, people: int = 3) -> list[HelpRequest]:
    """By so many different people."""
    said = []
    for number in range(people):
        contact = await contact_of(office, f"+2162000007{number}")
        said.append(await request_of(office, contact.id, "wrong_info", service))
    await office.app.reported.renew()
    return said


async def card(office: Office, address: str, choice: str) -> str:
    """What somebody by SMS is told of the hospital, in the language of this number."""
    return (await office.hears(address, "bonjour", choice, "hopital tabarka"))[-1]


@pytest.mark.parametrize(
    ("choice", "locale"), [("1", "fr"), ("2", "ar"), ("3", "aeb"), ("4", "en")]
)
async def test_the_card_says_so_in_every_language_until_staff_have_looked(
    editor: Browser, office: Office, choice: str, locale: str
) -> None:
    warning = WARNING[locale].replace("ê", "e")
    said = await reported(office, people=2)
    assert warning not in await card(office, "+21620000081", choice)
    contact = await contact_of(office, "+21620000079")
    said.append(await request_of(office, contact.id, "wrong_info", HOSPITAL))
    await office.app.reported.renew()
    assert warning in await card(office, "+21620000082", choice)
    office.clock.forward(timedelta(minutes=1))
    await editor.fill_in(f"/admin/services/{HOSPITAL}?section=reach", {"phone": "78000001"})
    await editor.post(f"/admin/requests/{said[0].id}/mended")
    await office.app.reported.renew()
    assert warning not in await card(office, "+21620000083", choice)


async def test_the_page_says_the_same(browser: Browser, office: Office) -> None:
    await reported(office)
    page = await browser.get(f"/s/{HOSPITAL}?lang=fr")
    assert WARNING["fr"] in page.text
    listed = await browser.get("/p/tabarka?lang=fr")
    assert WARNING["fr"] in listed.text


async def test_one_person_alone_lowers_nothing_however_often(office: Office) -> None:
    contact = await contact_of(office, "+21620000070")
    contact.locale = "fr"
    await contact.save()
    for number in range(4):
        await office.hears("+21620000070", "hopital tabarka", f"le numéro est faux {number}")
    await office.app.reported.renew()
    assert office.app.worlds.reported == frozenset()
    assert await HelpRequest.filter(is_task=True).count() == 1


async def test_who_is_erased_counts_no_more(office: Office) -> None:
    await reported(office)
    assert office.app.worlds.reported == {HOSPITAL}
    first = await Contact.all().order_by("id").first()
    assert first is not None
    await office.hears("+21620000070", "EFFACER", "1")
    await office.app.reported.renew()
    assert office.app.worlds.reported == frozenset()


async def test_who_only_tries_dalil_is_nobody_who_says_so(office: Office) -> None:
    for number, channel in enumerate(("webchat", "webchat_sms", "webchat")):
        contact = await contact_of(office, f"a-browser-of-somebody-{number}", channel)
        await request_of(office, contact.id, "wrong_info", HOSPITAL)
    await office.app.reported.renew()
    assert office.app.worlds.reported == frozenset()


async def test_an_emergency_line_is_never_doubted(browser: Browser, office: Office) -> None:
    await reported(office, NATIONAL)
    page = await browser.get(f"/s/{NATIONAL}?lang=fr")
    assert page.status == 200
    assert WARNING["fr"] not in page.text


@pytest.mark.parametrize("name", ["Femmes victimes de violence", "Salle de sport"])
@pytest.mark.parametrize("is_right", [True, False])
async def test_thanks_name_no_service_for_who_suffers_violence(
    editor: Browser, office: Office, name: str, is_right: bool
) -> None:
    """They are thanked hours later, when somebody else may hold the phone."""
    contact = await contact_of(office, AWA)
    if is_right:
        await editor.fill_in(f"/admin/services/{HOSPITAL}?section=what", {"name_fr": name})
        office.clock.forward(timedelta(minutes=1))
    request = await request_of(office, contact.id, "wrong_info", HOSPITAL)
    mended = f"/admin/requests/{request.id}/mended"
    office.clock.forward(timedelta(minutes=1))
    if is_right:
        page = await editor.post(mended)
        await editor.post(mended, page.fields_to(mended))
    else:
        await editor.fill_in(f"/admin/services/{HOSPITAL}?section=what", {"name_fr": name})
        await editor.post(mended)
    await office.app.outbox.deliver_due()
    (thanks,) = office.sms.texts_to(AWA)
    assert thanks.startswith("Merci")
    assert ("corrig" in thanks) is not is_right
    assert (name in thanks) is ("violence" not in name)
    assert "violence" not in thanks
