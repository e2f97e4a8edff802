"""What a turn knows of somebody's trainings; read by `bot/training/facts.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.roll_call import Teaching
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.reply import Choice


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """`asked_at`: when the question left that has these choices. `questions`: the rows of what was
    asked before this message, to be closed by its answer. `open_questions`: what can be answered
    still, the newest first."""

    enrolments: tuple[KeptEnrolment, ...] = ()
    asked: tuple[Choice, ...] = ()
    asked_at: datetime | None = None
    open_questions: tuple[OpenQuestion, ...] = ()
    seats: Mapping[int, SeatCount] = field(default_factory=lambda: MappingProxyType({}))
    questions: tuple[int, ...] = ()
    teaching: Teaching | None = None


NO_FACTS = TrainingFacts()
