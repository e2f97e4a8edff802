"""People who wished to hear of a course, and a reminder for them."""

from __future__ import annotations

from bot.models.learning import Interest
from bot.models.people import Consent, Contact
from tests.admin.office import AWA, BILEL, Browser, Office

NEW = "/admin/reminders/new"
WORDS = "Couture: lundi 9 h, maison des jeunes de Tabarka."


async def contact_of(office: Office, address: str, channel: str = "sms") -> Contact:
    sealer, now = office.house.sealer, office.clock()
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
        reach_sealed=office.house.sealer.seal(reach) if reach else None,
        reach_when="morning",
        locale="fr",
        created_at=office.clock(),
    )


async def two_who_wish(office: Office) -> None:
    """Awa may be written to; Bilel said STOP."""
    for address, receipt in ((AWA, "K7M-X4T"), (BILEL, "C3D-F4H")):
        contact = await contact_of(office, address)
        await interest_of(office, contact, receipt, None)
        await Consent.create(
            contact_id=contact.id,
            purpose="interest",
            text_version="interest-1",
            locale="fr",
            given_at=office.clock(),
        )
    await Contact.filter(id=contact.id).update(stopped_at=office.clock())


async def written(trainer: Browser, **more: str) -> dict[str, str]:
    """The form filled in, and looked at once."""
    fields = (await trainer.get(NEW)).fields() | {"title": "Sewing 1", "words_fr": WORDS} | more
    return (await trainer.post(NEW, fields | {"look": "1"})).fields()
