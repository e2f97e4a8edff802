"""A question that we asked of ourselves, which can still be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.engine.reply import Choice

ASKED_LATELY = timedelta(days=2)
"""What was asked longer ago is only asked again of who wants to answer it."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`enrolment_id`: whose seat, class or course it is about; None: whether a service helped.
    `meetings`: the classes of which it asks whether they come. `answer_by`: when an answer comes
    too late; None: at no hour that is known."""

    choices: tuple[Choice, ...]
    asked_at: datetime
    enrolment_id: int | None = None
    meetings: frozenset[int] = frozenset()
    answer_by: datetime | None = None

    @property
    def kind(self) -> str:
        """How the key of its first answer begins."""
        return self.choices[0].key.partition(":")[0]

    @property
    def about(self) -> str:
        return self.choices[0].key.partition(":")[2]

    @property
    def numbered(self) -> tuple[tuple[int, str], ...]:
        """Its answers as they stood below it."""
        return tuple(enumerate((each.key for each in self.choices), start=1))

    def is_on(self, offered: tuple[tuple[int, str], ...]) -> bool:
        """Whether all of its answers can be picked there."""
        return {key for _number, key in self.numbered} <= {key for _number, key in offered}

    def is_asked_next(self, now: datetime) -> bool:
        """After the answer to another: what has to be answered in time, or was asked lately."""
        return self.answer_by is not None or now - self.asked_at < ASKED_LATELY


def on_the_screen(
    questions: tuple[OpenQuestion, ...], offered: tuple[tuple[int, str], ...]
) -> OpenQuestion | None:
    return next((each for each in questions if each.is_on(offered)), None)


def soonest_first(questions: Iterable[OpenQuestion]) -> list[OpenQuestion]:
    """In the order in which they have to be answered; of those that may wait the newest first."""
    newest_first = sorted(questions, key=lambda each: each.asked_at, reverse=True)
    dated = sorted(
        (each for each in newest_first if each.answer_by is not None),
        key=lambda each: each.answer_by or each.asked_at,
    )
    return [*dated, *(each for each in newest_first if each.answer_by is None)]
