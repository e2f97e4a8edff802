"""When a referral's time has come, it is met; one that cannot be holds up no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.database.faults import DatabaseFault
from bot.database.transaction import Transaction
from bot.messages.errors import Rejected, TryLater
from bot.models.messages import OutboundMessageRow
from bot.models.referrals import Referral
from bot.outbound import claim
from bot.referrals.notices import ReferralNotices
from bot.referrals.sealed import open_told
from bot.referrals.stored import StoredReferral
from services_directory.values.limits import Limits
from tests.admin.office import PASSWORD, Browser, Office
from tests.admin.referring import RECEIVER, later, passed_on, somebody, somebody_else

OTHER_RECEIVER = "+21620000091"
HALF = timedelta(hours=36)


async def test_one_that_fails_holds_up_no_other_and_is_tried_again(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await passed_on(editor, office, await somebody(office))
    stuck = await Referral.get()
    await passed_on(editor, office, await somebody_else(office), number=OTHER_RECEIVER)
    other = await Referral.exclude(id=stuck.id).get()
    tell = ReferralNotices.receiver

    def broken(self: ReferralNotices, referral: StoredReferral, *told: Any) -> Transaction[None]:
        if referral.told.number == RECEIVER:
            raise DatabaseFault("away for a moment")
        yield from tell(self, referral, *told)

    with monkeypatch.context() as patched:
        patched.setattr(ReferralNotices, "receiver", broken)
        await later(office, HALF)
    assert (await Referral.get(id=other.id)).reminded_at is not None
    assert (await Referral.get(id=stuck.id)).reminded_at is None
    await later(office, timedelta(minutes=1))
    assert (await Referral.get(id=stuck.id)).reminded_at is not None


async def comes_back(staff: Browser, office: Office) -> str:
    """It stands among those for staff to look at, at once; what its page says."""
    await office.app.outbox.tidy()
    row = await Referral.get()
    assert (row.state, row.back_at) == ("sent", office.clock())
    code = open_told(row.id, row.told_sealed, office.app.sealer).code
    assert code in (await staff.get("/admin/referrals")).text
    assert await OutboundMessageRow.filter(contact_id=None).count() == 0
    return (await staff.get(f"/admin/referrals/{row.id}")).text


LOST = "A message of ours did not reach the receiver"


async def test_a_receiver_whose_number_is_refused_is_not_waited_for(
    editor: Browser, office: Office
) -> None:
    office.sms.refusals += [Rejected("21211: no such number")] * 2
    await passed_on(editor, office, await somebody(office))
    assert office.sms.texts_to(RECEIVER) == []
    assert LOST in await comes_back(editor, office)


@pytest.mark.parametrize("waits", [True, False])
async def test_nor_is_one_to_whom_no_sms_is_paid_any_more(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    """The programme changes while a notice waits for its provider; or before the reminder."""
    if waits:
        office.sms.refusals += [TryLater("away")] * 2
    await passed_on(editor, office, await somebody(office))
    monkeypatch.setattr(Limits, "answers_by_sms", lambda *_told, **_more: False)
    monkeypatch.setattr(claim, "_not_paid_for", lambda *_told: "foreign")
    await later(office, timedelta(hours=1) if waits else HALF)
    await editor.sign_in("Editor", PASSWORD)
    assert len(office.sms.texts_to(RECEIVER)) == (0 if waits else 1)
    assert LOST in await comes_back(editor, office)


async def test_what_came_too_late_is_told_as_well(editor: Browser, office: Office) -> None:
    office.sms.refusals += [TryLater("away")] * 50
    await passed_on(editor, office, await somebody(office))
    office.clock.forward(timedelta(days=9))
    await editor.sign_in("Editor", PASSWORD)
    assert LOST in await comes_back(editor, office)


async def test_what_arrived_brings_nothing_back(editor: Browser, office: Office) -> None:
    await passed_on(editor, office, await somebody(office))
    await office.app.outbox.tidy()
    row = await Referral.get()
    assert row.back_at is None
    assert LOST not in (await editor.get(f"/admin/referrals/{row.id}")).text
