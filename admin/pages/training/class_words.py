"""How classes, and what stands in their way, are told on the pages of trainers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.rendering.formatting import apart, clocks_in, day_in, say
from flows.engine.text import Text, _
from services_directory.training.clashes import Clash, ClashKind, all_clashes
from services_directory.training.reading import meetings_beside
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.local_text import NO_WORDS

STATES: dict[CohortState, Text] = {
    CohortState.DRAFT: _("Draft"),
    CohortState.OPEN: _("Open"),
    CohortState.CANCELLED: _("Cancelled"),
    CohortState.FINISHED: _("Finished"),
}


@dataclass(frozen=True, slots=True)
class ShownClass:
    """One class as its row on a page: its day and hours, and what it clashes with, in words."""

    meeting: ClassMeeting
    day: str
    clocks: str
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCohort:
    """A cohort in a list: when it begins, or that it has no class."""

    cohort: Cohort
    first: ShownClass | None


def shown_cohort(cohort: Cohort) -> ShownCohort:
    first = next(iter(cohort.standing or cohort.meetings), None)
    return ShownCohort(cohort, shown_class(first, cohort.timezone) if first else None)


def shown_class(meeting: ClassMeeting, zone: str, clashes: Sequence[str] = ()) -> ShownClass:
    """By the clocks of `zone`."""
    return ShownClass(
        meeting,
        day_in(meeting.starts_at, zone),
        clocks_in(meeting.starts_at, meeting.ends_at, zone),
        tuple(clashes),
    )


async def shown_classes(
    request: web.Request,
    cohort: Cohort,
    meetings: Sequence[ClassMeeting],
    courses: Mapping[str, Course],
) -> list[ShownClass]:
    """All of them; those still to come with what they clash with, asked for at once."""
    now, calendar = dependencies_of(request).clock(), dependencies_of(request).programme.calendar
    coming = [each for each in meetings if each.ends_at > now and not each.is_cancelled]
    found: dict[str, list[Clash]] = {}
    if coming:
        ends = max(each.ends_at for each in coming)
        others = await meetings_beside(cohort, min(each.starts_at for each in coming), ends)
        elsewhere = [each for each in others if each[0].id != cohort.id]
        found = all_clashes(cohort, coming, elsewhere, calendar)
    return [
        shown_class(
            each,
            cohort.timezone,
            [clash_words(clash, cohort, courses) for clash in found.get(each.uid, ())],
        )
        for each in meetings
    ]


def clash_words(clash: Clash, cohort: Cohort, courses: Mapping[str, Course]) -> str:
    """What stands in the way, as a sentence."""
    if clash.kind == ClashKind.HOLIDAY:
        name = clash.holiday.name if clash.holiday else NO_WORDS
        if clash.holiday and not clash.holiday.is_certain:
            return say(_("It may be a public holiday: {name}.", name=name))
        return say(_("It is a public holiday: {name}.", name=name))
    time = clocks_in(clash.slot.starts_at, clash.slot.ends_at, cohort.timezone)
    other = courses.get(clash.cohort.course_id) if clash.cohort else None
    title = other.title if other else NO_WORDS
    if clash.kind == ClashKind.ROOM:
        return say(_("The room is taken by “{course}”, {time}.", course=title, time=time))
    if clash.kind == ClashKind.TRAINER:
        who = apart(cohort.trainer)
        return say(_("{name} teaches “{course}” then, {time}.", name=who, course=title, time=time))
    return say(_("Another class of this cohort is on then, {time}.", time=time))


def codes_of(request: web.Request) -> tuple[str, ...]:
    """The programme's languages, a column each."""
    return tuple(each.code for each in dependencies_of(request).columns)
