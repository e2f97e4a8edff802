"""HUMAN: a request for the resource centre's staff, what it is about, and when they answer.

A voice note, a picture or a contact is such a request too: a machine can do nothing else with it.
"""

from __future__ import annotations

from flows.components.centre_hours import when
from flows.components.hospitals import HEALTH, if_urgent
from flows.components.retention_words import guest_days, months_kept
from flows.components.wording import agree_or_refuse
from flows.engine.effect import (
    AskHuman,
    Effect,
    GiveConsent,
    HelpReason,
    LetStaffListen,
    Purpose,
)
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName

WORDS_KEPT = 1000

_WORDS_ABOUT_IT = 3
"""So many words beside the wish for a person say what it is about; a need says it in one."""

_SENT: dict[str, Line] = {
    "voice": _("A machine answers here: it cannot listen. We have told our team that you spoke."),
    "picture": _("A machine answers here: it sees no pictures. We have told our team about it."),
    "video": _("A machine answers here: it sees no videos. We have told our team about it."),
    "document": _("A machine answers here: it opens no files. We have told our team about it."),
    "contact": _("We have passed this contact on to our team."),
}
"""What somebody may send, and what is said of it; a sticker asks nothing of anybody."""

CONSENT_VERSION = "answer-3"
"""2: says "this chat" where we know no number. 3: "a way to write to you here", not a link."""


class KeepNumber(Step):
    """A guest is forgotten after a silence; an answer may take longer, so they may agree to it."""

    name = "ask_human.keep_number"
    is_form = True
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("keep:agree", _("I agree")), Choice("keep:refuse", _("I do not agree")))
        return Reply((_may_we_keep(talk),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "keep:agree":
            agreed = (GiveConsent(Purpose.FOLLOW_UP, CONSENT_VERSION),)
            return Go(StepName.REST, effects=agreed, saying=(_("Thank you."),), finished=True)
        if answer.choice == "keep:refuse":
            said = plural(
                "Your request is erased after {n} day without a message.",
                "Your request is erased after {n} days without a message.",
                guest_days(talk.world.programme),
            )
            return Go(StepName.REST, saying=(said,), finished=True)
        return Again((agree_or_refuse(talk),))

    def leave(self, talk: Talk) -> Outcome:
        return self.hear(talk, Answer("", Meaning(), "keep:refuse"))


def _may_we_keep(talk: Talk) -> Line:
    months = months_kept(talk.world.programme)
    if talk.world.channel.knows_number:
        # Translators: an SMS; a consent: what is kept, why, how long.
        return plural(
            "May we keep your number for {n} month, so that somebody can answer you?",
            "May we keep your number for {n} months, so that somebody can answer you?",
            months,
        )
    # Translators: never by SMS; a consent: what is kept, why, how long.
    return plural(
        "May we keep a way to write to you here for {n} month, so that somebody can answer you?",
        "May we keep a way to write to you here for {n} months, so that somebody can answer you?",
        months,
    )


class AskAbout(Step):
    """One question, which may be left out: who answers can prepare for it."""

    name = "ask_human.about"
    is_form = True
    takes_words = True
    takes_all_words = True

    def ask(self, talk: Talk) -> Reply:
        # Translators: an SMS; asked of who wants to talk to a person.
        question = _("In a few words: what is it about?")
        return Reply((question,), (Choice("skip", _("I prefer not to say")),))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        # Thanks say nothing of what it is about.
        is_thanks = answer.meaning.exact and answer.meaning.intent == "thanks"
        if answer.choice == "skip" or answer.meaning.intent == "skip" or is_thanks:
            return Go(_after(talk))
        reason = HelpReason(talk.recall("reason") or HelpReason.ASKED)
        told = (AskHuman(reason, answer.words[:WORDS_KEPT]),)
        said: list[Line] = [_("Thank you. Our team will read it.")]
        if HEALTH in answer.meaning.topics:
            # Nobody who is ill waits for an answer of ours.
            said += if_urgent(talk, answer.meaning)
        return Go(_after(talk), effects=told, saying=tuple(said))

    def leave(self, talk: Talk) -> Outcome:
        return Go(_after(talk))


def _after(talk: Talk) -> type[Step] | str:
    return KeepNumber if talk.world.contact.guest else StepName.REST


def ask_human(talk: Talk, meaning: Meaning) -> Outcome:
    """The request is made at once; what it is about is asked, unless it was said with it.

    Who has talked with staff of late, and went back to the machine, goes on with the same talk."""
    staff = talk.world.contact.with_staff
    if staff is not None and staff.answer:
        return Tell(
            Reply((_("Our team hears you again. Write what you want to say."),)),
            (LetStaffListen(listen=True),),
            leaves=True,
        )
    said = (_("We have told our team that you want to talk to a person."), *when(talk))
    if meaning.topics or len(meaning.rest.split()) >= _WORDS_ABOUT_IT:
        about = AskHuman(HelpReason.ASKED, talk.heard[:WORDS_KEPT])
        return Go(_after(talk), effects=(about,), saying=said)
    return ask_about(HelpReason.ASKED, said)


def sent(talk: Talk, meaning: Meaning) -> Outcome:
    """Something that no machine of ours can read: passed on, and honestly said so."""
    seen = _SENT.get(meaning.rest)
    if seen is None:
        return Again((_("We cannot see this here. Please write it in words."),), missed=False)
    passed_on = (AskHuman(HelpReason.SENT, meaning.said),)
    staff = talk.world.contact.with_staff
    if staff is not None and staff.listen:
        return Tell(Reply((seen,)), passed_on)
    if talk.world.contact.locale is None:
        return Go(StepName.CHOOSE_LANGUAGE, {"wish": "human"}, passed_on)
    if talk.is_in_form:
        return Aside((seen,), passed_on)
    return ask_about(HelpReason.SENT, (seen, *when(talk)), passed_on)


def ask_about(reason: HelpReason, saying: tuple[Line, ...], effects: tuple[Effect, ...] = ()) -> Go:
    """The question what a request is about, which makes the request where `effects` did not."""
    return Go(AskAbout, {"reason": reason}, effects or (AskHuman(reason),), saying)


FLOW = Flow(
    (AskAbout, KeepNumber),
    (Opening("human", ask_human, _("Talk to a person"), before_needs=True, at_any_step=True),),
    commands={"sent": sent},
)
