"""A question of ours that is open still: put again to whoever writes ANSWER, or answered another.

Each is put in its own words, and its numbers are the ones it had.
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.components.training.class_messages import (
    place_line,
    read_about,
    signed,
    what_was_said,
    when_of,
)
from flows.components.training.cohort_choices import words_of
from flows.components.training.opinion_words import NAMELESS, OPINION
from flows.components.training.seat_names import whose
from flows.engine.enrolments.open_question import OpenQuestion, soonest_first
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import ASKED_AGAIN, Again, Aside, Flow, Opening, Outcome, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.training.answer import called, enrolment_of, still_to_come
from flows.training.standing_reply import kept_for


def whether_coming(talk: Talk, meaning: Meaning) -> Outcome:
    """When and where, for whom, and of what: in few words where others read the phone."""
    enrolment_id, told = read_about(meaning.rest)
    enrolment = enrolment_of(talk, enrolment_id)
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    # One that has begun may still be answered of, but nobody is asked of it any more.
    open_still = still_to_come(talk, cohort, told) if cohort else []
    meetings = [each for each in open_still if each.starts_at > talk.world.now]
    if enrolment is None or cohort is None or not meetings:
        return Aside(())
    words = words_of(talk, cohort)
    when, of = when_of(words, tuple(meetings)), called(talk, enrolment, cohort)
    answers = {enrolment.coming.get(each.id) for each in meetings}
    said = [what_was_said(coming=each) for each in answers if each is not None]
    said = said if len(answers) == 1 else []
    if enrolment.discreet:
        return Aside((signed(of, _("{when}.", when=when)), *said))
    return Aside((place_line(of, when, words.where(meetings[0])), *said))


def whether_taken(talk: Talk, meaning: Meaning) -> Outcome:
    """The seat, when it begins, and until when it is kept."""
    enrolment = enrolment_of(talk, meaning.rest.rpartition(".")[2])
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    if enrolment is None or cohort is None:
        return Aside(())
    return Aside(kept_for(talk, enrolment, words_of(talk, cohort)))


def whether_useful(talk: Talk, meaning: Meaning) -> Outcome:
    enrolment = enrolment_of(talk, meaning.rest.partition(".")[0])
    cohort = talk.world.trainings.cohort(enrolment.cohort_id) if enrolment else None
    asked: Line = _("Was your course useful for you?")
    if enrolment is None or cohort is None:
        return Aside((asked, NAMELESS))
    if not enrolment.discreet:
        asked = _("Was the course useful for you: {course}?", course=words_of(talk, cohort).title)
    return Aside((signed(whose(talk, enrolment), asked), NAMELESS))


def our_question(talk: Talk, meaning: Meaning) -> Outcome:
    """The one that has to be answered first; the others follow, each after the answer to the one
    before."""
    return _first_of(talk, soonest_first(talk.world.contact.open_questions))


def newest_question(talk: Talk, meaning: Meaning) -> Outcome:
    """The one on the screen of whoever says neither yes nor no to it."""
    return _first_of(talk, talk.world.contact.open_questions)


def _first_of(talk: Talk, questions: Iterable[OpenQuestion]) -> Outcome:
    for question in questions:
        if (asked := _asked(talk, question)) is not None:
            return asked
    if talk.world.contact.asked:
        # What they answered before it was asked: it stands on their screen, and may be changed.
        shown = OpenQuestion(talk.world.contact.asked, talk.world.now)
        if (asked := _asked(talk, shown)) is not None:
            return asked
    return Aside((_("There is no question of ours to answer now."),))


def open_opinion(talk: Talk, meaning: Meaning) -> Outcome:
    """What they think of a course that is over, where we asked; `Again` where we did not."""
    for question in talk.world.contact.open_questions:
        if question.kind == OPINION and (asked := _asked(talk, question)) is not None:
            return asked
    return Again()


def _asked(talk: Talk, question: OpenQuestion) -> Outcome | None:
    """What they are in the middle of stays: it is asked again after the answer."""
    ask = talk.commands.get(f"{ASKED_AGAIN}{question.kind}")
    put = ask(talk, Meaning(rest=question.about)) if ask else None
    if not isinstance(put, Aside) or not put.saying:
        return None
    menu = Choice("menu", _("Menu"), MENU_NUMBER)
    return Tell(Reply(put.saying, (*question.choices, menu)))


FLOW = Flow(
    openings=(Opening("our_question", our_question, inside=False, at_any_step=True),),
    commands={
        f"{ASKED_AGAIN}come": whether_coming,
        f"{ASKED_AGAIN}seat": whether_taken,
        f"{ASKED_AGAIN}{OPINION}": whether_useful,
        "open_opinion": open_opinion,
        "newest_question": newest_question,
    },
)
