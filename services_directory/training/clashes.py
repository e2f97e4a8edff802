"""What stands in the way of a class: the same room, the same trainer, a public holiday. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from services_directory.training.recurrence import Slot
from services_directory.training.values import ClassMeeting, Cohort
from services_directory.values.calendar.holidays import Calendar, Holiday
from services_directory.values.normalise import fold

NO_CALENDAR = Calendar("")


class ClashKind(StrEnum):
    """`SAME_COHORT`: two classes of one cohort at one time."""

    ROOM = "room"
    TRAINER = "trainer"
    HOLIDAY = "holiday"
    SAME_COHORT = "same_cohort"


@dataclass(frozen=True, slots=True)
class Clash:
    """One reason not to hold a class: another one, of `cohort`, in its slot, or a `holiday`."""

    kind: ClashKind
    slot: Slot
    cohort: Cohort | None = None
    holiday: Holiday | None = None


def slot_of(meeting: ClassMeeting) -> Slot:
    return Slot(meeting.starts_at, meeting.ends_at)


def clashes_of(
    cohort: Cohort,
    meeting: ClassMeeting,
    others: Iterable[tuple[Cohort, ClassMeeting]],
    calendar: Calendar = NO_CALENDAR,
) -> list[Clash]:
    """What this class of `cohort` clashes with, among the classes that take place in its time."""
    slot, found = slot_of(meeting), list[Clash]()
    day = meeting.starts_at.astimezone(ZoneInfo(cohort.timezone)).date()
    if (holiday := calendar.holiday_on(day)) is not None:
        found.append(Clash(ClashKind.HOLIDAY, slot, holiday=holiday))
    for other, theirs in others:
        taken, is_itself = slot_of(theirs), theirs.uid == meeting.uid
        if is_itself or theirs.is_cancelled or not slot.meets(taken):
            continue
        if other.id == cohort.id:
            found.append(Clash(ClashKind.SAME_COHORT, taken, other))
            continue
        if _same_room(cohort, meeting, other, theirs):
            found.append(Clash(ClashKind.ROOM, taken, other))
        if cohort.trainer and cohort.trainer == other.trainer:
            found.append(Clash(ClashKind.TRAINER, taken, other))
    return found


def all_clashes(
    cohort: Cohort,
    meetings: Sequence[ClassMeeting],
    others: Sequence[tuple[Cohort, ClassMeeting]],
    calendar: Calendar = NO_CALENDAR,
) -> dict[str, list[Clash]]:
    """The clashes of each of these meetings that has any, by `uid`; also with one another."""
    around = [*others, *((cohort, each) for each in meetings)]
    found = {each.uid: clashes_of(cohort, each, around, calendar) for each in meetings}
    return {uid: clashes for uid, clashes in found.items() if clashes}


def _same_room(cohort: Cohort, one: ClassMeeting, other: Cohort, two: ClassMeeting) -> bool:
    """Where the place is the same, and the venue is called the same in any language."""
    if cohort.place != other.place:
        return False
    here, there = cohort.venue_of(one), other.venue_of(two)
    said = ((words, there.in_locale(locale)) for locale, words in here.words)
    return any(theirs and fold(words) == fold(theirs) for words, theirs in said)
