"""What people left with us: wishes to hear of a course, questions, words about a service."""

from __future__ import annotations

from datetime import datetime, timedelta

from admin.models import BroughtSheet, CannedAnswer, StaffMember
from bot.broadcasts.planned import Planned, seal_planned
from bot.cases.staff_conversations import wait_for_staff
from bot.models.cases import StaffConversation
from bot.models.learning import Feedback, Interest
from bot.models.messages import Reminder
from bot.models.people import Consent, Contact, HelpRequest
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.request_subject import Subject, seal_subject, subject_hash
from bot.privacy.sealing.sealed_columns import ADDRESS
from services_directory.sheets.columns import SERVICE_COLUMNS
from tests.admin.office import AWA, BILEL, HOSPITAL, Browser, Office
from tests.admin.referral_doors import referral_of
from tests.registrations import SEWING_IN_TABARKA, store_registration

SAME_ID = 1
"""What the other tables give to their first row."""

NEW = "/admin/reminders/new"
WORDS = "Couture: lundi 9 h, maison des jeunes de Tabarka."


async def contact_of(office: Office, address: str, channel: str = "sms") -> Contact:
    sealer, now = office.app.sealer, office.clock()
    contact = await Contact.create(
        channel=channel,
        address_hash=sealer.address_hash(channel, address),
        address_sealed=b"",
        locale="fr",
        consented_at=now,
        created_at=now,
        last_seen_at=now,
    )
    contact.address_sealed = sealer.seal(address, ADDRESS.of(contact.id))
    await contact.save()
    return contact


async def interest_of(
    office: Office, contact: Contact, receipt: str, reach: str | None
) -> Interest:
    told = SEWING_IN_TABARKA._replace(receipt=receipt, first_name="<b>Awa</b>")
    return await store_registration(office.app.sealer, contact.id, told, office.clock(), reach)


async def request_of(
    office: Office,
    contact_id: int | None,
    reason: str,
    service: str | None = None,
    created_at: datetime | None = None,
) -> HelpRequest:
    sealer, subject = office.app.sealer, Subject(reason, service)
    request = await HelpRequest.create(
        contact_id=contact_id,
        subject_hash=subject_hash(contact_id or 0, subject, sealer),
        is_task=service is not None,
        created_at=created_at or office.clock(),
    )
    request.subject_sealed = seal_subject(request.id, subject, sealer)
    await request.save()
    if contact_id is not None:
        since = request.created_at
        await office.app.database.executor.run(lambda: wait_for_staff(contact_id, since))
    return request


async def talk_of(request: HelpRequest) -> str:
    """The page of the talk in which this was asked."""
    talk = await StaffConversation.get(contact_id=request.contact_id, closed_at=None)
    return f"/admin/conversations/{talk.id}"


async def wish_of(office: Office, address: str, receipt: str, reach: str | None = None) -> Contact:
    """Somebody who wishes to hear of sewing, and agreed that we write for it."""
    contact = await contact_of(office, address)
    await interest_of(office, contact, receipt, reach)
    await Consent.create(
        contact_id=contact.id,
        purpose="interest",
        text_version="interest-1",
        locale="fr",
        given_at=office.clock(),
    )
    return contact


async def two_who_wish(office: Office) -> None:
    """Awa may be written to; Bilel said STOP."""
    await wish_of(office, AWA, "K7M-X4T")
    bilel = await wish_of(office, BILEL, "C3D-F4H")
    await Contact.filter(id=bilel.id).update(stopped_at=office.clock())


async def a_row_of_each(office: Office) -> str:
    """Something on each page; the id that the addresses with an id in them stand for."""
    now, contact = office.clock(), await wish_of(office, AWA, "K7M-X4T", "+21620000009")
    writable = await wish_of(office, "+21620000055", "M3M-M4R")
    for reason, service in (("asked", HOSPITAL), ("danger", None)):
        await request_of(office, contact.id, reason, service)
    said = seal_feedback(SAME_ID, Said("جيد"), office.app.sealer)
    await Feedback.create(
        id=SAME_ID,
        contact_id=writable.id,
        rating=5,
        said_sealed=said,
        locale="ar",
        created_on=now.date(),
    )
    reminder = await Reminder.create(
        state="scheduled", due_at=now, created_by="Trainer", created_at=now
    )
    await _planned(office, reminder, Planned("R", texts={"ar": "غدا"}))
    await referral_of(office, contact.id, SAME_ID)
    await CannedAnswer.create(title="Heures", words="{}", changed_at=now)
    await BroughtSheet.create(
        id=reminder.id,
        staff=await StaffMember.get(name="Admin"),
        name="ours.csv",
        content=",".join(SERVICE_COLUMNS).encode(),
        brought_at=now,
    )
    return str(reminder.id)


async def a_reminder_that_waits(office: Office, author: str) -> str:
    """The id of one to many people, until somebody else than its author agrees."""
    now = office.clock()
    reminder = await Reminder.create(
        state="waiting",
        due_at=now,
        expires_at=now + timedelta(days=2),
        created_by=author,
        created_at=now,
    )
    await _planned(office, reminder, Planned("Many", texts={"fr": "lundi"}))
    return str(reminder.id)


async def _planned(office: Office, reminder: Reminder, planned: Planned) -> None:
    sealed = seal_planned(reminder.id, planned, office.app.sealer)
    await Reminder.filter(id=reminder.id).update(planned_sealed=sealed)


async def written(trainer: Browser, **more: str) -> dict[str, str]:
    """The form filled in, and looked at once."""
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS} | more
    return (await trainer.post(NEW, fields | {"look": "1"})).fields()
