"""Said of oneself, with no question of ours before it: "I cannot come", or yes to a seat kept.

What is certain is noted and can be taken back by its number; of several classes one is picked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.components.training.class_messages import (
    CANNOT,
    COMES,
    coming_choices,
    read_about,
)
from flows.components.training.cohort_choices import words_of
from flows.components.training.course_questions import Asks, asked_of_course, spoken_of
from flows.components.training.days_named import days_named
from flows.components.training.seat_names import course_for
from flows.components.wording import pick_one
from flows.engine.effect import SpeakDiscreetly
from flows.engine.enrolments.states import CURRENT, ENROLLED
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.engine.understanding.decided import says_wanted
from flows.engine.understanding.intents import (
    AGREES,
    ANSWER,
    DISCREET,
    LEAVES,
    NOT_COMING,
    READ_BY_OTHERS,
    TAKES,
)
from flows.engine.understanding.intents import COMES as SAYS_COMES
from flows.engine.understanding.phrases.of_course import marks_alone, says_ill, says_late
from flows.step_names import StepName
from flows.training.answer import (
    another_class_asked,
    answer_invitation,
    class_answered,
    enrolment_of,
    is_kept,
    still_to_come,
)
from flows.training.at_the_class import at_the_class, is_held_up
from flows.training.classes_meant import is_on, meant, on_screen, to_come
from flows.training.trainee_questions import (
    courses_of,
    is_soon,
    leaving,
    none_on,
    trainee_question,
)

_MOST_LISTED = 4


class NotedClass(Step):
    """What was noted of a class, and the number that takes it back; of a class that was moved,
    whether they come to it as it is now."""

    name = "training.noted"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        about, comes = talk.recall("about"), talk.recall("comes") != "no"
        late = talk.recall("comes") == "late"
        said, noted = class_answered(talk, about, comes=comes, late=late)
        choices = _asked_now(talk, about)
        if not noted:
            return Reply(said, choices or (Choice("menu", _("Menu"), MENU_NUMBER),))
        if comes and another_class_asked(talk, about):
            # Its "1" says "I come": what is noted is taken back in words.
            return Reply(said, (Choice("menu", _("Menu"), MENU_NUMBER),))
        return Reply(said, choices[1:] if comes else choices[:1])

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        return picked(talk, answer)


class WhichClass(Step):
    """For who has several to come, or named a day without one."""

    name = "training.which_class"

    def ask(self, talk: Talk) -> Reply:
        kind = CANNOT if talk.recall("comes") == "no" else COMES
        choices = []
        for enrolment_id, cohort, meeting in to_come(talk)[:_MOST_LISTED]:
            enrolment = enrolment_of(talk, str(enrolment_id))
            words = words_of(talk, cohort)
            course = course_for(talk, enrolment, cohort) if enrolment else words.title
            label = _("{course}: {when}", course=course, when=words.at(meeting))
            come, cannot = coming_choices(enrolment_id, [meeting.as_told])
            choices.append(replace(come if kind == COMES else cannot, label=label, agrees=None))
        return Reply((_("Which class?"),), (*choices, Choice("menu", _("Menu"), 0)))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        return picked(talk, answer, is_late=talk.recall("comes") == "late")


def _asked_now(talk: Talk, about: str) -> tuple[Choice, ...]:
    """Whether they come to the same classes as these are now."""
    enrolment_id, told = read_about(about)
    enrolment = enrolment_of(talk, enrolment_id)
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    meetings = still_to_come(talk, cohort, told) if cohort else []
    return (
        coming_choices(int(enrolment_id), [each.as_told for each in meetings]) if meetings else ()
    )


def picked(talk: Talk, answer: Answer, *, is_late: bool = False) -> Outcome:
    """`is_late`: which class it is they pick; that they come late they said before."""
    kind, _colon, about = (answer.choice or "").partition(":")
    if kind not in (COMES, CANNOT):
        return Again((pick_one(talk),))
    return _noted(talk, about, comes="late" if is_late else "yes" if kind == COMES else "no")


def _noted(talk: Talk, about: str, *, comes: str) -> Outcome:
    """`comes`: "yes", "no" or "late"."""
    _said, effects = class_answered(talk, about, comes=comes != "no", late=comes == "late")
    return Go(NotedClass, {"about": about, "comes": comes}, effects, fresh=True)


def unprompted_answer(talk: Talk, meaning: Meaning) -> Outcome:
    """`Again` where it says nothing of a seat of theirs."""
    marks = {each.mark for each in meaning.phrases if each.mark.startswith(ANSWER)}
    if DISCREET in marks or any(meaning.phrase(mark) for mark in READ_BY_OTHERS):
        return discreetly(talk, meaning)
    if meaning.phrase(LEAVES) and (mine := courses_of(talk)):
        return leaving(talk, mine)
    if says_late(meaning.said, talk.world.lexicon) or is_held_up(talk, meaning.said):
        late = of_class(talk, meaning, comes="late")
        if not isinstance(late, Again):
            return late
    if (found := at_the_class(talk, meaning)) is not None:
        return found
    is_yes_or_no = meaning.exact and meaning.intent in ("yes", "no")
    if not marks and not is_yes_or_no:
        return asks_of_course(talk, meaning)
    agrees = meaning.intent == "yes" if is_yes_or_no else marks <= AGREES
    whole = meaning.phrase(ANSWER)
    is_whole = is_yes_or_no or (whole is not None and whole.is_alone)
    shown = [key for _number, key in talk.session.offered]
    if seat := next((key for key in shown if key.startswith("seat:yes.")), ""):
        taken = seat if agrees else seat.replace("seat:yes.", "seat:no.")
        is_clear = is_whole or not agrees or TAKES in marks
        return _of_seat(talk, taken, is_clear=is_clear)
    about = _class_shown(shown, is_yes_or_no=is_yes_or_no)
    if about and (is_whole or NOT_COMING in marks) and not days_named(talk, meaning):
        return _noted(talk, about, comes="yes" if agrees else "no")
    kept = [each for each in talk.world.contact.enrolments if is_kept(each, talk)]
    if kept and is_whole and SAYS_COMES not in marks and NOT_COMING not in marks:
        if len(kept) > 1:
            return Go(StepName.WHICH_COURSE, fresh=True)
        return Go(StepName.MY_COURSE, {"enrolment": str(kept[0].id)}, fresh=True)
    if NOT_COMING in marks or (marks == {SAYS_COMES} and is_whole):
        noted = of_class(talk, meaning, comes="yes" if agrees else "no")
        is_ill = says_ill(meaning.said, talk.world.lexicon)
        return noted.closing_with(DOCTOR) if is_ill and isinstance(noted, Go) else noted
    return asks_of_course(talk, meaning)


_LEARNING = ("vocational_training", "education")
_OF_MINE = frozenset(
    (Asks.WHEN, Asks.BEGIN, Asks.WHERE, Asks.BRING, Asks.LEAVE, Asks.OURS, Asks.SEAT, Asks.LEFT)
)
_OF_ANY = frozenset((Asks.WHEN, Asks.BEGIN, Asks.WHERE, Asks.SEAT, Asks.LEFT, Asks.HAVE))
_SURELY = frozenset((Asks.WHEN, Asks.BEGIN, Asks.BRING, Asks.LEFT))


def asks_of_course(talk: Talk, meaning: Meaning) -> Outcome:
    """When, where, what to bring: of theirs, where they have one; else of those that start soon.
    `Again` where it is no such question."""
    lexicon = talk.world.lexicon
    asked = asked_of_course(meaning.said, lexicon)
    mine = [each for each in talk.world.contact.enrolments if each.state in CURRENT]
    if mine and Asks.SEAT in spoken_of(meaning.said, lexicon):
        asked |= {Asks.SEAT}
    # "cour" is a court of law as well, and "dar" a house: two words that agree are believed.
    if mine and (found := _of_trainee(talk, meaning)) is not None:
        return found
    is_sure = bool(mine and Asks.COURSE in asked and asked & _SURELY and meaning.place is None)
    if not is_sure and not _is_of_courses_alone(talk, meaning):
        return Again()
    looks_for_one = not mine and says_wanted(meaning, talk.world.lexicon)
    if {Asks.COST, Asks.COURSE} <= asked and not looks_for_one:
        return talk.commands["is_it_free"](talk, meaning)
    if mine and Asks.CERTIFICATE in asked:
        return talk.commands["my_certificate"](talk, meaning)
    if mine and asked & _OF_MINE:
        return talk.commands["my_course"](talk, meaning)
    is_any = asked & _OF_ANY and talk.world.trainings.enrolling(talk.world.now)
    if not mine and is_any and meaning.topics[:1] != _LEARNING[1:]:
        return talk.commands["starting_soon"](talk, meaning)
    return Again()


DOCTOR = _("To find a doctor, write: DOCTOR")
SICK_BEFORE = timedelta(days=2)
"""Who is ill so shortly before a class says that they stay away; else they look for a doctor."""


def _of_trainee(talk: Talk, meaning: Meaning) -> Outcome | None:
    """What is said of their course and of nothing else; of two words that agree one beside them
    may be unknown."""
    lexicon, is_whole = talk.world.lexicon, bool(marks_alone(meaning.said, talk.world.lexicon))
    if meaning.possible is not None or not marks_alone(meaning.said, lexicon, unknown=1):
        return None
    asked = spoken_of(meaning.said, lexicon)
    if is_whole and Asks.SICK in asked and is_soon(talk, SICK_BEFORE):
        away = of_class(talk, meaning, comes="no")
        return away.closing_with(DOCTOR) if isinstance(away, Go) else None
    return trainee_question(talk, asked, days_named(talk, meaning), is_whole=is_whole)


def _is_of_courses_alone(talk: Talk, meaning: Meaning) -> bool:
    """A town, or another need beside it, is looked for as ever."""
    if meaning.place is not None or meaning.elsewhere is not None:
        return False
    if meaning.exact and meaning.intent not in _LEARNING:
        return False
    return not meaning.topics or meaning.topics[0] in _LEARNING


def discreetly(talk: Talk, meaning: Meaning) -> Outcome:
    """What we write of every course they are in, or in line for, says little from now on."""
    mine = [each.id for each in talk.world.contact.own_enrolments if each.state in CURRENT]
    if not mine:
        return Again()
    said = _("From now on a reminder says when, and not what or where.")
    return Aside((said,), tuple(SpeakDiscreetly(each, True) for each in mine))


def _of_seat(talk: Talk, key: str, *, is_clear: bool) -> Outcome:
    if not is_clear:
        return Again()
    return answer_invitation(talk, Meaning(rest=key.partition(":")[2]))


def _class_shown(shown: list[str], *, is_yes_or_no: bool) -> str:
    """The class on the screen; a yes answers only what asks whether they come."""
    abouts = {key.partition(":")[0]: key.partition(":")[2] for key in shown}
    if is_yes_or_no and not {COMES, CANNOT} <= abouts.keys():
        return ""
    return abouts.get(CANNOT) or abouts.get(COMES) or ""


def of_class(
    talk: Talk, meaning: Meaning, *, comes: str, of: frozenset[int] = frozenset()
) -> Outcome:
    """Of the day that was named, else of the next one; `Again` where there is no class to come.
    `of`: of whose seats, where it is known."""
    coming = to_come(talk, of)
    if not coming:
        return Again()
    days = days_named(talk, meaning)
    these = meant(talk, coming, days)
    if len({enrolment_id for enrolment_id, _cohort, _meeting in these}) == 1:
        told = [each.as_told for _id, _cohort, each in these]
        about = coming_choices(these[0][0], told)[0].key.partition(":")[2]
        return _noted(talk, about, comes=comes)
    saying = () if these else (none_on(days[0]),)
    one = {"enrolment": str(next(iter(of)))} if len(of) == 1 else on_screen(talk)
    return Go(WhichClass, {**one, "comes": comes}, saying=saying, fresh=True)


def on_named_day(talk: Talk, meaning: Meaning) -> Outcome:
    """An answer to what we asked of another day: it is of the class of the day they name. `rest`:
    the key of the answer; `Again` where they name no other day."""
    kind, _colon, about = meaning.rest.partition(":")
    days = days_named(talk, meaning) if kind in (COMES, CANNOT) else ()
    enrolment_id, told = read_about(about)
    enrolment = enrolment_of(talk, enrolment_id) if days else None
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    if enrolment is None or cohort is None:
        return Again()
    asked = still_to_come(talk, cohort, told)
    if any(is_on(talk, cohort, each, days) for each in asked):
        return Again()
    of_theirs = any(is_on(talk, cohort, each, days) for each in cohort.standing)
    others = {each.id for each in talk.world.contact.enrolments if each.state in ENROLLED}
    of = frozenset((enrolment.id,)) if of_theirs else frozenset(others)
    return of_class(talk, meaning, comes="yes" if kind == COMES else "no", of=of)


_COMMANDS = {
    "unprompted_answer": unprompted_answer,
    "asks_of_course": asks_of_course,
    "discreetly": discreetly,
    "on_named_day": on_named_day,
}

FLOW = Flow((NotedClass, WhichClass), commands=_COMMANDS)
