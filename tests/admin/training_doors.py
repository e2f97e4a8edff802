"""What stands behind the doors of the trainings, and the forms that they take."""

from __future__ import annotations

from services_directory.training.models import ClassMeetingRow, CourseRow
from services_directory.training.reading import list_cohorts
from tests.admin.office import Browser, Office
from tests.admin.planning import A_COURSE, COURSES, planned_cohort
from tests.admin.taking_part import seat_of, wish_of


async def training_doors(
    trainer: Browser, office: Office
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What `{id}` stands for, and the forms. Whoever uses this browser is signed in already."""
    path = (await planned_cohort(trainer)).path
    today = (await trainer.get(f"{path}/add")).fields() | {"day": "2026-11-24", "begins": "11:00"}
    await trainer.post(f"{path}/add", today | {"ends": "16:00"})
    plan = await planned_cohort(trainer, keep=False, again=True)
    looked = await trainer.post(plan.path, plan.fields | {"look": "1"})
    course, meeting = (
        await CourseRow.get(),
        await ClassMeetingRow.all().order_by("starts_at").first(),
    )
    (cohort,) = await list_cohorts()
    assert meeting is not None
    # Nobody may write to them, so that no reminder goes to more people than before.
    wish = await wish_of(office, "+21620000031", "Awa", agrees=False)
    other = await wish_of(office, "+21620000032", "Bilel", agrees=False)
    seat = await seat_of(office, cohort, other)
    rows = {
        "/trainings/courses/": course.id,
        "/trainings/cohorts/": str(cohort.id),
        "/trainings/classes/": str(meeting.id),
    }
    edited = (await trainer.get(f"{COURSES}/{course.id}")).fields()
    moved = (await trainer.get(f"/admin/trainings/classes/{meeting.id}")).fields()
    marks = f"/admin/trainings/classes/{meeting.id}/attendance"
    forms = {
        "courses/new": A_COURSE | {"title_fr": "Artisanat"},
        "courses/{id}": edited | {"cost_fr": "10 dinars"},
        "courses/{id}/plan": looked.fields() | {"class": "2026-12-07", "save": "1"},
        "cohorts/{id}/step": {"step": "open"},
        "cohorts/{id}/fields": (await trainer.get(f"{path}/fields")).fields() | {"seats": "5"},
        "cohorts/{id}/people": {"enrolment": str(seat.id)},
        "cohorts/{id}/invite": {"interest": str(wish.id)},
        "cohorts/{id}/add": (await trainer.get(f"{path}/add")).fields() | {"day": "2026-12-20"},
        "classes/{id}": moved | {"day": "2026-12-21"},
        "classes/{id}/attendance": (await trainer.get(marks)).fields_to(marks)
        | {f"person_{seat.id}": "present"},
    }
    return rows, {f"POST /trainings/{path}": form for path, form in forms.items()}
