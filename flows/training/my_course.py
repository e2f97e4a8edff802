"""My course: have I a seat, when and where is the next class, what to bring; and leaving it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flows.components.training.cohort_choices import words_of
from flows.components.training.seat_names import course_of
from flows.components.training.seat_states import WHY_LEFT, line_of
from flows.components.wording import pick_one
from flows.engine.effect import LeaveCourse, SpeakDiscreetly
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import CURRENT, ENROLLED, EnrolmentState, LeaveReason
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from flows.training.answer import (
    HOW_TO_ASK,
    NOT_IN_IT,
    answer_class,
    answer_invitation,
    calendar_for,
    next_class,
)
from flows.training.standing_reply import standing_reply
from services_directory.training.values import ClassMeeting, Cohort

_DATES_BY_SMS = 4


def _current(talk: Talk) -> list[tuple[KeptEnrolment, Cohort]]:
    """Those that are not over, with their cohorts."""
    found = (
        (each, talk.world.trainings.cohort(each.cohort_id))
        for each in talk.world.contact.enrolments
        if each.state in CURRENT
    )
    return [(each, cohort) for each, cohort in found if cohort is not None]


def _mine(talk: Talk) -> tuple[KeptEnrolment, Cohort] | None:
    """The one that is remembered, if it is not over."""
    chosen = talk.recall("enrolment")
    return next((pair for pair in _current(talk) if str(pair[0].id) == chosen), None)


class ChooseCourse(Step):
    """For who is in several."""

    name = "training.which"
    is_owed = True

    def ask(self, talk: Talk) -> Reply:
        choices = tuple(
            Choice(f"mine:{each.id}", course_of(talk, each, cohort))
            for each, cohort in _current(talk)
        )
        told = [line for each, cohort in _current(talk) for line in _in_short(talk, each, cohort)]
        return Reply((*told, _("Which course?")), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, enrolment_id = (answer.choice or "").partition(":")
        if kind != "mine":
            return Again((pick_one(talk),))
        chosen = next((e for e, _c in _current(talk) if str(e.id) == enrolment_id), None)
        file = calendar_for(chosen) if chosen else None
        return Go(MyCourse, {"enrolment": enrolment_id}, file=file)


def _in_short(talk: Talk, enrolment: KeptEnrolment, cohort: Cohort) -> Iterator[Line]:
    """Of each when and where, so that nobody has to pick one for that."""
    words, meeting = words_of(talk, cohort), cohort.next_meeting(talk.world.now)
    course = course_of(talk, enrolment, cohort)
    if enrolment.state not in ENROLLED or meeting is None:
        yield line_of(enrolment, course, words)
    else:
        when = _("{when}, {place}", when=words.at(meeting), place=words.where(meeting))
        yield _("{course}: {when}", course=course, when=when)


class MyCourse(Step):
    """Where somebody stands: asked for a seat, in line, or with one."""

    name = "training.mine"
    is_owed = True
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        mine = _mine(talk)
        if mine is None:
            return Reply((NOT_IN_IT,), (Choice("menu", _("Menu"), MENU_NUMBER),))
        enrolment, cohort = mine
        words = words_of(talk, cohort)
        return standing_reply(talk, enrolment, words)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, about = (answer.choice or "").partition(":")
        meaning = Meaning(rest=about)
        heard: dict[str, Callable[[], Outcome]] = {
            "come": lambda: answer_class(talk, about, comes=True),
            "cannot": lambda: answer_class(talk, about, comes=False),
            "seat": lambda: answer_invitation(talk, meaning),
            "dates": lambda: Go(AllDates, {"page": "0"}),
            "leave": lambda: Go(LeaveIt),
            "bind": lambda: Go(StepName.BIND_PHONE),
            "discreet": lambda: _discreetly(talk, about == "yes"),
        }
        return heard[kind]() if kind in heard else Again((pick_one(talk),))


def _discreetly(talk: Talk, discreet: bool) -> Outcome:
    mine = _mine(talk)
    if mine is None:
        return Aside((NOT_IN_IT,))
    said = _("From now on a reminder says when, and not what or where.")
    if not discreet:
        said = _("From now on a reminder names the course and the place.")
    return Aside((said,), (SpeakDiscreetly(mine[0].id, discreet),))


class AllDates(Step):
    """Every class still to come; by SMS a few at a time."""

    name = "training.dates"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        mine = _mine(talk)
        menu = Choice("menu", _("Menu"), MENU_NUMBER)
        if mine is None:
            return Reply((NOT_IN_IT,), (menu,))
        words, meetings = words_of(talk, mine[1]), _to_come(talk, mine[1])
        size = _DATES_BY_SMS if talk.world.channel.bills_segments else len(meetings)
        first = int(talk.recall("page") or "0") * size
        shown = meetings[first : first + size]
        lines = [
            _("{when}, {place}", when=words.at(each), place=words.where(each)) for each in shown
        ]
        more = first + size < len(meetings)
        choices = [Choice("more", _("More"), MORE_NUMBER)] if more else []
        said = tuple(lines) or (_("There is no class to come."),)
        return Reply(said, (*choices, menu))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "more":
            return Go(AllDates, {"page": str(int(talk.recall("page") or "0") + 1)})
        return Again((_("We did not understand."),))


def _to_come(talk: Talk, cohort: Cohort) -> list[ClassMeeting]:
    return [each for each in cohort.standing if each.ends_at > talk.world.now]


class LeaveIt(Step):
    """Asked why, in numbers; the seat goes to the next in line."""

    name = StepName.LEAVE_COURSE
    is_form = True
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = [Choice(f"why:{why}", label) for why, label in WHY_LEFT.items()]
        choices.append(Choice("stay", _("I stay")))
        mine, several = _mine(talk), len(_current(talk)) > 1
        which = (course_of(talk, *mine),) if mine and several else ()
        asked = _("You leave: why? Pick one, and it is done.")
        if mine and mine[0].state == EnrolmentState.WAITING:
            asked = _("You leave the line: why? Pick one, and it is done.")
        return Reply((*which, asked), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, why = (answer.choice or "").partition(":")
        mine = _mine(talk)
        if answer.choice == "stay":
            return Go(StepName.REST, saying=(_("Nothing was changed."),), finished=True)
        if kind != "why":
            return Again((pick_one(talk),))
        if mine is None:
            return Go(StepName.REST, saying=(NOT_IN_IT,), finished=True)
        left = _("Done, you have left: {course}.", course=course_of(talk, *mine))
        effects = (LeaveCourse(mine[0].id, LeaveReason(why)),)
        return Go(StepName.REST, effects=effects, saying=(left,), fresh=True, finished=True)

    def leave(self, talk: Talk) -> Outcome:
        return self.hear(talk, Answer("", Meaning(), "stay"))


def my_course(talk: Talk, meaning: Meaning) -> Outcome:
    """At any time; in the middle of a question the next class alone, and the question again."""
    current = _current(talk)
    if not current and not isinstance(asked := talk.commands["open_opinion"](talk, meaning), Again):
        return asked
    if not current and (over := tuple(_over(talk))):
        return Aside((*over, *_where_certificates_are(talk)))
    if not current:
        none = _("You are in no course of ours.")
        return Aside((none, _("To see what you can learn, write: TRAINING")))
    if talk.is_in_form:
        lines = [
            line
            for each, cohort in current
            for line in (course_of(talk, each, cohort), *next_class(words_of(talk, cohort), talk))
        ]
        return Aside((*lines, HOW_TO_ASK))
    if len(current) > 1:
        return Go(ChooseCourse, fresh=True)
    mine = current[0][0]
    return Go(MyCourse, {"enrolment": str(mine.id)}, fresh=True, file=calendar_for(mine))


def show_course(talk: Talk, meaning: Meaning) -> Outcome:
    """The one of this number; in the middle of a question its next class alone."""
    found = next((pair for pair in _current(talk) if str(pair[0].id) == meaning.rest), None)
    if found is None:
        return Aside((NOT_IN_IT,))
    if talk.is_in_form:
        words = words_of(talk, found[1])
        return Aside((words.title, *next_class(words, talk), HOW_TO_ASK))
    return Go(MyCourse, {"enrolment": meaning.rest}, fresh=True, file=calendar_for(found[0]))


def _over(talk: Talk) -> Iterator[Line]:
    """What they went through."""
    for each in talk.world.contact.enrolments:
        cohort = talk.world.trainings.cohort(each.cohort_id)
        if each.state == EnrolmentState.COMPLETED and cohort is not None:
            course = course_of(talk, each, cohort)
            yield _("You went through the whole course: {course}.", course=course)


def _where_certificates_are(talk: Talk) -> tuple[Line, ...]:
    centre = talk.world.programme.centre.name
    return (_("For the certificate, ask here: {centre}", centre=centre), CHECK_ONE)


CHECK_ONE = _("To check a certificate, write its code.")


def my_certificate(talk: Talk, meaning: Meaning) -> Outcome:
    """A paper is asked for at the centre; a code of one is answered by itself."""
    over = tuple(_over(talk))
    if not over and any(each.state in ENROLLED for each, _cohort in _current(talk)):
        at_the_end = _("Whoever was at enough classes can have a certificate at the end.")
        return Aside((at_the_end, *_where_certificates_are(talk)))
    if not over:
        return Aside((_("We know of no certificate for this phone."), CHECK_ONE))
    return Aside((*over, *_where_certificates_are(talk)))


FLOW = Flow(
    (ChooseCourse, MyCourse, AllDates, LeaveIt),
    (
        Opening("my_course", my_course, _("My course"), before_needs=True, at_any_step=True),
        Opening("my_certificate", my_certificate, inside=False),
    ),
    commands={"show_course": show_course},
)
