"""MY DATA: what is kept, told in this chat, and put right. ERASE: asked once, then all is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flows.components.follow_up import DO_NOT_ASK, heard_of_follow_up
from flows.components.retention_words import erased_after_agreeing, guest_days
from flows.components.training.enrolled_lines import enrolled_lines
from flows.components.wording import pick_one
from flows.engine.effect import Erase
from flows.engine.follow_ups import KeptFollowUp
from flows.engine.referrals import KeptReferral, ReferralState
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.engine.world import Kept, KeptInterest, KeptKind
from flows.referrals.my_referral import line_of
from flows.referrals.person_words import named
from flows.registration.correct_details import ChooseDetail
from flows.registration.register_interest import WHEN
from flows.step_names import StepName

_HOW_TO_ERASE = _("To erase everything, write: ERASE.")


class MyDataPage(Step):
    """What is kept. By SMS what the person gave comes first, and the rest with 9."""

    name = "my_data.told"
    is_owed = True
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        kept = talk.world.contact.tell_kept()
        correct = Choice("correct", _("Correct something"))
        menu = Choice("menu", _("Menu"), MENU_NUMBER)
        beside = (correct, *((DO_NOT_ASK,) if talk.world.contact.follow_up else ()))
        if not talk.world.channel.bills_segments:
            return Reply(
                (*_given(talk, kept), *_further(talk, kept), _HOW_TO_ERASE), (*beside, menu)
            )
        if talk.recall("data_page"):
            return Reply(tuple(_further(talk, kept)), (*beside, menu))
        more = Choice("more", _("More"), MORE_NUMBER)
        return Reply((*_given(talk, kept), _HOW_TO_ERASE), (*beside, more, menu))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "correct":
            return Go(ChooseDetail)
        if answer.choice == "more":
            return Go(MyDataPage, {"data_page": "1"})
        return heard_of_follow_up(talk, answer.choice) or Again((_("We did not understand."),))


_NOTHING_ASKED = (
    None,
    StepName.CHOOSE_LANGUAGE,
    StepName.MENU,
    StepName.REST,
    StepName.CARD,
    MyDataPage.name,
)
"""Where no question waits for its answer, so that what is wrong can be put right at once."""


def my_data(talk: Talk, meaning: Meaning) -> Outcome:
    """In the middle of a question it is told in short, and the question asked again."""
    if talk.session.step in _NOTHING_ASKED:
        return Go(MyDataPage, {"data_page": ""})
    lines = _given(talk, talk.world.contact.tell_kept())
    how = _("Once this is answered, MY DATA shows all of it, to be corrected.")
    return Aside((*lines, how, _HOW_TO_ERASE))


Lines = Iterable[Line]


def _given(talk: Talk, kept: Kept) -> list[Line]:
    """What the person told us themselves, and until when we keep it."""
    return [line for kind in GIVEN for line in TOLD[kind](talk, kept)]


def _further(talk: Talk, kept: Kept) -> list[Line]:
    """What was said, and whether somebody was in danger, is not told: others may hold the phone.
    That it is not is said to everybody, so that nobody learns anything from it."""
    return [line for kind in KeptKind if kind not in GIVEN for line in TOLD[kind](talk, kept)]


def _address(talk: Talk, masked: str) -> Line:
    if talk.world.channel.knows_number:
        return _("We keep your number: {address}", address=masked)
    return _("We keep your account: {address}", address=masked)


def _registered(talk: Talk, interest: KeptInterest) -> list[Line]:
    offer = talk.world.programme.offer(interest.offer)
    title: Line = offer.title if offer else interest.offer
    lines: list[Line] = [
        _("Registered: {offer}, code {receipt}", offer=title, receipt=interest.receipt)
    ]
    town = talk.world.directory.place(interest.place)
    if town:
        lines.append(_("Place: {place}", place=town.name))
    if interest.first_name:
        lines.append(_("First name: {name}", name=interest.first_name))
    if interest.call_masked:
        when = WHEN.get(interest.call_when, WHEN["any"])
        lines.append(_("Number to call: {number} ({when})", number=interest.call_masked, when=when))
    return lines


def _referred(referral: KeptReferral) -> Line:
    if referral.state not in (ReferralState.ACCEPTED, ReferralState.DONE):
        return _("Asked for you: {referral}", referral=line_of(referral))
    return _(
        "Passed on: {what}. To: {referral}",
        what=named(referral.passed),
        referral=line_of(referral),
    )


def _to_be_asked(kept: KeptFollowUp | None) -> tuple[Line, ...]:
    """Of which service is not said: others may hold the phone."""
    if kept is None:
        return ()
    if kept.asks_on is None:
        return (_("You let us ask you whether a service helped"),)
    return (_("We ask you whether a service helped: {day}", day=kept.asks_on),)


def _messages(talk: Talk) -> Line:
    return plural(
        "What we write to you we keep {n} day.",
        "What we write to you we keep {n} days.",
        talk.world.programme.retention.message_days,
    )


def _talks(talk: Talk) -> Lines:
    return (
        _("What is written to our team is not shown here. Ask at our centre."),
        plural(
            "We keep it {n} day after our team has closed it.",
            "We keep it {n} days after our team has closed it.",
            talk.world.programme.retention.conversation_days,
        ),
    )


def _is_registering(talk: Talk) -> bool:
    return (talk.session.step or "").startswith("register_interest.")


def _ends(talk: Talk) -> Line:
    if not talk.world.contact.guest:
        return erased_after_agreeing(talk.world.programme)
    return plural(
        "All of it is erased after {n} day without a message.",
        "All of it is erased after {n} days without a message.",
        guest_days(talk.world.programme),
    )


def _language(talk: Talk) -> Lines:
    language = talk.world.language(talk.world.contact.locale)
    return (_("Language: {language}", language=language.own_name),) if language else ()


def _place(talk: Talk) -> Lines:
    place = talk.world.directory.place(talk.world.contact.place)
    return (_("Place: {place}", place=place.name),) if place else ()


def _unfinished(talk: Talk) -> Lines:
    if talk.session.paused is not None or _is_registering(talk):
        return (_("A registration that you did not finish"),)
    return ()


def _where(there: int, line: Line) -> Lines:
    return (line,) if there else ()


TOLD: Mapping[KeptKind, Callable[[Talk, Kept], Lines]] = {
    KeptKind.ADDRESS: lambda talk, kept: (_address(talk, kept.address_masked),),
    KeptKind.OTHER_ADDRESSES: lambda _talk, kept: _where(
        kept.other_addresses, _("We know you by another address, too.")
    ),
    KeptKind.LANGUAGE: lambda talk, _kept: _language(talk),
    KeptKind.PLACE: lambda talk, _kept: _place(talk),
    KeptKind.REGISTRATIONS: lambda talk, kept: [
        line for each in kept.interests for line in _registered(talk, each)
    ],
    KeptKind.REFERRALS: lambda talk, _kept: [_referred(e) for e in talk.world.contact.referrals],
    KeptKind.FOLLOW_UP: lambda talk, _kept: _to_be_asked(talk.world.contact.follow_up),
    KeptKind.COURSES: lambda talk, _kept: enrolled_lines(talk),
    KeptKind.UNFINISHED: lambda talk, _kept: _unfinished(talk),
    KeptKind.UNTIL: lambda talk, _kept: (_ends(talk),),
    KeptKind.SINCE: lambda _talk, kept: (
        (_("Your first message: {day}.", day=kept.since),) if kept.since else ()
    ),
    KeptKind.CONSENTS: lambda _talk, kept: (
        (_("You agreed: {day}.", day=kept.agreed_on),) if kept.agreed_on else ()
    ),
    KeptKind.SOURCE: lambda _talk, kept: (
        (_("Poster or link: {poster}", poster=kept.source),) if kept.source else ()
    ),
    KeptKind.OPINIONS: lambda _talk, kept: _where(
        kept.feedback_count,
        plural("{n} opinion you sent", "{n} opinions you sent", kept.feedback_count),
    ),
    KeptKind.REQUESTS: lambda _talk, kept: _where(
        kept.open_requests, _("Your request to talk to a person, with your words")
    ),
    KeptKind.LOOKED_AT: lambda _talk, kept: (
        (_("Our team looked at your number: {day}.", day=kept.looked_at_on),)
        if kept.looked_at_on
        else ()
    ),
    KeptKind.MESSAGES: lambda talk, _kept: (_messages(talk),),
    KeptKind.TALKS: lambda talk, _kept: _talks(talk),
}
"""Of each kind what is told; nothing, where nothing of it is kept. Which tables are meant by each
says bot/privacy/traces/table.py."""

GIVEN = tuple(KeptKind)[: tuple(KeptKind).index(KeptKind.UNTIL) + 1]
"""Told first; by SMS the rest comes with 9."""


class ConfirmErase(Step):
    name = "my_data.confirm_erase"
    is_form = True
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("erase:yes", _("Yes, erase all")), Choice("erase:no", _("No")))
        if talk.world.channel.knows_number:
            question = _("Erase your number and all you told us? We cannot get it back.")
        else:
            # Translators: never by SMS; we know a chat and no number.
            question = _("Erase this chat and all you told us? We cannot get it back.")
        return Reply((question,), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "erase:yes":
            # Said in the language that is forgotten with the rest.
            done = Reply((_("Done. We have erased everything."),))
            return Tell(done, (Erase(),), talk.world.contact.locale or talk.recall("spoken"))
        if answer.choice == "erase:no":
            unknown = talk.world.contact.locale is None
            return Go(
                StepName.CHOOSE_LANGUAGE if unknown else StepName.REST,
                saying=() if unknown else (_("Nothing was erased."),),
            )
        if talk.world.channel.shows_buttons:
            return Again((pick_one(talk),))
        return Again((_("Answer 1 to erase, 2 to keep."),))

    def leave(self, talk: Talk) -> Outcome:
        return self.hear(talk, Answer("", Meaning(), "erase:no"))


def erase(talk: Talk, meaning: Meaning) -> Outcome:
    """Asked once; before a language is chosen, in the language of the word that was written."""
    if talk.world.contact.locale is not None:
        return Go(ConfirmErase)
    spoken = talk.spoken_in(meaning)
    return Go(ConfirmErase, {"spoken": spoken.code}, locale=spoken.code)


FLOW = Flow(
    (MyDataPage, ConfirmErase),
    (
        Opening("my_data", my_data, _("What you keep of me"), before_needs=True, at_any_step=True),
        Opening("delete_my_data", erase, maybe=erase),
    ),
)
