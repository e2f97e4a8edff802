"""Who waits for a person, in which order, what staff do about it, and what they never see."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from admin.models import AuditEntry
from bot.models.cases import StaffConversation
from bot.models.people import Contact, HelpRequest
from bot.privacy.sealing.sealed_columns import REQUEST_WORDS
from tests.admin.office import AWA, BILEL, HOSPITAL, PASSWORD, TO_CALL, Browser, Office
from tests.admin.wishes import contact_of, request_of, talk_of

INBOX = "/admin/requests"


async def asked(office: Office, address: str = AWA, reason: str = "asked") -> str:
    """Somebody who asked for a person; the page of their talk."""
    contact = await contact_of(office, address)
    return await talk_of(await request_of(office, contact.id, reason))


async def test_danger_stands_before_whoever_waits_longer(editor: Browser, office: Office) -> None:
    awa, bilel = await contact_of(office, AWA), await contact_of(office, BILEL)
    early = office.clock()
    await request_of(office, awa.id, "asked", created_at=early)
    later = early + timedelta(hours=1)
    danger = await request_of(office, bilel.id, "danger", created_at=later)
    page = await editor.get(INBOX)
    assert page.html.index(f"request-{danger.id}") < page.html.index("Asked for a human")
    assert "1 maybe in danger" in (await editor.get("/admin/")).text
    talk = await talk_of(danger)
    page = await editor.post(f"{talk}/reveal", TO_CALL)
    assert BILEL in page.html
    # Who read the page again has not looked again, and nobody else may read it so.
    assert BILEL in (await editor.get(str(page.answer.url.relative()))).html
    assert await AuditEntry.filter(what="revealed").count() == 1
    await editor.post("/admin/sign-out")
    await editor.sign_in("Admin", PASSWORD)
    assert BILEL not in (await editor.get(str(page.answer.url.relative()))).html
    await editor.post(f"{talk}/close")
    assert "0 maybe in danger" in (await editor.get("/admin/")).text


async def test_who_waits_longest_comes_first_and_who_was_answered_last(
    editor: Browser, office: Office
) -> None:
    await asked(office, AWA)
    office.clock.forward(timedelta(hours=1))
    await asked(office, BILEL)
    page = await editor.get(INBOX)
    assert page.html.index("conversation-1") < page.html.index("conversation-2")
    await editor.post("/admin/conversations/1/answer", {"words": "Bonjour"})
    page = await editor.get(INBOX)
    assert page.html.index("conversation-2") < page.html.index("conversation-1")
    assert "Bonjour" in page.text
    assert "Editor" in page.text


async def test_mine_nobodys_and_all(editor: Browser, office: Office) -> None:
    await asked(office, AWA)
    await asked(office, BILEL)
    talk, assign = "/admin/conversations/1", "/admin/conversations/1/assign"
    await editor.fill_in(talk, {"mine": "1"}, assign)
    shown = {
        whose: [
            number
            for number in (1, 2)
            if f"conversation-{number}" in (await editor.get(f"{INBOX}?whose={whose}")).html
        ]
        for whose in ("mine", "nobodys", "all")
    }
    assert shown == {"mine": [1], "nobodys": [2], "all": [1, 2]}
    await editor.fill_in(talk, {"to": "Admin"}, assign)
    assert (await StaffConversation.get(id=1)).assigned_to == "Admin"
    assert (await editor.post(assign, {"to": "Trainer"})).status == 404
    await editor.fill_in(talk, {"to": ""}, assign)
    assert (await StaffConversation.get(id=1)).assigned_to is None
    assert await AuditEntry.filter(what="assigned").count() == 3


async def test_what_somebody_wants_to_talk_about_is_read_by_staff(
    editor: Browser, office: Office
) -> None:
    request = await request_of(office, (await contact_of(office, AWA)).id, "asked")
    request.words_sealed = office.app.sealer.seal("mon <b>loyer</b>", REQUEST_WORDS.of(request.id))
    await request.save()
    for path in (INBOX, await talk_of(request)):
        assert "mon &lt;b&gt;loyer&lt;/b&gt;" in (await editor.get(path)).html


async def test_a_whole_talk_from_the_wish_to_the_machine_again(
    editor: Browser, office: Office
) -> None:
    await office.hears(AWA, "bonjour", "1", "HUMAIN", "mon patron garde mon salaire", "1")
    talk = await talk_of(await HelpRequest.get())
    page = await editor.post(f"{talk}/answer", {"words": "Depuis quand ?"})
    assert "on its way" in page.text
    assert (await office.hears(AWA, "depuis trois mois"))[-1].startswith(
        "Centre de ressources : Depuis quand ?"
    )
    page = await editor.get(talk)
    assert "mon patron garde mon salaire" in page.text
    assert page.text.index("Depuis quand ?") < page.text.index("depuis trois mois")
    await editor.post(f"{talk}/note", {"note": "Voir <b>l'inspection</b>"})
    page = await editor.post(f"{talk}/hand-back")
    assert "Voir &lt;b&gt;l&#39;inspection&lt;/b&gt;" in page.html
    told = await office.hears(AWA, "hopital tabarka")
    assert "une machine répond ici à nouveau" in told[-2]
    assert "Tabarka" in told[-1]
    assert not [each for each in told if "inspection" in each]
    assert "Closed." in (await editor.post(f"{talk}/close")).text
    assert (await HelpRequest.get()).done_by == "Editor"
    page = await editor.get(f"{INBOX}?done=1")
    assert "Done by Editor" in page.text
    page = await editor.post(f"{talk}/close", {"done": "0"})
    assert "Open again." in page.text
    assert (await HelpRequest.get()).done_at is None


async def test_the_same_answer_is_never_sent_twice(editor: Browser, office: Office) -> None:
    talk = await asked(office)
    token = (await editor.get(talk)).token
    form = {"words": "Venez demain à 9 h.", "form_token": token}
    pages = await asyncio.gather(*(editor.post(f"{talk}/answer", form) for _press in range(3)))
    # Back, and Send again.
    pages.append(await editor.post(f"{talk}/answer", form))
    assert {page.status for page in pages} == {200}
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(AWA)) == 1
    await editor.post(f"{talk}/answer", form | {"words": "Ou à 10 h."})
    await editor.get(talk)
    asked_first = await editor.post(f"{talk}/answer", {"words": "Ou à 10 h."})
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(AWA)) == 2
    await editor.post(f"{talk}/answer", asked_first.fields_to(f"{talk}/answer"))
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(AWA)) == 3


async def test_what_was_refused_may_be_sent_again(editor: Browser, office: Office) -> None:
    talk = await asked(office)
    form = {"words": " ", "form_token": (await editor.get(talk)).token}
    for _press in range(2):
        page = await editor.post(f"{talk}/answer", form)
        assert page.status == 422
        assert "Please write something." in page.text


async def test_a_new_service_sent_twice_is_one(editor: Browser) -> None:
    fields = (await editor.get("/admin/services/new")).fields() | {
        "name_fr": "Atelier de couture",
        "organisation_fr": "Association",
        "category": "vocational_training",
        "region": "Jendouba",
        "place": "tabarka",
        "save": "1",
    }
    first, second = await asyncio.gather(
        *(editor.post("/admin/services/new", fields) for _press in range(2))
    )
    assert first.answer.url == second.answer.url
    found = await editor.get("/admin/services?search=couture")
    assert found.html.count(">Atelier de couture<") == 1


async def test_an_answer_at_night_says_when_it_leaves_and_danger_is_asked(
    editor: Browser, office: Office
) -> None:
    quiet, danger = await asked(office, AWA), await asked(office, BILEL, "danger")
    night = office.app.programme.quiet_from
    office.clock.now = datetime.combine(office.clock.now.date(), night, office.clock.now.tzinfo)
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.get(quiet)
    assert "Quiet hours: it leaves" in page.text
    assert "at_once" not in page.html
    # Nobody but for danger, whatever a form says.
    page = await editor.post(f"{quiet}/answer", {"words": "Demain", "at_once": "1"})
    assert "waits for the end of the quiet hours" in page.text
    assert "at_once" in (await editor.get(danger)).html
    await editor.post(f"{danger}/answer", {"words": "Appelez le 197", "at_once": "1"})
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(AWA) == []
    assert "Appelez le 197" in office.sms.texts_to(BILEL)[-1]


async def test_an_answer_that_waits_for_the_morning_can_be_taken_back(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    await editor.get(talk)
    await editor.post(f"{talk}/answer", {"words": "Maintenant"})
    night = office.app.programme.quiet_from
    office.clock.now = datetime.combine(office.clock.now.date(), night, office.clock.now.tzinfo)
    await editor.sign_in("Editor", PASSWORD)
    await editor.post(f"{talk}/answer", {"words": "Demain"})
    for number, told in (("2", "Taken back"), ("1", "nothing left"), ("x", "nothing left")):
        page = await editor.post(f"{talk}/take-back", {"message": number})
        assert told in page.text
        assert page.value("words") == "Demain"
    office.clock.forward(timedelta(days=1))
    await office.app.answers.send_due()
    await office.app.outbox.deliver_due()
    assert [each for each in office.sms.texts_to(AWA) if "Demain" in each] == []
    assert (await StaffConversation.get()).waiting_since is not None


async def test_an_empty_answer_or_one_to_somebody_who_said_stop_is_kept_back(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    assert "Please write something." in (await editor.post(f"{talk}/answer")).text
    long = await editor.post(f"{talk}/answer", {"words": "a" * 601})
    assert "Please write it shorter." in long.text
    await Contact.all().update(stopped_at=office.clock())
    page = await editor.post(f"{talk}/answer", {"words": "Hello"})
    assert page.status == 422
    assert "asked us to stop writing" in page.text
    assert office.sms.texts_to(AWA) == []


async def test_a_channel_that_lets_us_answer_for_a_time_says_until_when(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA, "whatsapp")
    talk = await talk_of(await request_of(office, contact.id, "asked"))
    assert "This channel lets us answer until" in (await editor.get(talk)).text
    office.clock.forward(timedelta(days=1))
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.post(f"{talk}/answer", {"words": "Bonjour"})
    assert page.status == 422
    assert "this channel lets us write again only after they write" in page.text


async def test_who_told_us_what_is_wrong_is_thanked_once_when_it_is_corrected(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await request_of(office, contact.id, "wrong_info", HOSPITAL)
    page = await editor.get(INBOX)
    assert "Says that what we show is wrong" in page.text
    assert f"/admin/services/{HOSPITAL}" in page.html
    office.clock.forward(timedelta(minutes=1))
    await editor.post(f"/admin/services/{HOSPITAL}/check")
    page = await editor.post(f"/admin/requests/{request.id}/mended")
    assert page.status == 409
    assert "Nothing of this service was changed since" in page.text
    assert (await HelpRequest.get()).done_at is None
    await editor.fill_in(f"/admin/services/{HOSPITAL}?section=reach", {"phone": "78000001"})
    for _press in range(2):
        await editor.post(f"/admin/requests/{request.id}/mended")
    await office.app.outbox.deliver_due()
    (thanks,) = office.sms.texts_to(AWA)
    assert thanks.startswith("Merci")
    assert "corrig" in thanks
    assert (await HelpRequest.get()).done_by == "Editor"
    # Nothing else was asked, so the machine goes on, and nobody waits.
    assert (await StaffConversation.get()).closed_by == "Editor"


async def test_where_nothing_was_wrong_nobody_is_told_of_a_correction(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await request_of(office, contact.id, "wrong_info", HOSPITAL)
    mended = f"/admin/requests/{request.id}/mended"
    await editor.get(INBOX)
    page = await editor.post(mended)
    await editor.post(mended, page.fields_to(mended))
    await office.app.outbox.deliver_due()
    (thanks,) = office.sms.texts_to(AWA)
    assert "corrig" not in thanks
    assert (await HelpRequest.get()).done_by == "Editor"


async def test_a_task_stays_when_its_talk_is_closed(editor: Browser, office: Office) -> None:
    contact = await contact_of(office, AWA)
    request = await request_of(office, contact.id, "wrong_info", HOSPITAL)
    await editor.post(f"{await talk_of(request)}/close")
    page = await editor.get(INBOX)
    assert f"request-{request.id}" in page.html
    page = await editor.post(f"/admin/requests/{request.id}/open")
    assert "/admin/conversations/2" in str(page.answer.url)
    await editor.post(f"/admin/requests/{request.id}/done")
    assert "Done by Editor" in (await editor.get(f"{INBOX}?done=1")).text


async def test_a_correction_that_nobody_can_be_thanked_for_is_only_done(
    editor: Browser, office: Office
) -> None:
    request = await request_of(office, None, "wrong_info", "gone")
    assert "gone" in (await editor.get(INBOX)).text
    await editor.post(f"/admin/requests/{request.id}/mended")
    assert (await HelpRequest.get()).done_at is not None
    assert (await editor.post(f"/admin/requests/{request.id}/open")).status == 404


async def test_a_chat_id_is_shown_to_nobody(editor: Browser, office: Office) -> None:
    contact = await contact_of(office, "987654321", "telegram")
    talk = await talk_of(await request_of(office, contact.id, "asked"))
    for path in (INBOX, talk):
        assert "987654321" not in (await editor.get(path)).html
    assert (await editor.post(f"{talk}/reveal", TO_CALL)).status == 404


async def test_after_every_press_the_page_can_be_read_in_another_language(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    await editor.get(talk)
    for press in ("answer", "reveal", "assign", "hand-back"):
        page = await editor.post(f"{talk}/{press}", {"words": ""})
        back = page.value("back")
        page = await editor.post("/admin/language", {"locale": "fr", "back": back})
        assert page.status == 200, press
        assert 'lang="fr"' in page.html
        await editor.post("/admin/language", {"locale": "en", "back": back})
