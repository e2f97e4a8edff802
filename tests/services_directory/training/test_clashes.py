"""What stands in the way of a class is named, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services_directory.training.clashes import Clash, ClashKind, all_clashes, slot_of
from services_directory.training.values import ClassMeeting, Cohort, CohortState
from services_directory.values.calendar.holidays import calendar_of
from services_directory.values.local_text import LocalText

NINE = datetime(2026, 12, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HALL = LocalText.of({"fr": "Maison des jeunes", "ar": "دار الشباب"})


def a_class(cohort_id: int, at: datetime = NINE, **more: object) -> ClassMeeting:
    made = ClassMeeting(0, cohort_id, at, at + 3 * HOUR, f"{cohort_id} {at}")
    return replace(made, **more)  # type: ignore[arg-type]


def a_cohort(number: int, **more: object) -> Cohort:
    made = Cohort(
        number,
        "tourism",
        "kairouan",
        20,
        NINE,
        "Africa/Tunis",
        CohortState.OPEN,
        venue=HALL,
        trainer="Sami",
    )
    return replace(made, **more)  # type: ignore[arg-type]


OURS, THEIRS = a_cohort(1), a_cohort(2)


def kinds(*others: tuple[Cohort, ClassMeeting], of: ClassMeeting | None = None) -> list[ClashKind]:
    ours = of or a_class(1)
    return [each.kind for each in all_clashes(OURS, [ours], others).get(ours.uid, [])]


def test_the_same_room_and_the_same_trainer_at_one_time() -> None:
    at_eleven = a_class(2, NINE + 2 * HOUR)
    assert kinds((THEIRS, at_eleven)) == [ClashKind.ROOM, ClashKind.TRAINER]
    assert kinds((THEIRS, a_class(2, NINE + 3 * HOUR))) == []
    assert kinds((replace(THEIRS, trainer="Amel"), at_eleven)) == [ClashKind.ROOM]
    assert kinds((THEIRS, replace(at_eleven, cancelled_at=NINE))) == []


def test_a_room_is_the_same_in_any_language_and_in_one_town_only() -> None:
    amel = replace(THEIRS, trainer="Amel")
    arabic_alone = replace(amel, venue=LocalText.of({"ar": "دارُ الشباب"}))
    assert kinds((arabic_alone, a_class(2))) == [ClashKind.ROOM]
    assert kinds((replace(amel, place="jendouba"), a_class(2))) == []
    elsewhere = a_class(2, venue=LocalText.of({"fr": "Mairie"}))
    assert kinds((amel, elsewhere)) == []
    assert kinds((replace(amel, venue=LocalText(())), a_class(2))) == []


def test_nobody_is_no_trainer_of_two() -> None:
    nobody = replace(OURS, trainer="")
    other = replace(THEIRS, trainer="", place="jendouba")
    ours = a_class(1)
    assert all_clashes(nobody, [ours], [(other, a_class(2))]) == {}


def test_two_classes_of_one_cohort_and_never_one_with_itself() -> None:
    ours = a_class(1)
    assert kinds((OURS, ours), of=ours) == []
    moved = replace(ours, starts_at=NINE + HOUR)
    assert kinds((OURS, moved), of=ours) == []
    assert kinds((OURS, a_class(1, NINE + HOUR)), of=ours) == [ClashKind.SAME_COHORT]
    pair = [ours, a_class(1, NINE + HOUR)]
    found = all_clashes(OURS, pair, [])
    assert set(found) == {each.uid for each in pair}


def test_a_holiday_is_told_by_the_day_where_the_class_is() -> None:
    calendar = calendar_of("TN")
    late = a_class(1, datetime(2026, 12, 16, 23, 30, tzinfo=UTC))
    found = all_clashes(OURS, [late, a_class(1)], [], calendar)
    holiday = calendar.holiday_on(date(2026, 12, 17))
    assert holiday is not None
    assert found == {late.uid: [Clash(ClashKind.HOLIDAY, slot_of(late), holiday=holiday)]}
