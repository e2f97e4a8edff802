"""A trainer plans a course: its cohort by a rule; classes moved and cancelled, each told once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from admin.models import AuditEntry
from services_directory.training.models import ClassMeetingRow, CohortRow, CourseRow
from services_directory.training.reading import list_cohorts
from services_directory.training.values import Cohort, CohortState
from tests.admin.office import PASSWORD, Browser, Office, Page
from tests.admin.planning import A_COURSE, COURSES, planned_cohort, ticked_days

COHORT = "/admin/trainings/cohorts"


async def only_cohort() -> Cohort:
    (cohort,) = await list_cohorts(locales=["fr", "ar"])
    return cohort


async def test_a_course_is_written_once_and_changed_by_one_at_a_time(trainer: Browser) -> None:
    fields = (await trainer.get(f"{COURSES}/new")).fields() | A_COURSE
    for _ in range(2):  # pressed twice
        page = await trainer.post(f"{COURSES}/new", fields)
        assert "Saved." in page.text
    row = await CourseRow.get()
    assert (row.id, row.offer, row.hours) == ("tourisme-responsable", "responsible_tourism", 60)
    assert row.languages == "ar fr"
    (entry,) = await AuditEntry.filter(subject="course")
    assert (entry.what, entry.who) == ("added", "Trainer")
    seen = (await trainer.get(f"{COURSES}/{row.id}")).fields()
    await trainer.post(f"{COURSES}/{row.id}", seen | {"cost_fr": "5 dinars"})
    page = await trainer.post(f"{COURSES}/{row.id}", seen | {"cost_fr": "10 dinars"})
    assert page.status == 409
    assert page.value("cost_fr") == "10 dinars"
    assert '"5 dinars"' in (await CourseRow.get()).cost


async def test_what_was_typed_stays_where_a_field_is_wrong(trainer: Browser) -> None:
    wrong = A_COURSE | {"title_fr": "", "title_ar": "", "hours": "many"}
    page = await trainer.post(f"{COURSES}/new", wrong)
    assert page.status == 422
    assert "Write the title in at least one language." in page.text
    assert "Write a whole number of hours, up to 2,000." in page.text
    assert page.value("description_fr") == A_COURSE["description_fr"]
    assert await CourseRow.all().count() == 0


async def test_the_classes_of_a_rule_are_seen_before_they_are_kept(
    trainer: Browser, office: Office
) -> None:
    plan = await planned_cohort(trainer, keep=False)
    page = await trainer.post(plan.path, plan.fields | {"save": "1"})
    assert page.status == 409
    assert "Please look at the classes, then save." in page.text
    days = ticked_days(page)
    assert days == ["2026-12-02", "2026-12-07", "2026-12-09", "2026-12-14", "2026-12-16"]
    assert await CohortRow.all().count() == 0
    seen = page.fields() | {"save": "1", "first": "2026-12-03"}
    page = await trainer.post(plan.path, seen)
    assert "The classes have changed since you looked." in page.text
    assert ticked_days(page) == days[1:]
    sent = page.fields() | {"save": "1"}
    del sent["class"]
    page = await trainer.post(plan.path, sent)
    assert "Keep at least one class." in page.text
    kept = {"class": ["2026-12-07", "2026-12-16"]}
    for _ in range(2):  # pressed twice
        page = await trainer.post(plan.path, sent | kept)
        assert "Saved." in page.text
    cohort = await only_cohort()
    nine, noon = (datetime(2026, 12, 7, hour, tzinfo=UTC) for hour in (8, 11))
    assert [each.starts_at for each in cohort.meetings] == [nine, nine + timedelta(days=9)]
    assert cohort.meetings[0].ends_at == noon
    assert cohort.enrol_until == nine
    assert (cohort.state, cohort.seats, cohort.trainer) == (CohortState.DRAFT, 20, "Trainer")
    assert cohort.meetings[0].bring.in_locale("fr") == "un cahier"
    assert await AuditEntry.filter(subject="cohort").count() == 1
    assert office.app.worlds.snapshot.trainings.cohorts == ()


async def test_a_rule_that_makes_no_classes_says_what_is_wrong(trainer: Browser) -> None:
    plan = await planned_cohort(trainer, keep=False)
    wrong = {
        "Choose the days of the week.": {"day_Mo": "", "day_We": ""},
        "A class ends after it begins, on the same day.": {"ends": "08:00"},
        "The last day is before the first.": {"last": "2026-11-30"},
        "Write the time as 09:00.": {"begins": "nine"},
        "Choose a day.": {"first": "2 December"},
        "These are more than 200 classes.": {"last": "2036-12-01"},
        "Write a whole number of seats, up to 1,000.": {"seats": "0"},
        "Please choose one of the list.": {"place": ""},
        "Write the zone as in this example: Europe/Paris": {"timezone": "Mars/North"},
        "Choose a day and a time.": {"enrol_until": "soon"},
        "Write a whole number from 1 to 100, or nothing.": {"attended_percent": "101"},
    }
    for told, fields in wrong.items():
        sent = {name: value for name, value in (plan.fields | fields).items() if value}
        page = await trainer.post(plan.path, sent | {"look": "1"})
        assert told in page.text, told
        assert page.status == 422
        assert page.value("venue_fr") == plan.fields["venue_fr"]
    late = plan.fields | {"enrol_until": "2026-12-16T09:01"}
    page = await trainer.post(plan.path, late | {"look": "1"})
    page = await trainer.post(plan.path, late | page.fields() | ticks(page) | {"save": "1"})
    assert "Choose a time before the last class begins." in page.text


def ticks(page: Page) -> dict[str, object]:
    return {"class": ticked_days(page)}


async def test_what_a_class_clashes_with_is_named_before_it_is_kept(trainer: Browser) -> None:
    await planned_cohort(trainer)
    plan = await planned_cohort(trainer, keep=False, again=True)
    at_eleven = plan.fields | {"look": "1", "begins": "11:00", "ends": "13:00"}
    page = await trainer.post(plan.path, at_eleven)
    assert "5 classes clash with something: see below." in page.text
    taken = "The room is taken by “Tourisme responsable”, 09:00–12:00."
    assert page.text.count(taken) == 5
    assert page.text.count("Trainer teaches “Tourisme responsable” then") == 5
    page = await trainer.post(plan.path, at_eleven | {"begins": "12:00"})
    assert "clash" not in page.text
    on_a_holiday = {"begins": "12:00", "last": "2026-12-17", "day_Th": "1"}
    page = await trainer.post(plan.path, at_eleven | on_a_holiday)
    assert page.text.count("It is a public holiday: Revolution Day.") == 1
    told = "A public holiday has no tick."
    assert told in page.text
    days = ticked_days(page)
    assert "2026-12-16" in days
    assert "2026-12-17" not in days
    fields = plan.fields | on_a_holiday | page.fields() | {"look": "1"}
    page = await trainer.post(plan.path, fields | {"class": [*days, "2026-12-17"]})
    assert "2026-12-17" in ticked_days(page)
    assert told not in page.text


async def test_people_find_a_cohort_while_it_enrols(trainer: Browser, office: Office) -> None:
    path = (await planned_cohort(trainer)).path
    page = await trainer.post(f"{path}/step", {"step": "open"})
    assert "People can enrol now." in page.text
    now = office.clock()
    (cohort,) = office.app.worlds.snapshot.trainings.enrolling(now, "responsible_tourism")
    assert cohort.state == CohortState.OPEN
    page = await trainer.post(f"{path}/step", {"step": "close"})
    assert "Enrolment is closed" in page.text
    assert office.app.worlds.snapshot.trainings.enrolling(now) == ()
    await trainer.post(f"{path}/step", {"step": "open"})
    (again,) = office.app.worlds.snapshot.trainings.enrolling(now)
    assert again.enrol_until == again.starts_at
    for _ in range(2):
        page = await trainer.post(f"{path}/step", {"step": "cancel"})
        assert "Cancelled: whoever is enrolled is told." in page.text
    assert (await trainer.post(f"{path}/step", {"step": "open"})).text.count("Nothing is changed")
    trail = await AuditEntry.filter(subject="cohort").order_by("id")
    assert [each.what for each in trail] == ["added", *["changed"] * 3, "cancelled"]
    assert (await trainer.post(f"{path}/step", {"step": "sell"})).status == 400


async def test_nobody_is_told_to_enrol_once_the_last_class_is_on(
    trainer: Browser, office: Office
) -> None:
    path = (await planned_cohort(trainer)).path
    await trainer.post(f"{path}/step", {"step": "open"})
    last = (await only_cohort()).meetings[-1]
    office.clock.now = last.starts_at - timedelta(minutes=1)
    await trainer.sign_in("Trainer", PASSWORD)
    assert "Open enrolment" in (await trainer.get(path)).text
    office.clock.now = last.starts_at
    assert "Open enrolment" not in (await trainer.get(path)).text


async def test_before_its_last_class_no_course_is_over(trainer: Browser, office: Office) -> None:
    path = (await planned_cohort(trainer)).path
    await trainer.post(f"{path}/step", {"step": "open"})
    cohort = await only_cohort()
    for moment in (None, cohort.meetings[0].ends_at, cohort.meetings[-1].starts_at):
        office.clock.now = moment or office.clock.now
        await trainer.sign_in("Trainer", PASSWORD)
        assert "The course is over" not in (await trainer.get(path)).text
        said = (await trainer.post(f"{path}/step", {"step": "finish"})).text
        assert "it is not over yet" in said
        assert (await CohortRow.get()).state == "open"


async def test_a_course_is_over_and_is_not(trainer: Browser, office: Office) -> None:
    path = (await planned_cohort(trainer)).path
    office.clock.now = (await only_cohort()).meetings[-1].ends_at
    await trainer.sign_in("Trainer", PASSWORD)
    for step, state in (("open", "open"), ("finish", "finished"), ("open", "open")):
        await trainer.post(f"{path}/step", {"step": step})
        assert (await CohortRow.get()).state == state


async def test_a_cohort_says_how_many_classes_are_enough(trainer: Browser) -> None:
    path = (await planned_cohort(trainer)).path
    classes = len((await only_cohort()).standing)
    assert classes == 5
    told = "Went through it, as in the whole programme: whoever was at 4 of 5 classes"
    assert told in (await trainer.get(path)).text
    fields = (await trainer.get(f"{path}/fields")).fields()
    assert (
        "Left empty: 75, as in the whole programme." in (await trainer.get(f"{path}/fields")).text
    )
    await trainer.post(f"{path}/fields", fields | {"attended_percent": "60"})
    assert (await only_cohort()).attended_percent == 60
    assert "Went through it: whoever was at 3 of 5 classes" in (await trainer.get(path)).text
    entry = await AuditEntry.filter(subject="cohort", what="changed").order_by("-id").first()
    assert entry is not None
    assert '"attended_percent": 60' in entry.after
    fields = (await trainer.get(f"{path}/fields")).fields()
    await trainer.post(f"{path}/fields", fields | {"attended_percent": ""})
    assert (await only_cohort()).attended_percent is None


async def test_a_moved_class_is_told_of_once(trainer: Browser, office: Office) -> None:
    path = (await planned_cohort(trainer)).path
    await trainer.post(f"{path}/step", {"step": "open"})
    first = (await only_cohort()).meetings[0]
    meeting = f"/admin/trainings/classes/{first.id}"
    page = await trainer.get(meeting)
    fields = page.fields() | {"day": "2026-12-03", "venue_fr": "Mairie"}
    for _ in range(2):  # pressed twice
        page = await trainer.post(meeting, fields)
        assert "Saved: whoever is enrolled is told of a change." in page.text
    (cohort,) = office.app.worlds.snapshot.trainings.cohorts
    moved = cohort.meetings[0]
    assert (moved.sequence, moved.uid) == (1, first.uid)
    assert moved.starts_at == first.starts_at + timedelta(days=1)
    assert moved.venue.in_locale("fr") == "Mairie"
    page = await trainer.post(meeting, fields | {"day": "2026-12-04"})
    assert page.status == 409
    (entry,) = await AuditEntry.filter(subject="class_meeting")
    assert entry.what == "changed"
    assert "2026-12-03T08:00" in entry.after
    page = await trainer.post(meeting, fields | {"ends": "08:00"})
    assert "A class ends after it begins, on the same day." in page.text


async def test_a_move_onto_another_class_is_asked_about_first(trainer: Browser) -> None:
    await planned_cohort(trainer)
    first = (await only_cohort()).meetings[0]
    meeting = f"/admin/trainings/classes/{first.id}"
    fields = (await trainer.get(meeting)).fields() | {"day": "2026-12-07", "begins": "11:00"}
    page = await trainer.post(meeting, fields)
    assert "Another class of this cohort is on then, 09:00–12:00." in page.text
    assert (await ClassMeetingRow.get(id=first.id)).sequence == 0
    other = page.fields() | {"begins": "10:00"}
    assert "Another class of this cohort" in (await trainer.post(meeting, other)).text
    await trainer.post(meeting, page.fields())
    assert (await ClassMeetingRow.get(id=first.id)).sequence == 1


async def test_a_class_more_and_a_class_less(trainer: Browser) -> None:
    path = (await planned_cohort(trainer)).path
    page = await trainer.get(f"{path}/add")
    assert page.value("begins") == "09:00"
    fields = page.fields() | {"day": "2026-12-20"}
    for _ in range(2):
        page = await trainer.post(f"{path}/add", fields)
        assert "One class more: whoever is enrolled is told." in page.text
    cohort = await only_cohort()
    assert len(cohort.meetings) == 6
    for _ in range(2):
        page = await trainer.post(f"/admin/trainings/classes/{cohort.meetings[5].id}/cancel")
        assert "This class is cancelled: whoever is enrolled is told." in page.text
    assert len((await only_cohort()).standing) == 5
    trail = await AuditEntry.filter(subject="class_meeting").order_by("id")
    assert [each.what for each in trail] == ["added", "cancelled"]


async def test_another_room_is_told_of_every_class_to_come(trainer: Browser) -> None:
    path = (await planned_cohort(trainer)).path
    fields = (await trainer.get(f"{path}/fields")).fields()
    page = await trainer.post(f"{path}/fields", fields | {"venue_fr": "Mairie", "seats": "12"})
    assert "12 seats" in page.text
    cohort = await only_cohort()
    assert {each.sequence for each in cohort.meetings} == {1}
    page = await trainer.post(f"{path}/fields", fields | {"seats": "5"})
    assert page.status == 409
    assert page.value("seats") == "5"
    page = await trainer.post(f"{path}/fields", fields | {"seats": "none"})
    assert page.status == 422


async def test_the_list_shows_what_is_planned_and_under_way(trainer: Browser) -> None:
    assert "No course yet." in (await trainer.get("/admin/trainings")).text
    path = (await planned_cohort(trainer)).path
    page = await trainer.get("/admin/trainings")
    assert re.search(r"Kairouan, from Wednesday 2 Dec 2026\s+Draft", page.text)
    await trainer.post(f"{path}/step", {"step": "cancel"})
    assert "Kairouan" not in (await trainer.get("/admin/trainings")).text
    course = (await CourseRow.get()).id
    assert "Kairouan" in (await trainer.get(f"{COURSES}/{course}")).text
    for nowhere in (f"{COURSES}/nothing", f"{COHORT}/999", f"{COHORT}/x", f"{COHORT}/{2**70}"):
        assert (await trainer.get(nowhere)).status == 404


async def test_editors_have_no_door_to_trainings(editor: Browser) -> None:
    assert (await editor.get("/admin/trainings")).status == 403
