"""A number that was revealed is seen by who pressed for it, and for ten minutes."""

from __future__ import annotations

from datetime import timedelta

from admin.security.permissions import Role
from admin.security.permits import LASTS
from tests.admin.office import AWA, TO_CALL, Browser, Colleagues, Office
from tests.admin.wishes import contact_of, interest_of

CALL_ME = "+21620000009"


async def revealed_by(staff: Browser, office: Office) -> str:
    """The address of the page that shows the number of somebody who registered."""
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", CALL_ME)
    page = await staff.post(f"/admin/interests/{interest.id}/reveal", TO_CALL)
    assert CALL_ME in page.html
    return str(page.answer.url.relative())


async def test_a_colleague_sees_nothing_by_the_address_of_another(
    trainer: Browser, office: Office, sign_in_beside: Colleagues
) -> None:
    address = await revealed_by(trainer, office)
    colleague = await sign_in_beside("Salma", Role.TRAINER)
    page = await colleague.get(address)
    assert page.status == 200
    assert CALL_ME not in page.html
    assert CALL_ME in (await trainer.get(address)).html


async def test_it_is_seen_no_longer_than_ten_minutes(trainer: Browser, office: Office) -> None:
    address = await revealed_by(trainer, office)
    office.clock.forward(LASTS - timedelta(seconds=1))
    assert CALL_ME in (await trainer.get(address)).html
    office.clock.forward(timedelta(seconds=1))
    assert CALL_ME not in (await trainer.get(address)).html
