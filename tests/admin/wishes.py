"""What people left with us: wishes to hear of a course, questions, words about a service."""

from __future__ import annotations

from admin.models import BroughtSheet, StaffMember
from bot.models.learning import Feedback, Interest
from bot.models.messages import Reminder, ReminderText
from bot.models.people import Consent, Contact, HelpRequest
from services_directory.sheets.columns import SERVICE_COLUMNS
from tests.admin.office import AWA, BILEL, HOSPITAL, Browser, Office

NEW = "/admin/reminders/new"
WORDS = "Couture: lundi 9 h, maison des jeunes de Tabarka."


async def contact_of(office: Office, address: str, channel: str = "sms") -> Contact:
    sealer, now = office.app.sealer, office.clock()
    return await Contact.create(
        channel=channel,
        address_hash=sealer.address_hash(channel, address),
        address_sealed=sealer.seal(address),
        locale="fr",
        consented_at=now,
        created_at=now,
        last_seen_at=now,
    )


async def interest_of(
    office: Office, contact: Contact, receipt: str, reach: str | None
) -> Interest:
    return await Interest.create(
        contact_id=contact.id,
        receipt=receipt,
        offer="sewing",
        place="tabarka",
        first_name="<b>Awa</b>",
        reach_sealed=office.app.sealer.seal(reach) if reach else None,
        reach_when="morning",
        locale="fr",
        created_at=office.clock(),
    )


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
    for reason, service in (("asked", HOSPITAL), ("danger", None)):
        await HelpRequest.create(
            contact_id=contact.id, reason=reason, service=service, created_at=now
        )
    await Feedback.create(rating=5, words="جيد", locale="ar", created_on=now.date())
    reminder = await Reminder.create(
        title="R", state="scheduled", due_at=now, created_by="Trainer", created_at=now
    )
    await ReminderText.create(reminder_id=reminder.id, locale="ar", words="غدا")
    await BroughtSheet.create(
        id=reminder.id,
        staff=await StaffMember.get(name="Admin"),
        name="ours.csv",
        content=",".join(SERVICE_COLUMNS).encode(),
        brought_at=now,
    )
    return str(reminder.id)


async def written(trainer: Browser, **more: str) -> dict[str, str]:
    """The form filled in, and looked at once."""
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS} | more
    return (await trainer.post(NEW, fields | {"look": "1"})).fields()
