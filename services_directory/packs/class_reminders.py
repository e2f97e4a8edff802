"""How does a programme's file say when people are reminded of a class? `[class_reminders]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.promises import ClassReminders

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_USUAL = ClassReminders()


class ClassRemindersTable(BaseModel):
    """Each has a default."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    hours_before: Annotated[int, Field(ge=1, le=72)] = _USUAL.before_class // _HOUR
    first_days_before: Annotated[int, Field(ge=1, le=14)] = _USUAL.before_first // _DAY

    def reminders(self) -> ClassReminders:
        """As the rest of Dalil knows them."""
        return ClassReminders(self.hours_before * _HOUR, self.first_days_before * _DAY)
