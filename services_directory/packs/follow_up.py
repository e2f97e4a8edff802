"""How does a programme's file say when people are asked whether a service helped? `[follow_up]`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.promises import FollowUps

_DAY = timedelta(days=1)
_USUAL = FollowUps()


class FollowUpTable(BaseModel):
    """Each has a default."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    after_days: Annotated[int, Field(ge=0, le=14)] = _USUAL.after // _DAY
    never_for: tuple[str, ...] = ()
    never_services: tuple[str, ...] = ()

    def follow_ups(self) -> FollowUps:
        """As the rest of Dalil knows them."""
        never = frozenset(self.never_for), frozenset(self.never_services)
        return FollowUps(self.after_days * _DAY, *never)

    def faults(self, needs: frozenset[str]) -> Iterator[tuple[str, str]]:
        """What is wrong although each key alone is right: pairs of the key's path and its mend."""
        if unknown := sorted(set(self.never_for) - needs):
            mend = "write codes of categories or finer needs."
            yield "follow_up.never_for", f"{' '.join(unknown)}: no need of this programme; {mend}"
