"""Anybody may read what starts soon, and put the classes of a cohort into their calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest

from bot.contacts.adding import NewContact, add_contact
from bot.models.training import Enrolment
from services_directory.training.store import add_cohort, change_meeting, save_course, set_state
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.local_text import LocalText
from tests.hsds.api_site import ApiSite, open_api

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def api(starter_directory: None, sqlite_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def cohort(api: ApiSite) -> Cohort:
    """A course in Tabarka that starts in a week, with two classes; its second one is off."""
    now = api.app.clock()
    course = Course(
        "",
        LocalText.of({"fr": "Tourisme responsable", "ar": "السياحة المسؤولة"}),
        skills=LocalText.of({"fr": "accueil\nguidage"}),
        cost=LocalText.of({"fr": "Gratuit"}),
        languages=("ar", "fr"),
    )
    kept = await save_course(course, now=now, form_key="course")
    nine = now.replace(hour=8, minute=0, second=0) + 7 * DAY
    meetings = [
        ClassMeeting(0, 0, at, at + 3 * HOUR, f"uid-{number}")
        for number, at in enumerate((nine, nine + DAY))
    ]
    draft = Cohort(
        0,
        kept.id,
        "tabarka",
        12,
        now + 5 * DAY,
        "Africa/Tunis",
        CohortState.DRAFT,
        venue=LocalText.of({"fr": "Maison <des> jeunes"}),
        meetings=tuple(meetings),
    )
    made = await add_cohort(draft, now=now, form_key="cohort")
    return await change_meeting(replace(made.meetings[1], cancelled_at=now), now=now)


async def opened(api: ApiSite, cohort: Cohort, *states: CohortState) -> None:
    for state in states:
        await set_state(cohort.id, state, now=api.app.clock())
    await api.app.worlds.refresh()


async def test_a_draft_is_nowhere(api: ApiSite, cohort: Cohort) -> None:
    await api.app.worlds.refresh()
    assert "No training starts soon." in await api.page("/t?lang=en")
    for path in (str(cohort.id), f"{cohort.id}/classes.ics", f"{cohort.id}/qr.svg", "x", "9" * 30):
        await api.page(f"/t/{path}", 404)
    assert "Trainings that start soon" not in await api.page("/p?lang=en")


async def test_what_starts_soon_is_found_by_its_town(api: ApiSite, cohort: Cohort) -> None:
    await opened(api, cohort, CohortState.OPEN)
    link = f'href="/t/{cohort.id}?lang=en"'
    for path in ("/t", "/p/tabarka"):
        page = await api.page(f"{path}?lang=en")
        assert link in page
        assert "Tourisme responsable" in page
    assert link not in await api.page("/p/kairouan?lang=en")
    assert 'href="/t?lang=en"' in await api.page("/p?lang=en")


async def test_its_page_tells_when_where_and_until_when(api: ApiSite, cohort: Cohort) -> None:
    await opened(api, cohort, CohortState.OPEN)
    page = await api.page(f"/t/{cohort.id}?lang=en")
    assert "You can ask us for a seat until" in page
    assert "Maison &lt;des&gt; jeunes" in page
    assert "09:00–12:00" in page
    assert page.count("<strong>Cancelled</strong>") == 1
    assert "accueil\nguidage" in page
    assert "<bdi>العربية</bdi>, <bdi>Français</bdi>" in page
    arabic = await api.page(f"/t/{cohort.id}?lang=ar")
    assert "<h1>السياحة المسؤولة</h1>" in arabic
    assert 'dir="rtl"' in arabic
    assert "<svg" in await api.page(f"/t/{cohort.id}/qr.svg")


async def test_its_classes_go_into_a_calendar(api: ApiSite, cohort: Cohort) -> None:
    await opened(api, cohort, CohortState.OPEN)
    text = await api.page(f"/t/{cohort.id}/classes.ics?lang=fr")
    first, off = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (first["UID"], first["STATUS"], first["SEQUENCE"]) == ("uid-0", "CONFIRMED", 0)
    assert (off["UID"], off["STATUS"], off["SEQUENCE"]) == ("uid-1", "CANCELLED", 1)
    assert str(first["LOCATION"]) == "Maison <des> jeunes, Tabarka"


async def test_who_has_the_address_learns_that_it_is_off(api: ApiSite, cohort: Cohort) -> None:
    await opened(api, cohort, CohortState.OPEN, CohortState.FINISHED)
    early = await api.page(f"/t/{cohort.id}?lang=en")
    assert "This training is over." not in early
    assert "No seat can be asked for any more." in early
    now, last = api.clock.now, cohort.meetings[0].ends_at
    api.clock.now = last
    assert "This training is over." in await api.page(f"/t/{cohort.id}?lang=en")
    api.clock.now = now
    await opened(api, cohort, CohortState.OPEN, CohortState.CANCELLED)
    page = await api.page(f"/t/{cohort.id}?lang=en")
    assert "This training is cancelled." in page
    assert page.count("<strong>Cancelled</strong>") == 2
    assert "No training starts soon." in await api.page("/t?lang=en")


async def test_after_the_last_moment_nobody_is_told_to_ask(api: ApiSite, cohort: Cohort) -> None:
    now = api.app.clock()
    await set_state(cohort.id, CohortState.OPEN, now=now, enrol_until=now)
    await api.app.worlds.refresh()
    assert "No seat can be asked for any more." in await api.page(f"/t/{cohort.id}?lang=en")


async def enrolled(api: ApiSite, cohort: Cohort, number: int, state: str, seats: int = 1) -> None:
    contact = NewContact("sms", f"+2162000000{number}", "fr")
    app, now = api.app, api.app.clock()
    contact_id = await app.database.executor.run(lambda: add_contact(contact, app.sealer, now))
    await Enrolment.create(
        contact_id=contact_id,
        cohort_id=cohort.id,
        state=state,
        seats=seats,
        told_at=now,
        created_at=now,
    )
    await app.rosters.renew_seats()


async def test_it_tells_the_seats_that_are_left_as_the_conversation_does(
    api: ApiSite, cohort: Cohort
) -> None:
    await opened(api, cohort, CohortState.OPEN)
    one, many = f"/t/{cohort.id}", "/t"
    for number, (state, seats, told) in enumerate(
        [
            ("dropped", 2, ("12 seats left.", "12 places libres.")),
            ("confirmed", 2, ("10 seats left.", "10 places libres.")),
            ("invited", 2, ("8 seats left.", "8 places libres.")),
            ("attending", 7, ("1 seat left.", "1 place libre.")),
            ("confirmed", 1, ("Full: no seat left.", "Complet")),
            ("waiting", 1, ("Full: 1 waits.", "Complet")),
        ]
    ):
        await enrolled(api, cohort, number, state, seats)
        for language, words in zip(("en", "fr"), told, strict=True):
            for path in (one, many):
                page = await api.page(f"{path}?lang={language}")
                assert words in page, (state, path)
                assert "Gratuit" in page
    await opened(api, cohort, CohortState.FINISHED)
    assert "Full" not in await api.page(f"{one}?lang=en")
