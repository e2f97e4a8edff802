"""Courses and cohorts in their tables: kept once, changed by one at a time, taken up at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.database.opening import Database
from services_directory.storage.snapshot import directory_version
from services_directory.training.reading import (
    IN_SIGHT,
    TrainingReader,
    get_cohort,
    list_cohorts,
    list_courses,
    meetings_beside,
)
from services_directory.training.store import (
    MadeAlready,
    OutdatedTraining,
    UnknownTraining,
    add_cohort,
    add_meeting,
    change_cohort,
    change_meeting,
    save_course,
    set_state,
)
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.local_text import LocalText

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOURISM = Course(
    "",
    LocalText.of({"fr": "Tourisme responsable à Aïn Draham", "ar": "السياحة المسؤولة"}),
    offer="responsible_tourism",
    languages=("fr", "ar"),
    hours=60,
)


def meeting(number: int, at: datetime, **more: object) -> ClassMeeting:
    return replace(ClassMeeting(0, 0, at, at + 3 * HOUR, f"uid-{number}"), **more)  # type: ignore[arg-type]


async def cohort_of(course: Course, *at: datetime, key: str = "form") -> Cohort:
    meetings = tuple(meeting(number, each, uid=f"{key}-{number}") for number, each in enumerate(at))
    draft = Cohort(
        0,
        course.id,
        "kairouan",
        20,
        NOW + 5 * DAY,
        "Africa/Tunis",
        CohortState.DRAFT,
        venue=LocalText.of({"fr": "Maison des jeunes"}),
        trainer="Sami",
        meetings=meetings,
    )
    return await add_cohort(draft, now=NOW, form_key=key)


@pytest.fixture
async def course(database: Database) -> Course:
    return await save_course(TOURISM, now=NOW, form_key="one")


async def test_a_course_gets_a_readable_id_and_one_form_makes_one(course: Course) -> None:
    assert course.id == "tourisme-responsable-a-ain-draham"
    with pytest.raises(MadeAlready) as made:
        await save_course(TOURISM, now=NOW, form_key="one")
    assert made.value.kept_id == course.id
    other = await save_course(TOURISM, now=NOW, form_key="two")
    assert other.id == f"{course.id}-2"
    assert await list_courses(["fr", "ar"]) == (course, other)


async def test_nobody_saves_a_course_over_somebody_elses_change(course: Course) -> None:
    theirs = await save_course(replace(course, hours=30), now=NOW)
    with pytest.raises(OutdatedTraining):
        await save_course(replace(course, hours=45), now=NOW)
    archived = await save_course(replace(theirs, is_archived=True), now=NOW)
    assert await list_courses(["fr", "ar"]) == (archived,)
    with pytest.raises(UnknownTraining):
        await save_course(replace(course, id="another"), now=NOW)


async def test_a_cohort_is_made_once_with_its_meetings_in_order(course: Course) -> None:
    cohort = await cohort_of(course, NOW + 9 * DAY, NOW + 7 * DAY)
    with pytest.raises(MadeAlready) as made:
        await cohort_of(course, NOW)
    assert made.value.kept_id == cohort.id
    assert cohort.starts_at == NOW + 7 * DAY
    assert cohort.ends_at == NOW + 9 * DAY + 3 * HOUR
    assert [each.uid for each in cohort.meetings] == ["form-1", "form-0"]
    assert await list_cohorts(course.id) == (cohort,)


async def test_people_see_no_draft_and_what_is_long_over(course: Course) -> None:
    cohort, reader = await cohort_of(course, NOW + 7 * DAY), TrainingReader(["fr"])
    assert (await reader.read(NOW)).cohorts == ()
    opened = await set_state(cohort.id, CohortState.OPEN, now=NOW)
    found = await reader.read(NOW)
    assert found.cohorts == (opened,)
    assert found.version == await directory_version()
    assert found.enrolling(NOW, "responsible_tourism") == (opened,)
    assert found.enrolling(NOW, "crafts") == ()
    assert found.enrolling(opened.enrol_until) == ()
    last = opened.meetings[-1].ends_at
    assert (await reader.read(last + IN_SIGHT - HOUR)).cohorts == (opened,)
    assert (await reader.read(last + IN_SIGHT)).cohorts == ()


async def test_what_did_not_change_is_the_very_same(course: Course) -> None:
    reader = TrainingReader()
    ids = [(await cohort_of(course, NOW + DAY, key=key)).id for key in "ab"]
    for each in ids:
        await set_state(each, CohortState.OPEN, now=NOW)
    one, other = (await reader.read(NOW)).cohorts
    await set_state(ids[0], CohortState.OPEN, now=NOW, enrol_until=NOW)
    changed, same = (await reader.read(NOW)).cohorts
    assert same is other
    assert changed == replace(one, enrol_until=NOW, version=changed.version)


async def test_a_moved_class_has_a_new_sequence_once(course: Course) -> None:
    cohort = await cohort_of(course, NOW + 7 * DAY, NOW + 9 * DAY)
    first = cohort.meetings[0]
    moved = replace(first, starts_at=NOW + 10 * DAY, ends_at=NOW + 10 * DAY + HOUR)
    after = await change_meeting(moved, now=NOW)
    with pytest.raises(MadeAlready):
        await change_meeting(moved, now=NOW)
    assert [(each.uid, each.sequence) for each in after.meetings] == [("form-1", 0), ("form-0", 1)]
    assert after.version > cohort.version
    with pytest.raises(OutdatedTraining):
        await change_meeting(replace(first, cancelled_at=NOW), now=NOW)
    with pytest.raises(UnknownTraining):
        await change_meeting(replace(first, id=first.id + 99), now=NOW)


async def test_a_cancelled_class_stays_cancelled(course: Course) -> None:
    cohort = await cohort_of(course, NOW + 7 * DAY, NOW + 9 * DAY)
    off = replace(cohort.meetings[0], cancelled_at=NOW)
    after = await change_meeting(off, now=NOW)
    assert [each.uid for each in after.standing] == ["form-1"]
    with pytest.raises(OutdatedTraining):
        await change_meeting(replace(after.meetings[0], cancelled_at=None), now=NOW)


async def test_a_cancelled_cohort_takes_what_is_to_come_with_it(course: Course) -> None:
    cohort = await cohort_of(course, NOW - 7 * DAY, NOW + 9 * DAY)
    await set_state(cohort.id, CohortState.OPEN, now=NOW)
    after = await set_state(cohort.id, CohortState.CANCELLED, now=NOW)
    past, coming = after.meetings
    assert (past.sequence, past.is_cancelled) == (0, False)
    assert (coming.sequence, coming.cancelled_at) == (1, NOW)
    assert after.standing == ()
    with pytest.raises(MadeAlready):
        await set_state(cohort.id, CohortState.CANCELLED, now=NOW)
    for refused in (
        set_state(cohort.id, CohortState.OPEN, now=NOW),
        add_meeting(meeting(9, NOW, cohort_id=cohort.id), now=NOW),
        change_cohort(replace(after, seats=3), now=NOW),
    ):
        with pytest.raises(OutdatedTraining):
            await refused


async def test_one_class_more_is_one_however_often_it_is_sent(course: Course) -> None:
    cohort = await cohort_of(course, NOW + 7 * DAY)
    extra = meeting(9, NOW + 8 * DAY, cohort_id=cohort.id, bring=LocalText.of({"fr": "un cahier"}))
    after = await add_meeting(extra, now=NOW)
    with pytest.raises(MadeAlready):
        await add_meeting(extra, now=NOW)
    assert [each.uid for each in after.meetings] == ["form-0", "uid-9"]
    assert after.meetings[1].bring == extra.bring


async def test_another_venue_is_told_of_every_class_to_come(course: Course) -> None:
    cohort = await cohort_of(course, NOW - 7 * DAY, NOW + 9 * DAY)
    more = await change_cohort(replace(cohort, seats=25, trainer="Amel"), now=NOW)
    with pytest.raises(MadeAlready):
        await change_cohort(more, now=NOW)
    assert [each.sequence for each in more.meetings] == [0, 0]
    with pytest.raises(OutdatedTraining):
        await change_cohort(replace(cohort, seats=5), now=NOW)
    moved = await change_cohort(replace(more, venue=LocalText.of({"fr": "Mairie"})), now=NOW)
    assert [each.sequence for each in moved.meetings] == [0, 1]
    assert (moved.seats, moved.trainer) == (25, "Amel")


async def test_what_takes_place_at_a_time_is_found(course: Course) -> None:
    cohort = await cohort_of(course, NOW, NOW + 2 * DAY)
    found = await meetings_beside(cohort, NOW + 2 * HOUR, NOW + DAY)
    assert found == [(cohort, cohort.meetings[0])]
    assert await meetings_beside(cohort, NOW + 3 * HOUR, NOW + 2 * DAY) == []
    by_somebody_else = replace(cohort, trainer="Amel")
    assert await meetings_beside(by_somebody_else, NOW, NOW + DAY) == found
    elsewhere = replace(cohort, place="jendouba")
    assert await meetings_beside(elsewhere, NOW, NOW + DAY) == found
    for other in (replace(by_somebody_else, place="jendouba"), replace(elsewhere, trainer="")):
        assert await meetings_beside(other, NOW, NOW + DAY) == []
    await set_state(cohort.id, CohortState.CANCELLED, now=NOW)
    assert await meetings_beside(cohort, NOW, NOW + 9 * DAY) == []
    assert await get_cohort(cohort.id + 1) is None
