"""What are the states of a referral called, for staff?"""

from __future__ import annotations

from flows.engine.referrals import ReferralState
from flows.engine.text import Text, _

REFERRAL_STATES: dict[ReferralState, Text] = {
    ReferralState.ASKED: _("The person is asked whether they agree"),
    ReferralState.DECLINED: _("The person does not agree"),
    ReferralState.SENT: _("Sent, not answered yet"),
    ReferralState.ACKNOWLEDGED: _("Read, not answered yet"),
    ReferralState.ACCEPTED: _("Accepted"),
    ReferralState.REFUSED: _("Refused"),
    ReferralState.DONE: _("Done"),
    ReferralState.WITHDRAWN: _("Taken back"),
    ReferralState.SILENT: _("Nobody answered in time"),
}
