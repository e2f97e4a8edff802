"""Registering interest in a training or a financial offer: at most seven questions, one consent.

Nationality and papers are never asked. Nothing is kept before the consent at the end; left midway,
it goes on at the same question.
"""

from __future__ import annotations

from typing import ClassVar

from flows.components.asked import Asked
from flows.components.first_name import may_be_same, read_first_name
from flows.components.offers import (
    begin,
    enrolling,
    kind_for,
    kinds,
    names_another_course,
    offer_taught,
)
from flows.components.phone_number import read_phone
from flows.components.retention_words import months_kept
from flows.components.search_results import search
from flows.components.wording import agree_or_refuse, left_form, pick_one
from flows.engine.effect import GiveConsent, Purpose, RecordInterest
from flows.engine.reply import MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.values.entries import Offer, OfferKind

CONSENT_VERSION = "interest-4"
"""2: says "this chat" where we know no number. 3: "a way to write to you here", not a link."""
HERE = "here"

KINDS: dict[OfferKind, Line] = {
    OfferKind.TRAINING: _("A training course"),
    OfferKind.FINANCE: _("Bank: savings, loans, sending money"),
}

WHEN: dict[str, Line] = {
    "morning": _("In the morning"),
    "afternoon": _("In the afternoon"),
    "evening": _("In the evening"),
    "any": _("Any time"),
}


_COURTESIES: dict[str, Line] = {"greet": _("Hello!"), "thanks": _("You are welcome.")}


class _Question(Step):
    """A question of the registration: offered again when it was left midway."""

    is_form: ClassVar[bool] = True
    resumes: ClassVar[bool] = True

    def leave(self, talk: Talk) -> Outcome:
        return left_form()


class ChooseKind(_Question):
    name = "register_interest.choose_kind"

    def ask(self, talk: Talk) -> Reply:
        choices = tuple(
            Choice(f"kind:{kind.value}", KINDS[kind]) for kind in kinds(talk.world.programme)
        )
        return Reply((_("What would you like to register for?"),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice is None:
            return Again((pick_one(talk),))
        return Go(ChooseOffer, {"kind": answer.choice.removeprefix("kind:"), "page": "0"})


class ChooseOffer(_Question):
    name = "register_interest.choose_offer"

    def ask(self, talk: Talk) -> Reply:
        offers = talk.world.programme.offers_of(OfferKind(talk.recall("kind")))
        size = len(offers) if len(offers) <= talk.world.channel.page_size + 2 else 4
        pages = max(1, -(-len(offers) // size))
        first = int(talk.recall("page") or "0") % pages * size
        choices = [
            Choice(f"offer:{each.code}", each.title) for each in offers[first : first + size]
        ]
        if pages > 1:
            choices.append(Choice("more", _("More"), MORE_NUMBER))
        return Reply((_("Which one interests you?"),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "more":
            return Go(ChooseOffer, {"page": str(int(talk.recall("page") or "0") + 1)})
        if answer.choice is None:
            return Again((pick_one(talk),))
        offer = answer.choice.removeprefix("offer:")
        if enrolling(talk, offer):
            return begin(talk, offer=offer, town=talk.recall("town"))
        # A town that was said before is not asked again.
        known = talk.world.directory.place(talk.recall("town"))
        return Go(AskFirstName if known else ChooseTown, {"offer": offer})


class ChooseTown(_Question):
    name = "register_interest.choose_town"

    def ask(self, talk: Talk) -> Reply:
        directory = talk.world.directory
        towns = [directory.place(each.main_place) for each in talk.world.programme.regions]
        choices = tuple(Choice(f"town:{each.id}", each.name) for each in towns if each)
        return Reply((_("In which town?"),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        picked = (answer.choice or "").removeprefix("town:") or answer.meaning.place
        if talk.world.directory.place(picked) is None:
            return Again((_("Please pick a town, or write its name."),))
        return self.given(talk, picked or "")

    def given(self, talk: Talk, said: str) -> Outcome:
        """On with a town of ours."""
        return Go(AskFirstName, {"town": said})


class AskFirstName(_Question):
    name = "register_interest.first_name"
    takes_words = True

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice("skip", _("I prefer not to say")),)
        return Reply((_("What is your first name? You do not have to say."),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "skip":
            return self.given(talk, "")
        if answer.meaning.is_request:
            return search(talk, answer.meaning)
        if answer.meaning.intent in _COURTESIES and not talk.recall("greeted"):
            # Somebody who comes back days later says hello first; but Salem is a name as well, and
            # so is Merci.
            said = _COURTESIES[answer.meaning.intent]
            return Go(type(self), {"greeted": "yes"}, saying=(said,))
        name = read_first_name(answer.words)
        if name is None or answer.meaning.intent in ("yes", "no"):
            return Again((_("Please write only your first name."),))
        return self.given(talk, name)

    def given(self, talk: Talk, said: str) -> Outcome:
        """On with a name, or with none."""
        return Go(AskHowToReach, {"first_name": said})


class AskHowToReach(_Question):
    name = "register_interest.reach_by"
    takes_words = True
    takes_number = True

    def ask(self, talk: Talk) -> Reply:
        choices = (Choice(HERE, _("Write to me here")),)
        question = _("How may we reach you? Pick 1, or write a phone number.")
        if talk.world.channel.shows_buttons:
            # Translators: never by SMS; it stands above a button.
            question = _("How may we reach you? Press the button, or write a phone number.")
        return Reply((question,), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == HERE:
            return self.given(talk, HERE)
        number = read_phone(answer.words, talk.world.programme)
        if number is None and answer.meaning.topics:
            return search(talk, answer.meaning)
        if number is None:
            if talk.world.channel.shows_buttons:
                # Translators: never by SMS; it stands above a button.
                return Again((_("This is not a phone number. Press the button, or write one."),))
            return Again((_("This is not a phone number. Write 1, or a number to call."),))
        return self.given(talk, number)

    def given(self, talk: Talk, said: str) -> Outcome:
        """On with a number, or with HERE."""
        return Go(AskWhen, {"reach_by": said})


class AskWhen(_Question):
    name = "register_interest.reach_when"

    def ask(self, talk: Talk) -> Reply:
        choices = tuple(Choice(f"when:{key}", label) for key, label in WHEN.items())
        return Reply((_("When is it best to reach you?"),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice is None:
            return Again((pick_one(talk),))
        return Go(AskConsent, {"reach_when": answer.choice.removeprefix("when:")})


class AskConsent(_Question):
    """Agreed to by its number, its button or its own words; never by YES, which carriers take."""

    name = "register_interest.consent"
    keeps_asking = True

    def ask(self, talk: Talk) -> Reply:
        choices = (
            # Translators: of a consent.
            Choice("consent:agree", _("I agree")),
            # Translators: of a consent.
            Choice("consent:refuse", _("I do not agree")),
        )
        return Reply((self.what_is_kept(talk),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "consent:refuse":
            said = _("We do not keep these answers. You can still ask us anything.")
            return Go(StepName.REST, saying=(said,), fresh=True, finished=True)
        if answer.choice != "consent:agree":
            return Again((agree_or_refuse(talk),))
        return self.agreed(talk)

    def what_is_kept(self, talk: Talk) -> Line:
        """What, why, how long, and who sees it; another text is another version."""
        return _what_is_kept(talk)

    def agreed(self, talk: Talk) -> Outcome:
        """What is kept from now on."""
        return _record(talk)


def _what_is_kept(talk: Talk) -> Line:
    months = months_kept(talk.world.programme)
    if talk.world.channel.knows_number:
        # Translators: an SMS; a consent: what is kept, why, how long, who sees it.
        return plural(
            "We keep your number and these answers for {n} month, "
            "only to reach you about this. Only our team sees them, unless you agree anew.",
            "We keep your number and these answers for {n} months, "
            "only to reach you about this. Only our team sees them, unless you agree anew.",
            months,
        )
    # Translators: never by SMS; a consent: what is kept, why, how long, who sees it.
    return plural(
        "We keep a way to write to you here and these answers for {n} month, "
        "only to reach you about this. Only our team sees them, unless you agree anew.",
        "We keep a way to write to you here and these answers for {n} months, "
        "only to reach you about this. Only our team sees them, unless you agree anew.",
        months,
    )


def _record(talk: Talk) -> Outcome:
    offer = talk.world.programme.offer(talk.recall("offer"))
    if offer is None:
        return Go(StepName.MENU, saying=(_("This is not offered any more."),), finished=True)
    interest = RecordInterest(
        receipt=_receipt(talk, offer),
        offer=offer.code,
        place=talk.recall("town"),
        first_name=talk.recall("first_name"),
        reach_by=talk.recall("reach_by"),
        reach_when=talk.recall("reach_when"),
    )
    thanks = _thanks(talk, interest.receipt, offer)
    effects = (GiveConsent(Purpose.INTEREST, CONSENT_VERSION), interest)
    return Go(StepName.REST, {}, effects, thanks, fresh=True, finished=True)


def _receipt(talk: Talk, offer: Offer) -> str:
    """Whoever registers again for the same keeps their code."""
    kept, name = talk.world.contact.tell_kept().interests, talk.recall("first_name")
    same = (
        each.receipt
        for each in kept
        if each.offer == offer.code and not each.is_done and may_be_same(name, each.first_name)
    )
    return next(same, "") or talk.world.draw_receipt()


def _thanks(talk: Talk, receipt: str, offer: Offer) -> tuple[Line, ...]:
    name = talk.recall("first_name")
    thanks = _("Thank you, {name}.", name=name) if name else _("Thank you.")
    return (
        thanks,
        _(
            "Registered: {offer}. Your code: {receipt}",
            offer=offer.title,
            receipt=receipt,
        ),
        _news(talk),
    )


def _news(talk: Talk) -> Line:
    if talk.recall("reach_by") == HERE and talk.world.contact.stopped:
        return _("Keep the code. You wrote STOP. For news of this, write: START")
    if talk.recall("reach_by") == HERE:
        return _("We will write if there is news. Keep the code.")
    return _("We will call if there is news. Keep the code.")


def register(talk: Talk, meaning: Meaning) -> Outcome:
    said = Asked.said(talk.world, meaning)
    before = Asked.remembered(talk.memory)
    kind = kind_for(said.need or before.need, talk.world.programme)
    another = names_another_course(talk.world, meaning)
    # A word that is no name of ours may still say which kind.
    kind = kind or (OfferKind.TRAINING if another else None)
    offer = said.offer or offer_taught(talk.world, meaning) or before.offer
    return begin(talk, kind, offer, said.place, another=another)


FLOW = Flow(
    (ChooseKind, ChooseOffer, ChooseTown, AskFirstName, AskHowToReach, AskWhen, AskConsent),
    (Opening("register", register, _("Register")),),
)
