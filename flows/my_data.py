"""MY DATA: what is kept, told in this chat. ERASE: asked once, then nothing is left."""

from __future__ import annotations

from flows.components.wording import pick_one
from flows.engine.effect import Erase
from flows.engine.reply import Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.engine.world import Kept
from flows.step_names import StepName


def my_data(talk: Talk, meaning: Meaning) -> Outcome:
    contact, world = talk.world.contact, talk.world
    kept = contact.tell_kept()
    language = world.language(contact.locale)
    place = world.directory.place(contact.place)
    lines = [_address(talk, kept.address_masked)]
    if kept.since:
        lines.append(_("Your first message: {day}.", day=kept.since))
    if language:
        lines.append(_("Language: {language}", language=language.own_name))
    if place:
        lines.append(_("Place: {place}", place=place.name))
    lines.extend(_given(talk, kept))
    lines.append(_ends(talk))
    lines.append(_("To erase everything, write: ERASE."))
    return Go(StepName.REST, saying=tuple(lines))


def _address(talk: Talk, masked: str) -> Line:
    if talk.world.channel.knows_number:
        return _("We keep your number: {address}", address=masked)
    return _("We keep your account: {address}", address=masked)


def _given(talk: Talk, kept: Kept) -> list[Line]:
    """What the person told us themselves."""
    lines: list[Line] = []
    for interest in kept.interests:
        offer = talk.world.programme.offer(interest.offer)
        title: Line = offer.title if offer else interest.offer
        lines.append(
            _("Registered: {offer}, code {receipt}", offer=title, receipt=interest.receipt)
        )
    if kept.feedback_count:
        lines.append(plural("{n} opinion you sent", "{n} opinions you sent", kept.feedback_count))
    if talk.session.paused is not None or _is_registering(talk):
        lines.append(_("A registration that you did not finish"))
    if kept.open_requests:
        lines.append(_("Your request to talk to a person"))
    return lines


def _is_registering(talk: Talk) -> bool:
    return (talk.session.step or "").startswith("register_interest.")


def _ends(talk: Talk) -> Line:
    retention = talk.world.programme.retention
    if not talk.world.contact.guest:
        return plural(
            "All of it is erased after {n} day without a message.",
            "All of it is erased after {n} days without a message.",
            retention.contact_days,
        )
    return plural(
        "All of it is erased after {n} hour without a message.",
        "All of it is erased after {n} hours without a message.",
        retention.guest_hours,
    )


class ConfirmErase(Step):
    name = "my_data.confirm_erase"
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
    spoken = talk.world.spoken_in(meaning.language, meaning.said)
    return Go(ConfirmErase, {"spoken": spoken.code}, locale=spoken.code)


FLOW = Flow(
    (ConfirmErase,),
    {"my_data": my_data, "delete_my_data": erase, "maybe_delete_my_data": erase},
)
