"""When a referral's time has come, it is met; one that cannot be holds up no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.database.faults import DatabaseFault
from bot.database.transaction import Transaction
from bot.models.referrals import Referral
from bot.referrals.notices import ReferralNotices
from bot.referrals.stored import StoredReferral
from tests.admin.office import Browser, Office
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
