"""A trainer who plans: a course on responsible tourism, and a cohort of it in Kairouan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from services_directory.training.models import CohortRow, CourseRow
from tests.admin.office import Browser, Page

COURSES = "/admin/trainings/courses"
A_COURSE: dict[str, str] = {
    "title_fr": "Tourisme responsable",
    "title_ar": "السياحة المسؤولة",
    "description_fr": "Accueillir, guider, raconter sa ville.",
    "skills_fr": "accueil\nguidage",
    "conditions_fr": "18 ans ou plus",
    "cost_fr": "Gratuit",
    "offer": "responsible_tourism",
    "hours": "60",
    "taught_in_fr": "1",
    "taught_in_ar": "1",
    "save": "1",
}
A_PLAN: dict[str, Any] = {
    "day_Mo": "1",
    "day_We": "1",
    "begins": "09:00",
    "ends": "12:00",
    "first": "2026-12-01",
    "last": "2026-12-16",
    "every": "1",
    "place": "kairouan",
    "seats": "20",
    "trainer": "Trainer",
    "venue_fr": "Maison des jeunes",
    "venue_ar": "دار الشباب",
    "bring_fr": "un cahier",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The form of a new cohort, or the page of the one that was kept."""

    path: str
    fields: dict[str, Any]


async def planned_cohort(trainer: Browser, *, keep: bool = True, again: bool = False) -> Plan:
    """A course, and the form of a cohort filled in; kept, unless told otherwise."""
    if not again:
        await trainer.post(
            f"{COURSES}/new", (await trainer.get(f"{COURSES}/new")).fields() | A_COURSE
        )
    course = await CourseRow.get()
    path = f"{COURSES}/{course.id}/plan"
    fields = (await trainer.get(path)).fields() | A_PLAN
    if not keep:
        return Plan(path, fields)
    page = await trainer.post(path, fields | {"look": "1"})
    await trainer.post(path, page.fields() | {"class": ticked_days(page), "save": "1"})
    cohort = await CohortRow.all().order_by("-id").first()
    assert cohort is not None, page.text
    return Plan(f"/admin/trainings/cohorts/{cohort.id}", {})


def ticked_days(page: Page) -> list[str]:
    """The days of the classes that are to be held."""
    return re.findall(r'name="class" value="([^"]+)" checked', page.html)
