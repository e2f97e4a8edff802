"""Staff read what people left, and never see more of them than the work needs."""

from __future__ import annotations

from datetime import timedelta

from admin.models import AuditEntry
from bot.messages.reports import DeliveryReport, Reachability
from bot.models.learning import Feedback, Interest, UnmetNeed
from bot.models.messages import OutboundMessageRow
from bot.models.people import Contact, HelpRequest
from bot.outbound.delivery_reports import reference_of
from bot.privacy.request_words import REQUEST_WORDS
from tests.admin.office import AWA, BILEL, HOSPITAL, Browser, Office
from tests.admin.wishes import contact_of, interest_of

CALL_ME = "+21620000009"


async def test_an_interest_is_found_by_its_receipt_however_it_is_typed(
    trainer: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    await interest_of(office, contact, "K7M-X4T", None)
    await interest_of(office, contact, "C3D-F4H", None)
    for typed in ("K7M-X4T", "k7mx4t", " k7m x4t "):
        page = await trainer.get(f"/admin/interests?receipt={typed}")
        assert "K7M-X4T" in page.text
        assert "C3D-F4H" not in page.text


async def test_no_number_is_shown_before_somebody_presses_for_it(
    trainer: Browser, office: Office
) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", CALL_ME)
    page = await trainer.get("/admin/interests")
    assert "&lt;b&gt;Awa&lt;/b&gt;" in page.html
    for number in (AWA, CALL_ME):
        assert number.removeprefix("+") not in page.html
    page = await trainer.post(f"/admin/interests/{interest.id}/reveal")
    assert CALL_ME in page.html
    assert AWA.removeprefix("+") not in page.html
    entry = await AuditEntry.get(subject="interest")
    assert (entry.who, entry.what, entry.subject_id) == ("Trainer", "revealed", str(interest.id))
    assert CALL_ME not in entry.before + entry.after


async def test_an_interest_is_done_once_and_can_be_opened_again(
    trainer: Browser, office: Office
) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    await trainer.get("/admin/interests")
    done = f"/admin/interests/{interest.id}/done"
    for _press in range(2):
        assert "Marked as done." in (await trainer.post(done)).text
    assert "Done by Trainer" in (await trainer.get("/admin/interests?state=done")).text
    await trainer.post(done, {"done": "0"})
    assert (await Interest.get()).done_at is None
    acts = [entry.what for entry in await AuditEntry.filter(subject="interest").order_by("id")]
    assert acts == ["done", "reopened"]


async def test_danger_stands_before_whoever_waits_longer(editor: Browser, office: Office) -> None:
    awa, bilel = await contact_of(office, AWA), await contact_of(office, BILEL)
    early = office.clock()
    await HelpRequest.create(contact_id=awa.id, reason="asked", created_at=early)
    later = early + timedelta(hours=1)
    danger = await HelpRequest.create(contact_id=bilel.id, reason="danger", created_at=later)
    page = await editor.get("/admin/requests")
    assert page.html.index(f"request-{danger.id}") < page.html.index("Asked for a human")
    home = await editor.get("/admin/")
    assert "1 maybe in danger" in home.text
    page = await editor.post(f"/admin/requests/{danger.id}/reveal")
    assert BILEL in page.html
    assert "Asked for a human" not in page.text
    await editor.post(f"/admin/requests/{danger.id}/done")
    assert "0 maybe in danger" in (await editor.get("/admin/")).text


async def test_what_somebody_wants_to_talk_about_is_read_by_staff(
    editor: Browser, office: Office
) -> None:
    sealed = office.app.sealer.seal("mon <b>loyer</b>", REQUEST_WORDS)
    await HelpRequest.create(
        contact_id=(await contact_of(office, AWA)).id,
        reason="asked",
        words_sealed=sealed,
        created_at=office.clock(),
    )
    assert "mon &lt;b&gt;loyer&lt;/b&gt;" in (await editor.get("/admin/requests")).html


async def test_who_told_us_what_is_wrong_is_thanked_once_when_it_is_corrected(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await HelpRequest.create(
        contact_id=contact.id, reason="wrong_info", service=HOSPITAL, created_at=office.clock()
    )
    page = await editor.get("/admin/requests")
    assert "Says that what we show is wrong" in page.text
    assert f"/admin/services/{HOSPITAL}" in page.html
    for _press in range(2):
        await editor.post(f"/admin/requests/{request.id}/mended")
    await office.app.outbox.deliver_due()
    (thanks,) = office.sms.texts_to(AWA)
    assert "Merci" in thanks
    assert (await HelpRequest.get()).done_by == "Editor"


async def test_a_correction_that_nobody_can_be_thanked_for_is_only_done(
    editor: Browser, office: Office
) -> None:
    request = await HelpRequest.create(
        contact_id=None, reason="wrong_info", service="gone", created_at=office.clock()
    )
    assert "gone" in (await editor.get("/admin/requests")).text
    await editor.post(f"/admin/requests/{request.id}/mended")
    assert (await HelpRequest.get()).done_at is not None
    assert (await editor.post(f"/admin/requests/{request.id}/reveal")).status == 404


async def test_staff_answer_the_way_somebody_wrote(editor: Browser, office: Office) -> None:
    request = await HelpRequest.create(
        contact_id=(await contact_of(office, AWA)).id, reason="asked", created_at=office.clock()
    )
    await editor.get("/admin/requests")
    words = {"words": "Venez demain à 9 h."}
    assert "on its way" in (await editor.post(f"/admin/requests/{request.id}/answer", words)).text
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(AWA)[-1].endswith("Venez demain à 9 h.")
    entry = await AuditEntry.get(subject="help_request")
    assert entry.what == "answered"
    assert "Venez" not in entry.before + entry.after


async def test_an_answer_that_did_not_arrive_is_seen_beside_the_request(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await HelpRequest.create(
        contact_id=contact.id, reason="asked", created_at=office.clock()
    )
    await editor.get("/admin/requests")
    await editor.post(f"/admin/requests/{request.id}/answer", {"words": "Venez demain."})
    await office.app.outbox.deliver_due()
    assert "did not arrive" not in (await editor.get("/admin/requests")).text
    message = await OutboundMessageRow.all().order_by("-id").first()
    assert message is not None
    reference = reference_of(message.id, message.created_at)
    await office.app.reports.take(DeliveryReport("sms", reference, "failed", "Twilio 30003"))
    page = (await editor.get("/admin/requests")).text
    assert "did not arrive: the phone was off or out of reach (Twilio 30003)" in page


async def test_whom_our_messages_do_not_reach_is_said_where_staff_would_write(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    await HelpRequest.create(contact_id=contact.id, reason="asked", created_at=office.clock())
    await interest_of(office, contact, "K7M-X4T", None)
    for is_reachable in (False, True):
        await office.app.reports.take(Reachability("sms", AWA, is_reachable))
        for path in ("/admin/requests", "/admin/interests"):
            page = (await editor.get(path)).text
            assert ("do not reach this person" in page) != is_reachable


async def test_an_empty_answer_or_one_to_somebody_who_said_stop_is_kept_back(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await HelpRequest.create(
        contact_id=contact.id, reason="asked", created_at=office.clock()
    )
    await editor.get("/admin/requests")
    path = f"/admin/requests/{request.id}/answer"
    assert "Please write something." in (await editor.post(path, {"words": " "})).text
    await Contact.filter(id=contact.id).update(stopped_at=office.clock())
    page = await editor.post(path, {"words": "Hello"})
    assert page.status == 422
    assert "asked us to stop writing" in page.text
    assert office.sms.texts_to(AWA) == []


async def test_a_chat_id_is_shown_to_nobody(editor: Browser, office: Office) -> None:
    contact = await contact_of(office, "987654321", "telegram")
    request = await HelpRequest.create(
        contact_id=contact.id, reason="asked", created_at=office.clock()
    )
    page = await editor.get("/admin/requests")
    assert "987654321" not in page.html
    assert (await editor.post(f"/admin/requests/{request.id}/reveal")).status == 404


async def test_feedback_is_read_and_done(editor: Browser, office: Office) -> None:
    feedback = await Feedback.create(
        rating=2,
        words="<i>Fermé</i> le samedi",
        service=HOSPITAL,
        locale="fr",
        created_on=office.clock().date(),
    )
    page = await editor.get("/admin/feedback")
    assert "<i>Fermé</i>" in page.text
    assert "2 of 5" in page.text
    assert "anonymous" in page.text
    await editor.post(f"/admin/feedback/{feedback.id}/done")
    assert "Fermé" not in (await editor.get("/admin/feedback")).text
    assert "Fermé" in (await editor.get("/admin/feedback?done=1")).text


async def test_unmet_needs_are_counted(editor: Browser, office: Office) -> None:
    today = office.clock().date()
    for days_ago, place in ((0, "tabarka"), (1, "tabarka"), (2, None), (200, "tabarka")):
        await UnmetNeed.create(
            need="health",
            place=place,
            locale="ar",
            channel="sms",
            noticed_on=today - timedelta(days=days_ago),
        )
    page = await editor.get("/admin/unmet-needs")
    assert "Tabarka 2 24 Nov 2026" in page.text
    assert "Anywhere 1 22 Nov 2026" in page.text
    assert "Tabarka 3 " in (await editor.get("/admin/unmet-needs?days=365")).text


async def test_who_was_erased_meanwhile_is_no_fault(trainer: Browser) -> None:
    await trainer.get("/admin/interests")
    for path in (
        "/admin/interests/77/done",
        "/admin/interests/x/done",
        f"/admin/interests/{9**30}/done",
    ):
        assert (await trainer.post(path)).status == 404
