"""People in a cohort: they wish for responsible tourism, and have a seat, or wait for one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.models.learning import Interest
from bot.models.people import Consent
from bot.models.training import Enrolment
from bot.privacy.registration import Registration
from services_directory.training.models import CohortRow
from services_directory.training.reading import list_cohorts
from services_directory.training.values import Cohort
from tests.admin.office import Browser, Office, Page
from tests.admin.planning import planned_cohort
from tests.admin.wishes import contact_of
from tests.registrations import store_registration

CLARA = "+21620000003"


async def wish_of(office: Office, address: str, name: str, *, agrees: bool = True) -> Interest:
    """Somebody who wished to hear of responsible tourism in Kairouan."""
    contact, number = await contact_of(office, address), address[-3:]
    if agrees:
        now = office.clock()
        await Consent.create(
            contact_id=contact.id, purpose="interest", text_version="1", locale="fr", given_at=now
        )
    told = Registration(f"K7M-{number}", "responsible_tourism", "kairouan", name, "morning")
    return await store_registration(office.app.sealer, contact.id, told, office.clock())


async def seat_of(
    office: Office,
    cohort: Cohort,
    wish: Interest,
    state: str = "confirmed",
    since: datetime | None = None,
) -> Enrolment:
    """Somebody in the cohort, told of its dates when they came."""
    now = since or office.clock()
    return await Enrolment.create(
        contact_id=wish.contact_id,
        cohort_id=cohort.id,
        interest_id=wish.id,
        state=state,
        seats=1,
        answer_by=now + timedelta(days=1) if state == "invited" else None,
        told_at=now,
        created_at=now,
    )


async def opened(trainer: Browser, office: Office, seats: int = 20) -> tuple[str, Cohort]:
    """A cohort that people may enrol in: its page, and itself."""
    path = (await planned_cohort(trainer)).path
    await CohortRow.all().update(seats=seats)
    await trainer.post(f"{path}/step", {"step": "open"})
    (cohort,) = await list_cohorts()
    return path, cohort


def names_in(page: Page) -> list[str]:
    return re.findall(r'<p class="title">(?:\d+\. )?<bdi>([^<]*)</bdi>', page.html)
