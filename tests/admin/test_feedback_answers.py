"""Whoever gave an opinion and said that we may write to them is answered, once; nobody else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from admin.models import AuditEntry
from bot.models.learning import Feedback
from bot.models.people import Contact
from bot.privacy.feedback_words import open_feedback
from tests.admin.office import AWA, PASSWORD, Browser, Office

LIST = "/admin/feedback"
WORDS = "Merci. Nous avons ouvert un deuxième guichet."


async def said(office: Office, *, known: bool) -> Feedback:
    """Awa says what she thinks of the hospital, by SMS, and whether we may write to her."""
    await office.hears(AWA, "bonjour", "1", "hopital tabarka")
    await office.hears(AWA, "avis", "2", "On attend trop", "2" if known else "1")
    await office.app.inbox.anonymous.write()
    row = await Feedback.get()
    assert open_feedback(row.id, row.said_sealed, office.app.sealer).words == "On attend trop"
    assert (row.contact_id is not None) is known
    return row


async def test_who_allowed_it_is_answered_once_and_can_write_back(
    editor: Browser, office: Office
) -> None:
    row = await said(office, known=True)
    path = f"{LIST}/{row.id}/answer"
    assert path in (await editor.get(LIST)).html
    page = await editor.post(path, {"words": WORDS})
    assert "Your answer is on its way" in page.text
    await office.app.outbox.deliver_due()
    assert "guichet" in office.sms.texts_to(AWA)[-1]
    row = await Feedback.get(id=row.id)
    assert row.done_by == "Editor"
    entry = await AuditEntry.filter(subject="feedback").order_by("-id").first()
    assert entry is not None
    assert (entry.what, entry.who) == ("answered", "Editor")
    before = office.sms.texts_to(AWA)
    await editor.post(f"{LIST}/{row.id}/done", {"done": "0"})
    page = await editor.post(path, {"words": WORDS})
    assert "nothing was done twice" in page.text
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(AWA) == before
    said_back = await office.hears(AWA, "Merci à vous")
    assert said_back == before  # staff read it, the machine is silent


async def test_nothing_anonymous_can_be_answered(editor: Browser, office: Office) -> None:
    row = await said(office, known=False)
    assert f"{row.id}/answer" not in (await editor.get(LIST)).html
    page = await editor.post(f"{LIST}/{row.id}/answer", {"words": WORDS})
    assert page.status == 404
    assert (await Feedback.get(id=row.id)).done_at is None


async def test_who_said_stop_is_not_written_to_and_it_stays_open(
    editor: Browser, office: Office
) -> None:
    row = await said(office, known=True)
    await Contact.filter(id=row.contact_id).update(stopped_at=office.clock())
    page = await editor.post(f"{LIST}/{row.id}/answer", {"words": WORDS})
    assert page.status == 409
    assert "stop writing" in page.text
    assert page.value("words") == WORDS
    assert (await Feedback.get(id=row.id)).done_at is None


async def test_at_night_it_waits_for_the_morning(editor: Browser, office: Office) -> None:
    row = await said(office, known=True)
    zone = ZoneInfo(office.app.worlds.programme.timezone)
    office.clock.now = datetime(2026, 11, 24, 23, 0, tzinfo=zone)
    await editor.sign_in("Editor", PASSWORD)
    before = office.sms.texts_to(AWA)
    page = await editor.post(f"{LIST}/{row.id}/answer", {"words": WORDS})
    assert "quiet hours" in page.text
    await office.app.answers.send_due()
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to(AWA) == before
    office.clock.now = datetime(2026, 11, 25, 10, 0, tzinfo=zone)
    await office.app.answers.send_due()
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(AWA)) == len(before) + 1


async def test_an_empty_or_endless_answer_stays_in_its_field(
    editor: Browser, office: Office
) -> None:
    row = await said(office, known=True)
    for words in ("", "a" * 601):
        page = await editor.post(f"{LIST}/{row.id}/answer", {"words": words})
        assert page.status == 422
    assert (await Feedback.get(id=row.id)).done_at is None
