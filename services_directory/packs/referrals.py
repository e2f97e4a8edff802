"""How does a programme's file say how long a receiver may take to answer? `[referrals]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.promises import ReferralTimes

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_USUAL = ReferralTimes()

Hours = Annotated[int, Field(ge=1, le=24 * 30)]
Days = Annotated[int, Field(ge=1, le=90)]


class ReferralsTable(BaseModel):
    """Each has a default."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    urgent_hours: Hours = _USUAL.urgent // _HOUR
    soon_hours: Hours = _USUAL.soon // _HOUR
    normal_days: Days = _USUAL.normal // _DAY
    outcome_days: Days = _USUAL.outcome // _DAY

    def times(self) -> ReferralTimes:
        """As the rest of Dalil knows them."""
        return ReferralTimes(
            self.urgent_hours * _HOUR,
            self.soon_hours * _HOUR,
            self.normal_days * _DAY,
            self.outcome_days * _DAY,
        )
