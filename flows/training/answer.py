"""An answer to what we asked of ourselves: a seat that is kept for somebody, whether they come.

By the number under the message, its button, now or much later: it counts for that seat or those
classes alone.
"""

from __future__ import annotations

from flows.ask_human import ask_about
from flows.components.training.class_messages import COMES, AsTold, CohortWords, read_about, signed
from flows.components.training.cohort_choices import label, words_of
from flows.components.training.seat_names import course_of, whose
from flows.engine.effect import AnswerClass, AnswerInvitation, AskHuman, Effect, HelpReason
from flows.engine.enrolments.kept import KeptEnrolment, Lent
from flows.engine.enrolments.states import CURRENT, ENROLLED, EnrolmentState
from flows.engine.reply import CalendarFile
from flows.engine.step import Aside, Flow, Go, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.training.values import ClassMeeting, Cohort

ONLY_TOLD = _(
    "From this phone we only tell when and where. To change something, write from the phone that"
    " registered, or write: HUMAN"
)
NOT_IN_IT = _("You are not in this course any more.")


def enrolment_of(talk: Talk, enrolment_id: str) -> KeptEnrolment | None:
    """One of theirs, by what a button says."""
    return next(
        (each for each in talk.world.contact.enrolments if str(each.id) == enrolment_id), None
    )


def seat_lines(
    words: CohortWords, talk: Talk, seats: int, course: Line | None = None
) -> tuple[Line, ...]:
    """Said once somebody has a seat: the first class to come, what to bring, how to ask again."""
    return (has_seats(course or words.title, seats), *next_class(words, talk), HOW_TO_ASK)


def has_seats(course: Line, seats: int) -> Line:
    return plural(
        "You have a seat: {course}.", "You have {n} seats: {course}.", seats, course=course
    )


HOW_TO_ASK = _("For your classes, write: MYCLASS")


def next_class(words: CohortWords, talk: Talk) -> tuple[Line, ...]:
    meeting = words.cohort.next_meeting(talk.world.now)
    if meeting is None:
        return (_("There is no class to come."),)
    said = _("Next class: {when}, {place}.", when=words.at(meeting), place=words.where(meeting))
    return (said, *words.bring(meeting))


def calendar_for(enrolment: KeptEnrolment) -> CalendarFile | None:
    """For their calendar; not on a phone that others read, since it names the course."""
    is_wanted = enrolment.state in ENROLLED and not enrolment.discreet
    is_wanted = is_wanted and enrolment.lent is Lent.NOT
    return CalendarFile(enrolment.cohort_id) if is_wanted else None


def comes(talk: Talk, meaning: Meaning) -> Outcome:
    return answer_class(talk, meaning.rest, comes=True)


def cannot(talk: Talk, meaning: Meaning) -> Outcome:
    return answer_class(talk, meaning.rest, comes=False)


def answer_class(talk: Talk, about: str, *, comes: bool) -> Outcome:
    """`about`: the enrolment and the classes, as `coming_choices` names them."""
    said, noted = class_answered(talk, about, comes=comes)
    if said[0] is MOVED and not talk.is_in_form:
        return Go(StepName.NOTED_CLASS, {"about": about, "comes": _yes_or_no(comes)}, fresh=True)
    return Aside(said, noted)


def _yes_or_no(comes: bool) -> str:
    return "yes" if comes else "no"


def class_answered(
    talk: Talk, about: str, *, comes: bool, late: bool = False
) -> tuple[tuple[Line, ...], tuple[Effect, ...]]:
    """What is said to it, and what is noted; nothing where there is no such class to come."""
    enrolment_id, told = read_about(about)
    enrolment = enrolment_of(talk, enrolment_id)
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    if enrolment is None or cohort is None or enrolment.state not in ENROLLED:
        return (NOT_IN_IT,), ()
    if enrolment.lent is Lent.SEEN:
        return (ONLY_TOLD,), ()
    meetings = still_to_come(talk, cohort, told)
    if not meetings:
        return (_not_to_come(talk, cohort, told), HOW_TO_ASK), ()
    words = words_of(talk, cohort)
    if not {each.as_told for each in meetings} <= set(told):
        # What they answer was said of another time or place.
        now = [
            _("Now: {when}, {place}.", when=words.at(each), place=words.where(each))
            for each in meetings
        ]
        return (MOVED, *now, HOW_TO_ASK), ()
    said: list[Line] = []
    for each in _one_a_day(words, meetings):
        when = words.at(each)
        noted = _("Noted: you come. {when}.", when=when)
        noted = noted if comes else _("Noted: you cannot come. {when}.", when=when)
        if late:
            noted = _("Noted for your trainer: you come late. {when}.", when=when)
        said.append(signed(called(talk, enrolment, cohort), noted))
    if not comes:
        said.append(_("Your seat stays yours."))
    return tuple(said), (
        AnswerClass(enrolment.id, tuple(each.as_told for each in meetings), comes, late),
    )


def _not_to_come(talk: Talk, cohort: Cohort, told: list[AsTold]) -> Line:
    """Why nothing is noted of these classes: as it stands with the last of them."""
    named = {id_ for id_, _sequence in told}
    of_them = [each for each in cohort.meetings if each.id in named]
    if of_them and of_them[-1] not in cohort.standing:
        return _("No class on {when}.", when=words_of(talk, cohort).at(of_them[-1]))
    return _("That class is over.") if of_them else _("That class is not in this course any more.")


def called(talk: Talk, enrolment: KeptEnrolment, cohort: Cohort) -> Line:
    """For whom an answer is kept, and of which course, where it may be another; else nothing."""
    courses = {
        other.course_id
        for each in talk.world.contact.enrolments
        if each.state in CURRENT
        if (other := talk.world.trainings.cohort(each.cohort_id)) is not None
    }
    if len(courses) > 1 and not enrolment.discreet:
        return course_of(talk, enrolment, cohort)
    return whose(talk, enrolment)


MOVED = _("That class was moved. Please answer for its new time.")


def still_to_come(talk: Talk, cohort: Cohort, told: list[AsTold]) -> list[ClassMeeting]:
    """Of these classes those that take place and are not over, as they are now."""
    named = {id_ for id_, _sequence in told}
    return [each for each in cohort.standing if each.id in named and each.ends_at > talk.world.now]


def class_asked(talk: Talk) -> bool:
    """Whether a question of ours, if they come to a class, waits for its answer."""
    asked = any(each.kind == COMES for each in talk.world.contact.open_questions)
    return asked or any(each.key.startswith(f"{COMES}:") for each in talk.world.contact.asked)


def another_class_asked(talk: Talk, about: str) -> bool:
    """Whether we asked them of another class than this, too."""
    enrolment_id, told = read_about(about)
    noted = {number for number, _sequence in told}
    return any(
        each.kind == COMES and (str(each.enrolment_id) != enrolment_id or each.meetings - noted)
        for each in talk.world.contact.open_questions
    )


def _one_a_day(words: CohortWords, meetings: list[ClassMeeting]) -> list[ClassMeeting]:
    return list({words.at(each).date(): each for each in reversed(meetings)}.values())[::-1]


def answer_invitation(talk: Talk, meaning: Meaning) -> Outcome:
    """Yes, no, or a question: which of them, and about which enrolment, the button says."""
    answer, _dot, enrolment_id = meaning.rest.partition(".")
    enrolment = enrolment_of(talk, enrolment_id)
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    if enrolment is None or cohort is None:
        return Aside((NOT_IN_IT,))
    if enrolment.lent is not Lent.NOT:
        return Aside((ONLY_TOLD,))
    if answer == "ask":
        asked = _("We pass your question on. The seat is kept until the time we wrote.")
        about = talk.world.phrase(label(talk, cohort), talk.world.programme.languages[0])
        to_trainer = AskHuman(HelpReason.ASKED, about, trainer=cohort.trainer)
        return ask_about(HelpReason.ASKED, (asked,), (to_trainer,))
    words = words_of(talk, cohort)
    if enrolment.state in ENROLLED:
        course = course_of(talk, enrolment, cohort)
        lines = seat_lines(words, talk, enrolment.seats, course)
        return Aside(lines, file=calendar_for(enrolment))
    if answer == "no" and enrolment.state == EnrolmentState.INVITED:
        gone = _("All right. The seat goes to somebody else.")
        return Aside((gone,), (AnswerInvitation(enrolment.id, False),))
    if answer == "yes" and is_kept(enrolment, talk):
        accepted = (AnswerInvitation(enrolment.id, True),)
        file = None if enrolment.discreet else CalendarFile(cohort.id)
        return Aside(seat_lines(words, talk, enrolment.seats), accepted, file=file)
    if enrolment.state in CURRENT - {EnrolmentState.INVITED}:
        return Go(StepName.MY_COURSE, {"enrolment": str(enrolment.id)}, fresh=True)
    return _too_late(talk, cohort)


def is_kept(enrolment: KeptEnrolment, talk: Talk) -> bool:
    """Whether a seat waits for their answer at this moment."""
    until = enrolment.answer_by
    is_invited = enrolment.state == EnrolmentState.INVITED
    return is_invited and (until is None or talk.world.now < until)


def _too_late(talk: Talk, cohort: Cohort) -> Outcome:
    late = _("Too late: the seat went to somebody else.")
    if not cohort.enrols_at(talk.world.now):
        return Aside((late,))
    return Go(StepName.COHORT, {"cohort": str(cohort.id)}, saying=(late,), fresh=True)


_BUTTONS = {"come": comes, "cannot": cannot, "seat": answer_invitation}

FLOW = Flow(buttons=_BUTTONS, answers=frozenset(_BUTTONS))
