"""What those who took part say of a course that is over, as the page of its cohort shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.training.opinions.counting import SHOWN_FROM, CourseOpinions
from flows.components.training.opinion_words import ANSWERS
from flows.engine.enrolments.opinions import OpinionQuestion
from flows.engine.text import Text, _
from services_directory.training.values import Cohort, CohortState

ASKED: dict[OpinionQuestion, Text] = {
    OpinionQuestion.USEFUL: _("Was it useful?"),
    OpinionQuestion.RECOMMEND: _("Would they recommend it?"),
}


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """`answers` with how often each was given; none where too few were."""

    asked: Text
    answers: Sequence[tuple[Text, int]]


@dataclass(frozen=True, slots=True)
class ShownOpinions:
    questions: Sequence[ShownQuestion]
    words: Sequence[str]
    shown_from: int = SHOWN_FROM


def is_over(cohort: Cohort, now: datetime) -> bool:
    """Whether people are asked, or will be."""
    has_people = cohort.state in (CohortState.OPEN, CohortState.FINISHED)
    return has_people and cohort.is_over_at(now)


def shown_opinions(opinions: CourseOpinions) -> ShownOpinions:
    return ShownOpinions([_shown(each, opinions) for each in ASKED], opinions.words)


def _shown(question: OpinionQuestion, opinions: CourseOpinions) -> ShownQuestion:
    given = opinions.counts.get(question)
    answers = ANSWERS[question].items() if given else ()
    counted = [(words, given.get(number, 0)) for number, words in answers] if given else []
    return ShownQuestion(ASKED[question], counted)
