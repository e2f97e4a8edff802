"""A cohort that is over: one of it has no certificate yet, another one has."""

from __future__ import annotations

from datetime import timedelta

from bot.models.certificates import Certificate
from bot.models.people import Contact
from bot.models.training import Enrolment
from services_directory.training.models import ClassMeetingRow, CohortRow, CourseRow
from tests.admin.office import AWA, BILEL, Office
from tests.admin.wishes import contact_of

AT = "/trainings/cohorts/{id}/certificates"
CODE = "K7M-X4T-W9C-D3F"


async def certificate_doors(
    office: Office, staff: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What `{id}` stands for at these addresses, for each of the staff, and the forms they take."""
    now, a_day = office.clock(), timedelta(days=1)
    course = await CourseRow.create(
        id="couture", title='{"fr": "Couture"}', form_key="over", version=1, updated_at=now
    )
    cohort = await CohortRow.create(
        course=course,
        place="kairouan",
        seats=5,
        enrol_until=now - 3 * a_day,
        timezone="Africa/Tunis",
        state="open",
        form_key="over",
        version=1,
        updated_at=now,
    )
    await ClassMeetingRow.create(
        cohort=cohort, starts_at=now - 2 * a_day, ends_at=now - a_day, uid="over@example.org"
    )
    enrolled = []
    for address in (AWA, BILEL):
        contact = await Contact.get_or_none(
            address_hash=office.app.sealer.address_hash("sms", address)
        ) or await contact_of(office, address)
        enrolled.append(
            await Enrolment.create(
                contact=contact,
                cohort=cohort,
                state="confirmed",
                seats=1,
                told_at=now,
                created_at=now,
            )
        )
    await Certificate.create(
        code=CODE,
        enrolment=enrolled[1],
        course_id=course.id,
        title="{}",
        place="kairouan",
        finished_on=now.date(),
        issued_at=now,
        issued_by="Trainer",
    )
    rows = {f"{path} {who}": str(cohort.id) for path in (AT, f"{AT}/withdraw") for who in staff}
    forms = {
        f"POST {AT}": {"enrolment": str(enrolled[0].id), "name": "Amal", "all_the_same": "1"},
        f"POST {AT}/withdraw": {"enrolment": str(enrolled[1].id)},
    }
    return rows, forms
