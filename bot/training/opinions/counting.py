"""What did those who took part say of their course? Never so few that one could be told by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import COURSE_OPINION
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.enrolments.opinions import OpinionQuestion

SHOWN_FROM = 5
"""Of fewer answers to a question nothing is shown: who was in the room could guess whose."""


@dataclass(frozen=True, slots=True)
class CourseOpinions:
    """`counts`: of each question that enough people answered, how often each answer was given.

    `words` stand in the order of drawn numbers, and only where `counts` holds the first question.
    """

    counts: Mapping[OpinionQuestion, Mapping[str, int]]
    words: Sequence[str]


def opinions_of(cohort_id: int, sealer: Sealer) -> Transaction[CourseOpinions]:
    """Part of a transaction."""
    rows = yield Sql(
        "SELECT id, question, said_sealed FROM course_opinion WHERE cohort_id = ? ORDER BY id",
        (cohort_id,),
    )
    said: dict[OpinionQuestion, list[str]] = {each: [] for each in OpinionQuestion}
    for row in rows:
        try:
            words = sealer.open(bytes(row["said_sealed"]), COURSE_OPINION.of(row["id"]))
        except SealFault:
            continue
        said[OpinionQuestion(row["question"])].append(words)
    words_said = said.pop(OpinionQuestion.CHANGE)
    counts = {
        question: Counter(answers)
        for question, answers in said.items()
        if len(answers) >= SHOWN_FROM
    }
    return CourseOpinions(counts, words_said if OpinionQuestion.USEFUL in counts else ())
