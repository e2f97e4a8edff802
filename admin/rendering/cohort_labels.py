"""What is each cohort called where one is chosen or named: by course, place and first day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from admin.dependencies import AdminDependencies
from admin.regions.reach import Reach
from admin.rendering.formatting import say
from admin.rendering.labels import Names
from flows.engine.text import _
from services_directory.training.values import CohortState


def cohort_labels(deps: AdminDependencies, among: Reach | None = None) -> dict[int, str]:
    """By number, those that are no draft and not cancelled, the latest first; `among`: of those
    that somebody sees to."""
    trainings, names = deps.reminders.trainings, Names(deps.directory())
    labels = {}
    for cohort in reversed(trainings.cohorts):
        course = trainings.course(cohort.course_id)
        if course is None or cohort.state == CohortState.CANCELLED or not cohort.standing:
            continue
        if among is not None and not among.has_place(cohort.place):
            continue
        day = cohort.standing[0].starts_at.astimezone(ZoneInfo(cohort.timezone)).date()
        place = names.place(cohort.place)
        labels[cohort.id] = say(
            _("{course}, {place}, from {day}", course=course.title, place=place, day=day)
        )
    return labels
