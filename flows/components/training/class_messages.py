"""What do conversations and reminders say of a cohort: when, where, which course, what seats?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from flows.components.wording import WRITE_HUMAN
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.reply import CalendarFile, Choice, Reply
from flows.engine.text import Line, Value, _, plural
from services_directory.training.values import ClassMeeting, Cohort, Course
from services_directory.values.entries import Directory, LocalText, Programme

MOST_NAMED = 4
"""Classes of one day; a button has little room."""

AsTold = tuple[int, int]
"""`ClassMeeting.as_told`."""

COMES, CANNOT = "come", "cannot"
YES, NO, ASK = "seat:yes", "seat:no", "seat:ask"


@dataclass(frozen=True, slots=True)
class Written:
    """How something is written to somebody. `discreet`: others may read it, so it says little.
    `whose`: their first name, where others of this phone are told the same."""

    programme: Programme
    by_sms: bool
    right_to_left: bool = False
    discreet: bool = False
    whose: str = ""

    @property
    def sender(self) -> Line:
        """Who writes, where a phone does not show that, and for whom; of a name that others may
        read the first letter is enough."""
        name = f"{self.whose[:1]}." if self.whose and self.discreet else self.whose
        if not self.by_sms:
            return name
        programme = self.programme.name
        return _("{programme}, {name}", programme=programme, name=name) if name else programme

    def title_of(self, told: CohortWords) -> Line:
        return _("A class") if self.discreet else told.title

    @property
    def segments(self) -> int:
        """What a reminder by SMS may take; Arabic has 70 letters where others have 160."""
        return 2 if self.right_to_left else 1


def shown_at(moment: datetime, cohort: Cohort, programme: Programme) -> datetime:
    """A moment that is said as the cohort's own clocks show it, wherever the programme is."""
    local = moment.astimezone(ZoneInfo(cohort.timezone))
    return local.replace(tzinfo=ZoneInfo(programme.timezone), fold=0)


def where(cohort: Cohort, meeting: ClassMeeting, directory: Directory) -> LocalText | str:
    """The venue; the town where none was written."""
    place = directory.place(cohort.place)
    return cohort.venue_of(meeting) or (place.name if place else cohort.place)


def title_of(course: Course | None, cohort: Cohort) -> LocalText | str:
    return course.title if course else cohort.course_id


@dataclass(frozen=True, slots=True)
class CohortWords:
    """A cohort as it is told to somebody."""

    cohort: Cohort
    course: Course | None
    directory: Directory

    @property
    def programme(self) -> Programme:
        return self.directory.programme

    @property
    def title(self) -> LocalText | str:
        return title_of(self.course, self.cohort)

    def at(self, meeting: ClassMeeting) -> datetime:
        return shown_at(meeting.starts_at, self.cohort, self.programme)

    def until(self, moment: datetime) -> datetime:
        return shown_at(moment, self.cohort, self.programme)

    def where(self, meeting: ClassMeeting) -> LocalText | str:
        return where(self.cohort, meeting, self.directory)

    def bring(self, meeting: ClassMeeting) -> tuple[Line, ...]:
        return (_("Bring: {things}", things=meeting.bring),) if meeting.bring else ()


def seats_left(count: SeatCount) -> Line:
    """Honest about who is in line already."""
    if count.gives(1):
        return plural("{n} seat left.", "{n} seats left.", count.free)
    if not count.waiting:
        return _("Full: no seat left.")
    return plural("Full: {n} waits.", "Full: {n} wait.", len(count.waiting))


def coming_choices(enrolment_id: int, meetings: Sequence[AsTold]) -> tuple[Choice, ...]:
    """Whether somebody comes; a button says to which classes at which time, also when it is pressed
    later."""
    named = (f"{id_}-{sequence}" if sequence else str(id_) for id_, sequence in meetings)
    about = ".".join((str(enrolment_id), *islice(named, MOST_NAMED)))
    return (
        Choice(f"{COMES}:{about}", _("I come"), agrees=True),
        Choice(f"{CANNOT}:{about}", _("I cannot come"), agrees=False),
    )


def read_about(about: str) -> tuple[str, list[AsTold]]:
    """The enrolment and the classes that such a button names."""
    enrolment_id, *named = about.split(".")
    pairs = (each.partition("-")[::2] for each in named)
    return enrolment_id, [
        (int(id_), int(sequence or "0"))
        for id_, sequence in pairs
        if id_.isdecimal() and (sequence or "0").isdecimal()
    ]


def reminder(
    told: CohortWords,
    meetings: tuple[ClassMeeting, ...],
    enrolment_id: int,
    written: Written,
    coming: bool | None = None,
) -> Reply:
    """Of the classes of one day; `coming`: what they said of them, if anything. By SMS what is dear
    falls away: what to bring, the course, at last the venue, where the town is enough to know which
    it is."""
    first = meetings[0]
    sender = written.sender
    when = when_of(told, meetings)
    choices = coming_choices(enrolment_id, [each.as_told for each in meetings])
    said = () if coming is None else (what_was_said(coming=coming),)
    if written.discreet:
        return Reply((signed(sender, _("{when}.", when=when)), *said), choices)
    place = told.directory.place(told.cohort.place)
    town = place.name if place else told.cohort.place
    forms = [
        (place_line(sender, when, told.where(first)), *said, told.title, *told.bring(first)),
        (place_line(sender, when, told.where(first)), *said, told.title),
        (place_line(sender, when, told.where(first)), *said),
        (place_line(sender, when, town), *said),
    ]
    reply = Reply(forms[-1], choices)
    for lines in reversed(forms[:-1]):
        reply = Reply(lines, choices, at_most_segments=written.segments, shorter=reply)
    return reply


def what_was_said(*, coming: bool) -> Line:
    """Of a class, by who is asked or told of it once more."""
    return _("You said: I come.") if coming else _("You said: I cannot come.")


def place_line(sender: Line, when: Value, venue: LocalText | str) -> Line:
    """When and where a class is, and who says so or for whom it is."""
    if sender:
        # Translators: an SMS of one segment with "1 I come", "2 I cannot come" and the course.
        return _("{sender}: {when}, {place}.", sender=sender, when=when, place=venue)
    return _("Your class: {when}, {place}.", when=when, place=venue)


def when_of(told: CohortWords, meetings: tuple[ClassMeeting, ...]) -> Value:
    """The day and the time; of several classes each time."""
    said: Value = told.at(meetings[0])
    for each in meetings[1:]:
        said = _("{moment} and {time}", moment=said, time=told.at(each).time())
    return said


def changes(
    told: CohortWords,
    meetings: tuple[ClassMeeting, ...],
    enrolment_id: int,
    written: Written,
    *,
    is_invited: bool = False,
) -> Reply:
    """What is other than they were told, the next class first; of many the first ones. Whatever
    they said before was of another time or place, so it is asked anew."""
    sender = written.sender
    title = written.title_of(told)
    # What their calendar has is corrected with it; a phone that others read was given none.
    file = None if written.discreet else CalendarFile(told.cohort.id)
    if not told.cohort.standing:
        called_off = _("The course is called off: {course}.", course=title)
        return _with_a_way_on(Reply((signed(sender, called_off),), file=file), written)
    shown = meetings[:MOST_CHANGES]
    lines: list[Line] = [signed(sender, _("There is a change: {course}.", course=title))]
    lines += [_change(told, each, discreet=written.discreet) for each in shown]
    if len(meetings) > len(shown):
        more = len(meetings) - len(shown)
        lines.append(plural("And {n} more class.", "And {n} more classes.", more))
        lines.append(ALL_DATES)
    asked = asked_of_changes(meetings)
    choices = coming_choices(enrolment_id, [each.as_told for each in asked]) if asked else ()
    if is_invited:
        lines.append(_("A seat is kept for you: do you take it?"))
        choices = invitation_choices(enrolment_id)
    reply = Reply(tuple(lines), choices, file=file)
    return reply if choices else _with_a_way_on(reply, written)


def _with_a_way_on(reply: Reply, written: Written) -> Reply:
    """What is called off asks nothing; whom to ask is said where the message has room for it."""
    return replace(reply, extras=(WRITE_HUMAN,), at_most_segments=written.segments)


MOST_CHANGES = 2


def asked_of_changes(meetings: Sequence[ClassMeeting]) -> list[ClassMeeting]:
    """Of which classes a notice of these changes asks whether they come: the ones it names."""
    return [each for each in meetings[:MOST_CHANGES] if not each.is_cancelled]


ALL_DATES = _("To see all dates, write: MYCLASS")


def signed(sender: Line, line: Line) -> Line:
    """With who writes before it, where a phone does not show that."""
    return _("{sender}: {words}", sender=sender, words=line) if sender else line


def _change(told: CohortWords, meeting: ClassMeeting, *, discreet: bool) -> Line:
    at = told.at(meeting)
    if meeting.is_cancelled:
        return _("No class on {when}.", when=at)
    if discreet:
        return _("Now: {when}.", when=at)
    return _("Now: {when}, {place}.", when=at, place=told.where(meeting))


def invitation(
    told: CohortWords, enrolment_id: int, seats: int, until: datetime, written: Written
) -> Reply:
    """A seat is kept for somebody: where, when, and until when they may say so."""
    first = told.cohort.standing[0]
    sender, at = written.sender, told.at(first)
    begins = _("It begins {when}, {place}.", when=at, place=told.where(first))
    offered = plural(
        "{n} seat is free for you: {course}.",
        "{n} seats are free for you: {course}.",
        seats,
        course=written.title_of(told),
    )
    return Reply(
        (
            signed(sender, offered),
            _("{when}.", when=at) if written.discreet else begins,
            _("Please answer by {when}.", when=told.until(until)),
        ),
        invitation_choices(enrolment_id),
    )


def not_kept(told: CohortWords, written: Written, *, enrols: bool) -> Reply:
    """Nobody said in time that they take the seat: it goes on to others. By SMS the course falls
    away where it would cost a second segment. `enrols`: a seat, or the line, can be asked for."""
    gone = _("No answer came in time, so your seat is not kept any more.")
    choices = back_choices(told.cohort.id) if enrols else ()
    way_on = () if enrols else (_("To see what you can learn, write: TRAINING"),)
    short = Reply((signed(written.sender, gone), *way_on), choices)
    if written.discreet:
        return short
    of = _(
        "No answer came in time, so your seat is not kept any more: {course}.", course=told.title
    )
    lines = (signed(written.sender, of), *way_on)
    return Reply(lines, choices, at_most_segments=1, shorter=short)


def back_choices(cohort_id: int) -> tuple[Choice, ...]:
    return (Choice(f"cohort:{cohort_id}", _("I still want a seat"), agrees=True),)


def put_in_line(told: CohortWords, place: tuple[int, int], written: Written) -> Reply:
    """Staff put them in line: their place in it, and that they need not ask again."""
    waits = _("You wait for a seat: {course}.", course=written.title_of(told))
    when_free = _("When a seat is free for you, we write to you.")
    return Reply((signed(written.sender, waits), place_in_line(*place), when_free))


def place_in_line(position: int, in_line: int) -> Line:
    return _("You are number {place} of {n} in line.", place=position, n=in_line)


def invitation_choices(enrolment_id: int) -> tuple[Choice, ...]:
    return (
        Choice(f"{YES}.{enrolment_id}", _("Yes, I take it"), agrees=True),
        Choice(f"{NO}.{enrolment_id}", _("No, thank you"), agrees=False),
        Choice(f"{ASK}.{enrolment_id}", _("I have a question")),
    )
