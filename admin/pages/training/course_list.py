"""What is taught: every course, with its cohorts that are planned or under way."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.training.asked_for import courses_by_id
from admin.pages.training.class_words import STATES, ShownCohort, shown_cohort
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.labels import Names
from admin.rendering.templates import page
from services_directory.training.models import CohortRow
from services_directory.training.reading import read_cohorts
from services_directory.training.values import CohortState

UNDER_WAY = (CohortState.DRAFT.value, CohortState.OPEN.value)


async def show(request: web.Request) -> web.Response:
    deps = dependencies_of(request)
    courses = await courses_by_id(request)
    wanted = await theirs(request, About.COHORT, CohortRow.filter(state__in=UNDER_WAY))
    running = wanted.order_by("-id")
    cohorts: dict[str, list[ShownCohort]] = {each: [] for each in courses}
    for cohort in await read_cohorts(running, deps.programme.languages):
        cohorts[cohort.course_id].append(shown_cohort(cohort))
    return page(
        request,
        "training/courses.html",
        courses=sorted(courses.values(), key=lambda each: (each.is_archived, each.id)),
        cohorts=cohorts,
        states=STATES,
        names=Names(deps.directory()),
    )
