"""A referral: which states it goes through, and how conversations see one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services_directory.values.local_text import LocalText


class ReferralState(StrEnum):
    """Stored. ASKED: the person was asked by a message whether they agree. SILENT: nobody answered
    in time. ACKNOWLEDGED: the receiver has read it, and answers later."""

    ASKED = "asked"
    DECLINED = "declined"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    SILENT = "silent"


class Refused(StrEnum):
    """Why the receiver cannot take somebody; stored."""

    FULL = "full"
    WRONG_PLACE = "wrong_place"


class Outcome(StrEnum):
    """What came of it; without one no referral is done. Stored."""

    HELPED = "helped"
    NOT_HELPED = "not_helped"
    NOT_COME = "not_come"


class Urgency(StrEnum):
    """Stored. How long each is: `[referrals]` of the programme."""

    URGENT = "urgent"
    SOON = "soon"
    NORMAL = "normal"


class PassedField(StrEnum):
    """What may be passed on, each if the person agreed to it; stored."""

    FIRST_NAME = "first_name"
    PHONE = "phone"
    WORDS = "words"


_S = ReferralState

WAITING = frozenset((_S.SENT, _S.ACKNOWLEDGED))
"""The receiver is to answer."""

OPEN = WAITING | {_S.ASKED, _S.ACCEPTED}

LEADS_TO: dict[ReferralState, frozenset[ReferralState]] = {
    _S.ASKED: frozenset((_S.SENT, _S.DECLINED, _S.WITHDRAWN, _S.SILENT)),
    _S.SENT: frozenset((_S.ACKNOWLEDGED, _S.ACCEPTED, _S.REFUSED, _S.WITHDRAWN, _S.SILENT)),
    _S.ACKNOWLEDGED: frozenset((_S.ACCEPTED, _S.REFUSED, _S.WITHDRAWN, _S.SILENT)),
    _S.ACCEPTED: frozenset((_S.DONE, _S.WITHDRAWN)),
}
"""Nothing leads on from any other."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a referral. `why` belongs to REFUSED, `outcome` to DONE, and to nothing else."""

    to: ReferralState
    why: Refused | None = None
    outcome: Outcome | None = None

    def is_allowed_from(self, state: ReferralState) -> bool:
        """Whether a referral that stands so may go this way."""
        whole = (self.to is _S.REFUSED) == (self.why is not None)
        whole = whole and (self.to is _S.DONE) == (self.outcome is not None)
        return whole and self.to in LEADS_TO.get(state, frozenset())


@dataclass(frozen=True, slots=True)
class KeptReferral:
    """One of somebody's referrals. `receiver`: the name of the service when it was made.

    `passed`: what they agreed to pass on, told to the receiver once they said yes."""

    code: str
    service: str
    receiver: LocalText
    state: ReferralState
    passed: tuple[PassedField, ...]
    made_on: date
    answer_by: date | None = None
    why: Refused | None = None
    outcome: Outcome | None = None
