"""Feedback: a rating, words, and whether we may know who gave it."""

from __future__ import annotations

from typing import ClassVar

from flows.components.retention_words import months_kept
from flows.components.service_lines import name as name_of
from flows.components.wording import left_form, pick_one
from flows.engine.effect import GiveConsent, Purpose, RecordFeedback
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName

CONSENT_VERSION = "follow-up-3"
"""2: says "this chat" where we know no number. 3: "a way to write to you here", not a link."""
WORDS_KEPT = 1000

RATINGS: tuple[Line, ...] = (
    _("Very bad"),
    _("Bad"),
    _("So-so"),
    _("Good"),
    _("Very good"),
)


class _Question(Step):
    is_form: ClassVar[bool] = True

    def leave(self, talk: Talk) -> Outcome:
        return left_form()


class Rate(_Question):
    """Asked once: who writes of anything else is answered, and not asked again."""

    name = "feedback.rate"
    is_form = False
    stays_on_screen = True
    asks_once = True

    def ask(self, talk: Talk) -> Reply:
        service = talk.world.directory.service(talk.recall("about"))
        question: Line = _("How was Dalil for you?")
        if service is not None:
            question = _("How was it: {service}?", service=name_of(service))
        choices = tuple(Choice(str(n), label) for n, label in enumerate(RATINGS, start=1))
        return Reply((question,), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice is None:
            buttons = talk.world.channel.shows_buttons
            said = pick_one(talk) if buttons else _("Please answer with a number from 1 to 5.")
            # Whoever writes another number means to rate.
            return Again((said,), missed=answer.meaning.option is None)
        return Go(Explain, {"rating": answer.choice})


class Explain(_Question):
    name = "feedback.explain"
    takes_words = True
    takes_all_words = True

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("skip", _("Nothing to add")),)
        return Reply((_("Tell us more, in your words."),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.meaning.exact and answer.meaning.intent == "anonymous":
            return _record(talk, "", anonymous=True)
        words = "" if answer.choice == "skip" else answer.words[:WORDS_KEPT]
        return Go(Sign, {"words": words})


class Sign(_Question):
    """To keep the link to the contact is a consent: given by its number or its own words."""

    name = "feedback.sign"
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = (
            # Translators: of a consent.
            Choice("sign:anonymous", _("No, without my name")),
            # Translators: of a consent.
            Choice("sign:known", _("Yes, write to me")),
        )
        # Translators: of a consent.
        may_we = _("May we write to you about this?")
        return Reply((may_we, _kept(talk)), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        said_anonymous = answer.meaning.exact and answer.meaning.intent == "anonymous"
        if answer.choice == "sign:anonymous" or said_anonymous:
            return _record(talk, talk.recall("words"), anonymous=True)
        if answer.choice == "sign:known":
            return _record(talk, talk.recall("words"), anonymous=False)
        return Again((pick_one(talk),))


def _kept(talk: Talk) -> Line:
    months = months_kept(talk.world.programme)
    if talk.world.channel.knows_number:
        # Translators: an SMS; of a consent.
        return plural(
            "If yes, we keep your number for {n} month.",
            "If yes, we keep your number for {n} months.",
            months,
        )
    # Translators: never by SMS; of a consent: we know a chat and no number.
    return plural(
        "If yes, we keep a way to write to you here for {n} month.",
        "If yes, we keep a way to write to you here for {n} months.",
        months,
    )


def _record(talk: Talk, words: str, *, anonymous: bool) -> Outcome:
    feedback = RecordFeedback(
        rating=int(talk.recall("rating")),
        words=words,
        service=talk.recall("about") or None,
        anonymous=anonymous,
    )
    consent = () if anonymous else (GiveConsent(Purpose.FOLLOW_UP, CONSENT_VERSION),)
    thanks = _("Thank you. Your opinion helps us do better.")
    return Go(
        StepName.REST, effects=(*consent, feedback), saying=(thanks,), fresh=True, finished=True
    )


def feedback(talk: Talk, meaning: Meaning) -> Outcome:
    """Said while a service's card is shown, it is about that service; of who was asked what they
    think of their course, and has not said so yet, it is the answer to that."""
    if talk.session.step == StepName.RATE:
        # In words, where a number was asked for.
        return Rate().hear(talk, Answer("", meaning))
    about = talk.recall("service") if talk.session.step == StepName.CARD else ""
    of_course = talk.commands["open_opinion"](talk, meaning)
    if not about and not isinstance(of_course, Again):
        return of_course
    return Go(Rate, {"about": about} if about else {}, fresh=True)


FLOW = Flow(
    (Rate, Explain, Sign),
    (Opening("feedback", feedback, _("Your opinion"), before_needs=True),),
)
