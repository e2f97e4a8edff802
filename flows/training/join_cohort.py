"""A seat in a cohort: which one, what it is, a first name, one consent. Nothing is kept before it.

Whether there is a seat is decided in the same transaction that says so.
"""

from __future__ import annotations

from typing import ClassVar

from flows.components.offers import begin
from flows.components.retention_words import months_kept
from flows.components.training.class_messages import place_in_line, seats_left
from flows.components.training.cohort_choices import count_of, label, words_of
from flows.components.wording import pick_one
from flows.engine.effect import Effect, GiveConsent, Purpose, TakeSeat
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.seat_count import MOST_SEATS
from flows.engine.enrolments.states import CURRENT
from flows.engine.reply import MENU_NUMBER, CalendarFile, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.registration.register_interest import AskConsent, AskFirstName
from flows.step_names import StepName
from flows.training.answer import HOW_TO_ASK, seat_lines
from services_directory.training.values import Cohort
from services_directory.values.normalise import fold

CONSENT_VERSION = "seat-2"
_MOST_LISTED = 5
_CARD_SEGMENTS = 3

_OVER = _("Nobody can enrol in this course any more.")


class ChooseCohort(Step):
    """The cohorts of an offer that enrol now; whoever can come to none may be told of others."""

    name = "training.choose"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        offer = talk.recall("offer")
        cohorts = talk.world.trainings.enrolling(talk.world.now, offer or None)
        choices = [
            Choice(f"cohort:{each.id}", label(talk, each)) for each in cohorts[:_MOST_LISTED]
        ]
        if talk.world.programme.offer(offer) is not None:
            choices.append(Choice("later", _("None of these, tell me of others")))
        return Reply((_("Which course interests you?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, cohort_id = (answer.choice or "").partition(":")
        if kind == "cohort":
            return Go(CohortCard, {"cohort": cohort_id})
        if answer.choice == "later":
            return begin(talk, offer=talk.recall("offer"), town=talk.recall("town"), later=True)
        return Again((pick_one(talk),))


class CohortCard(Step):
    """When, where, how many seats are left, what it costs, for whom; and a seat."""

    name = "training.card"

    def stays(self, talk: Talk) -> bool:
        """Who is in it is offered no seat with each answer."""
        cohort = _cohort(talk)
        return cohort is not None and bool(_in_it(talk, cohort))

    def ask(self, talk: Talk) -> Reply:
        cohort = _cohort(talk)
        if cohort is None or not cohort.enrols_at(talk.world.now):
            return Reply((_OVER,), (Choice("menu", _("Menu"), 0),))
        words, first, count = words_of(talk, cohort), cohort.standing[0], count_of(talk, cohort)
        begins = _("It begins {when}, {place}.", when=words.at(first), place=words.where(first))
        lines: list[Line] = [words.title, begins, _how_many(talk, cohort), seats_left(count)]
        extras = [each for each in _about(cohort, talk) if each]
        one = _("I want a seat") if count.gives(1) else _("Put me in line for a seat")
        choices = [Choice("take:1", one)]
        if cohort.seats >= MOST_SEATS:
            choices.append(Choice("take:2", _("Two seats, both or none")))
        choices.append(Choice("back", _("Back")))
        return Reply(
            tuple(lines), tuple(choices), extras=tuple(extras), at_most_segments=_CARD_SEGMENTS
        )

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, seats = (answer.choice or "").partition(":")
        cohort = _cohort(talk)
        if kind != "take":
            return Again((pick_one(talk),))
        if cohort is None or not cohort.enrols_at(talk.world.now):
            return Go(StepName.REST, saying=(_OVER,), finished=True)
        if _in_it(talk, cohort):
            return Go(ForWhom, {"seats": seats})
        name = _name_known(talk)
        if name is None:
            return Go(AskName, {"seats": seats})
        return _on(talk, {"seats": seats, "first_name": name})


class ForWhom(Step):
    """Of this phone somebody is in it already: is that them, or do two share a phone?"""

    name = "training.for_whom"

    def ask(self, talk: Talk) -> Reply:
        choices = (
            Choice("mine", _("My course")),
            Choice("other", _("A seat for somebody else")),
            Choice("menu", _("Menu"), MENU_NUMBER),
        )
        return Reply((_("Somebody has a seat, or waits for one, on this phone already."),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        cohort = _cohort(talk)
        mine = _in_it(talk, cohort) if cohort else []
        if answer.choice == "other":
            return Go(AskName, {"for_another": "yes"})
        if answer.choice != "mine":
            return Again((pick_one(talk),))
        if len(mine) == 1:
            return Go(StepName.MY_COURSE, {"enrolment": str(mine[0].id)}, fresh=True)
        return Go(StepName.WHICH_COURSE, fresh=True)


def _in_it(talk: Talk, cohort: Cohort) -> list[KeptEnrolment]:
    return [
        each
        for each in talk.world.contact.own_enrolments
        if each.cohort_id == cohort.id and each.state in CURRENT
    ]


def _cohort(talk: Talk) -> Cohort | None:
    cohort_id = talk.recall("cohort")
    return talk.world.trainings.cohort(int(cohort_id)) if cohort_id.isdecimal() else None


def _how_many(talk: Talk, cohort: Cohort) -> Line:
    last = words_of(talk, cohort).at(cohort.standing[-1]).date()
    return plural(
        "{n} class, on {day}.", "{n} classes, until {day}.", len(cohort.standing), day=last
    )


def _about(cohort: Cohort, talk: Talk) -> tuple[Line, ...]:
    course = talk.world.trainings.course(cohort.course_id)
    return (course.cost, course.conditions, course.description) if course else ()


def _name_known(talk: Talk) -> str | None:
    """What they gave with a registration or an enrolment before; None: never asked."""
    contact = talk.world.contact
    given = [each.first_name for each in contact.own_enrolments if each.first_name]
    if contact.guest:
        return given[-1] if given else None
    given += [each.first_name for each in contact.tell_kept().interests if each.first_name]
    return given[-1] if given else None


class _Question(Step):
    """Not gone on with once it was left: the seat may be given by then."""

    is_form: ClassVar[bool] = True
    resumes: ClassVar[bool] = False


class AskName(_Question, AskFirstName):
    """So that a trainer can call them by it; nobody has to."""

    name = "training.name"

    def given(self, talk: Talk, said: str) -> Outcome:
        cohort = _cohort(talk)
        if talk.recall("for_another") and cohort is not None:
            names = ["", *(each.called for each in _in_it(talk, cohort))]
            if fold(said) in map(fold, names):
                # Two of one phone are told apart by this alone.
                return Again((_("Please write their own first name, to tell you apart."),))
        return _on(talk, {"first_name": said})


class AskSeatConsent(_Question, AskConsent):
    """The same question about a seat."""

    name = "training.consent"

    def what_is_kept(self, talk: Talk) -> Line:
        return _what_is_kept(talk)

    def agreed(self, talk: Talk) -> Outcome:
        return _take(talk, {}, (GiveConsent(Purpose.INTEREST, CONSENT_VERSION),))


def _what_is_kept(talk: Talk) -> Line:
    months = months_kept(talk.world.programme)
    if talk.world.channel.knows_number:
        # Translators: an SMS; a consent: what is kept, why, how long, who sees it.
        return plural(
            "We keep your number and your seat for {n} month, "
            "to write to you about this course. Only our team sees them, unless you agree anew.",
            "We keep your number and your seat for {n} months, "
            "to write to you about this course. Only our team sees them, unless you agree anew.",
            months,
        )
    # Translators: never by SMS; a consent: what is kept, why, how long, who sees it.
    return plural(
        "We keep a way to write to you here and your seat for {n} month, "
        "to write to you about this course. Only our team sees them, unless you agree anew.",
        "We keep a way to write to you here and your seat for {n} months, "
        "to write to you about this course. Only our team sees them, unless you agree anew.",
        months,
    )


def _on(talk: Talk, remember: dict[str, str]) -> Outcome:
    """The consent, where they have not given it yet."""
    if Purpose.INTEREST in talk.world.contact.consents:
        return _take(talk, remember, ())
    return Go(AskSeatConsent, remember)


_TRIED = _(
    "This page is only for trying Dalil, so you have no seat now. To take one, write to us from"
    " your phone."
)


def _take(talk: Talk, said: dict[str, str], effects: tuple[Effect, ...]) -> Outcome:
    told = {**talk.memory, **said}
    cohort = _cohort(talk)
    if cohort is None or not cohort.enrols_at(talk.world.now):
        return Go(StepName.REST, saying=(_OVER,), fresh=True, finished=True)
    for_another = told.get("for_another") == "yes"
    if talk.world.channel.is_trial:
        return Go(StepName.REST, saying=(_TRIED,), fresh=True, finished=True)
    seats = 2 if told.get("seats") == "2" else 1
    effects = (*effects, TakeSeat(cohort.id, seats, told.get("first_name", ""), for_another))
    saying = (*_told(talk, cohort, seats), *_stopped(talk))
    file = CalendarFile(cohort.id) if count_of(talk, cohort).gives(seats) else None
    return Go(StepName.REST, effects=effects, saying=saying, fresh=True, finished=True, file=file)


def _told(talk: Talk, cohort: Cohort, seats: int) -> tuple[Line, ...]:
    count = count_of(talk, cohort)
    words = words_of(talk, cohort)
    if count.gives(seats):
        return seat_lines(words, talk, seats)
    waiting = len(count.waiting) + 1
    return (
        _("No seat is free: {course}.", course=words.title),
        place_in_line(waiting, waiting),
        *((_("You get both seats together, or none."),) if seats > 1 else ()),
        _("If a seat is free, we ask you here."),
        HOW_TO_ASK,
    )


def _stopped(talk: Talk) -> tuple[Line, ...]:
    """Who wrote STOP has a seat all the same, but is not reminded."""
    return (_("You wrote STOP. For reminders, write: START"),) if talk.world.contact.stopped else ()


def open_cohort(talk: Talk, meaning: Meaning) -> Outcome:
    """A button of an earlier list."""
    return Go(CohortCard, {"cohort": meaning.rest})


FLOW = Flow(
    (ChooseCohort, CohortCard, ForWhom, AskName, AskSeatConsent),
    buttons={"cohort": open_cohort},
)
