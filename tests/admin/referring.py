"""Somebody is passed on to the hospital from their registration, by staff with a browser."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.models.learning import Interest
from bot.models.referrals import Referral
from tests.admin.office import AWA, HOSPITAL, Browser, Office, Page
from tests.admin.wishes import contact_of, interest_of

NEW = "/admin/referrals/new"
RECEIVER = "+21620000090"
WORDS = "Elle cherche une sage-femme."
FILLED = {
    "service": HOSPITAL,
    "need": "health",
    "urgency": "soon",
    "town": "tabarka",
    "language": "ar",
    "first_name": "Amal",
    "phone": "1",
    "words": WORDS,
    "number": RECEIVER,
}


async def somebody(office: Office, address: str = AWA, locale: str = "fr") -> Interest:
    """Who left a wish, and can be written to."""
    contact = await contact_of(office, address)
    contact.locale = locale
    await contact.save()
    return await interest_of(office, contact, "K7M-X4T", None)


async def passed_on(
    staff: Browser, office: Office, interest: Interest, agreed: str = "fr", **more: str
) -> Page:
    """The form filled in, read to the person, and sent; what leaves at once has left."""
    await staff.get(f"{NEW}?interest={interest.id}&service={HOSPITAL}")
    fields = FILLED | {"interest": str(interest.id)} | more
    await staff.post(NEW, fields)
    page = await staff.post(NEW, fields | {"agreed": agreed, "send": "1"})
    await office.app.outbox.deliver_due()
    return page


async def later(office: Office, by: timedelta, steps: int = 1) -> None:
    """The clock goes on, and what comes due on the way is done and sent."""
    for _step in range(steps):
        office.clock.forward(by / steps)
        await office.app.referrals.send_due()
        await office.app.outbox.deliver_due()


async def somebody_else(office: Office) -> Interest:
    """Another person, with another wish."""
    return await interest_of(office, await contact_of(office, "+21620000003"), "C3D-F4H", None)


async def the_referral() -> Referral:
    """The one there is."""
    return await Referral.get()


def code_on(page: Page) -> str:
    """The code that the page of a referral shows."""
    found = re.search(r'class="number">([A-Z0-9]{3}-[A-Z0-9]{3})<', page.html)
    assert found, page.text
    return found[1]


async def told(office: Office, address: str) -> list[str]:
    """Everything that was sent there until now."""
    await office.app.outbox.deliver_due()
    return office.sms.texts_to(address)
