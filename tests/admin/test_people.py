"""Staff read what people left, and never see more of them than the work needs."""

from __future__ import annotations

from datetime import timedelta

from admin.models import AuditEntry
from bot.messages.reports import DeliveryReport, Reachability
from bot.models.learning import Feedback, UnmetNeed
from bot.models.messages import OutboundMessageRow
from bot.outbound.delivery_reports import reference_of
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.registration import number_hashes
from bot.privacy.row_ids import draw_row_id
from bot.privacy.stops_and_erasures import ERASE
from bot.privacy.traces.addresses import take_addresses
from tests.admin.office import AWA, BILEL, HOSPITAL, TO_CALL, Browser, Office
from tests.admin.wishes import contact_of, interest_of, request_of, talk_of

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
    page = await trainer.post(f"/admin/interests/{interest.id}/reveal", TO_CALL)
    assert CALL_ME in page.html
    assert AWA.removeprefix("+") not in page.html
    entry = await AuditEntry.get(subject="interest")
    assert (entry.who, entry.what, entry.subject_id) == ("Trainer", "revealed", str(interest.id))
    assert CALL_ME not in entry.before + entry.after


async def test_who_wants_a_message_is_told_apart_from_whose_number_was_erased(
    trainer: Browser, office: Office
) -> None:
    await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    await interest_of(office, await contact_of(office, BILEL), "C3D-F4H", CALL_ME)
    sealer, now = office.app.sealer, office.clock()
    hashes = number_hashes(CALL_ME, sealer)
    await office.app.database.executor.run(lambda: take_addresses(ERASE, hashes, sealer, now))
    for receipt, told in (("K7M-X4T", "Wants a message here"), ("C3D-F4H", "asked us to erase")):
        page = await trainer.get(f"/admin/interests?receipt={receipt}")
        assert told in page.text
        assert ("Show the number" in page.text, "Wants" in page.text) == (
            False,
            receipt == "K7M-X4T",
        )


async def test_an_answer_that_did_not_arrive_is_seen_beside_the_request(
    editor: Browser, office: Office
) -> None:
    contact = await contact_of(office, AWA)
    request = await request_of(office, contact.id, "asked")
    await editor.get("/admin/requests")
    await editor.post(f"{await talk_of(request)}/answer", {"words": "Venez demain."})
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
    await request_of(office, contact.id, "asked")
    await interest_of(office, contact, "K7M-X4T", None)
    for is_reachable in (False, True):
        await office.app.reports.take(Reachability("sms", AWA, is_reachable))
        for path in ("/admin/requests", "/admin/interests"):
            page = (await editor.get(path)).text
            assert ("do not reach this person" in page) != is_reachable


async def test_feedback_is_read_and_done(editor: Browser, office: Office) -> None:
    said = Said("<i>Fermé</i> le samedi", HOSPITAL)
    feedback = await Feedback.create(
        id=7,
        rating=2,
        said_sealed=seal_feedback(7, said, office.app.sealer),
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
            id=draw_row_id(),
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
        "/admin/interests/77/state",
        "/admin/interests/x/state",
        f"/admin/interests/{9**30}/state",
    ):
        assert (await trainer.post(path)).status == 404
