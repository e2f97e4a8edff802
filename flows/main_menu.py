"""The menu: what do you need? And, when a conversation has ended, the way back to it."""

from __future__ import annotations

from dataclasses import replace

from flows.components.asked import Asked
from flows.components.follow_up import heard_of_follow_up, offered_for
from flows.components.offers import begin, kinds
from flows.components.search_results import from_location, look_for, shown
from flows.components.wording import pick_or_write
from flows.engine.effect import LetStaffListen, StartMessages
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Aside, Flow, Go, Opening, Outcome, Step, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.services.finer_needs import from_menu
from flows.step_names import StepName

PAGE_BY_SMS = 5

_FIXED = {"register": 6, "feedback": 7, "resume": 8, "human": 8, "trainings": 10}
"""What stands beside the needs has one number on every page: an older page is still on the screen,
and its numbers must not do something else. 9 is MORE wherever there is more."""

_HUMAN_BESIDE_RESUME = 11


class ChooseNeed(Step):
    """The needs in the programme's order; by SMS a few at a time, the rest with 9.

    After the last of them a person is offered: whoever got there has not found their need.
    """

    name = "main_menu.choose"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        categories = [each for each in talk.world.programme.categories if each.in_menu]
        shown, more = _page(talk, len(categories))
        choices = [Choice(f"need:{each.code}", each.title) for each in categories[shown]]
        others = _beside_needs(talk, is_last=shown.stop >= len(categories))
        if more:
            numbered = (replace(each, number=_number(each, talk)) for each in others)
            beside = [*numbered, Choice("more", _("More"), MORE_NUMBER)]
            choices += sorted(beside, key=lambda each: each.number or 0)
        else:
            choices += others
        if talk.world.channel.shows_buttons:
            choices.append(Choice("language", _("Language")))
        # Translators: an SMS; above the next page of a list, so that it fits in one segment.
        further = shown.start > 0 and talk.world.channel.bills_segments
        return Reply((_("Also:") if further else _question(talk),), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        key = answer.choice or ""
        if key.startswith("need:"):
            asked = Asked(need=key.removeprefix("need:"), place=talk.recall("place"))
            return from_menu(talk, asked)
        if key == "more":
            page = str(int(talk.recall("page") or "0") + 1)
            return Go(ChooseNeed, {"page": page})
        if key == "resume" and talk.session.paused:
            left = talk.session.paused
            return Go(left.step, left.memory, fresh=True)
        if key == "register":
            return begin(talk)
        if key == "feedback":
            return Go(StepName.RATE)
        if key == "trainings":
            return Go(StepName.STARTING_SOON, fresh=True)
        if answer.position is not None:
            return from_location(talk, Asked(), answer.position)
        return Again(pick_or_write(talk))


def _beside_needs(talk: Talk, *, is_last: bool) -> list[Choice]:
    choices: list[Choice] = []
    if talk.session.paused:
        choices.append(Choice("resume", _("Go on with my registration")))
    starts_soon = bool(talk.world.trainings.enrolling(talk.world.now))
    if starts_soon:
        choices.append(Choice("trainings", _("Trainings: what starts soon")))
    offered = kinds(talk.world.programme)
    if offered:
        # By SMS there is no room for both beside a page of needs.
        is_short = len(offered) == 1 or (starts_soon and talk.world.channel.bills_segments)
        label = _("Register") if is_short else _("Register: training, bank")
        choices.append(Choice("register", label))
    choices.append(Choice("feedback", _("Your opinion")))
    if is_last:
        choices.append(Choice("human", _("Talk to a person")))
    return choices


def _number(choice: Choice, talk: Talk) -> int:
    if choice.key == "human" and talk.session.paused:
        return _HUMAN_BESIDE_RESUME
    return _FIXED[choice.key]


def _question(talk: Talk) -> Line:
    """Asks for a number only where numbers are shown."""
    place = talk.world.directory.place(talk.recall("place"))
    if talk.world.channel.shows_buttons:
        if place is None:
            return _("What do you need? Press a button, or write it.")
        return _("What do you need in {place}? Press a button, or write it.", place=place.name)
    if place is None:
        # Translators: an SMS; with the list of needs it should fit in two segments.
        return _("What do you need? Pick a number or write it.")
    # Translators: an SMS; with the list of needs it should fit in two segments.
    return _("What do you need in {place}? Pick a number or write it.", place=place.name)


def _page(talk: Talk, total: int) -> tuple[slice, bool]:
    """Which categories this page shows, and whether others follow; the last leads to the first."""
    if talk.world.channel.shows_buttons:
        return slice(0, total), False
    pages = -(-total // PAGE_BY_SMS)
    first = (int(talk.recall("page") or "0") % pages) * PAGE_BY_SMS
    return slice(first, first + PAGE_BY_SMS), pages > 1


class Rest(Step):
    """After a conversation has ended: any need may be written, and 0 brings the menu."""

    name = "main_menu.rest"

    def ask(self, talk: Talk) -> Reply:
        return Reply((), (Choice("menu", _("Menu"), MENU_NUMBER),))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, need = (answer.choice or "").partition(":")
        if kind == "need":
            return look_for(talk, Asked(need=need, place=talk.recall("place")))
        if kind == "service":
            return Go(StepName.CARD, {"service": need}, shown(talk, need))
        if answer.choice == "register":
            return begin(talk, offer=talk.recall("offer"))
        if (heard := heard_of_follow_up(talk, answer.choice)) is not None:
            return heard
        if answer.position is not None:
            return from_location(talk, Asked(), answer.position)
        return Again((_("We did not understand."),))


def menu(talk: Talk, meaning: Meaning) -> Outcome:
    """The way out of everything, of a talk with staff too."""
    staff = talk.world.contact.with_staff
    if staff is None or not staff.listen:
        return Go(ChooseNeed, fresh=True)
    back = _("A machine answers again. HUMAN: our team.")
    return Go(ChooseNeed, effects=(LetStaffListen(listen=False),), saying=(back,), fresh=True)


def start(talk: Talk, meaning: Meaning) -> Outcome:
    """START takes a STOP back, and begins again."""
    effects = (StartMessages(),) if talk.world.contact.stopped else ()
    if talk.world.contact.locale is None:
        return Go(StepName.CHOOSE_LANGUAGE, effects=effects, fresh=True)
    welcome_back = (_("Hello again."),) if effects else ()
    return Go(ChooseNeed, effects=effects, saying=welcome_back, fresh=True, finished=bool(effects))


def back(talk: Talk, meaning: Meaning) -> Outcome:
    """The question before this one; at the first one, the menu."""
    if not talk.session.history:
        return Go(ChooseNeed, fresh=True)
    before = talk.session.history[-1]
    return Go(before.step, before.memory, fresh=True, back=True)


def greet(talk: Talk, meaning: Meaning) -> Outcome:
    return Again((_("Hello!"),), missed=False)


def agreed(talk: Talk, meaning: Meaning) -> Outcome:
    """ "OK", where nothing was asked that a yes or a no would answer."""
    return Aside((_("All right."),))


def thanks(talk: Talk, meaning: Meaning) -> Outcome:
    """Kindly; in the middle of some questions the one that was asked is asked again.

    Who thanks for a card may be asked later whether it helped.
    """
    if talk.is_in_form:
        return Again((_("You are welcome."),), missed=False)
    looked_at = talk.recall("service") if talk.session.step == StepName.CARD else ""
    offered = offered_for(talk, looked_at, talk.recall("need"))
    return Go(Rest, saying=(_("You are welcome. Write to us when you like."),), beside=offered)


FLOW = Flow(
    (ChooseNeed, Rest),
    (
        Opening("menu", menu, inside=False, at_any_step=True),
        Opening("back", back, inside=False, at_any_step=True),
        Opening("start", start),
        Opening("thanks", thanks, is_courtesy=True),
        Opening("greet", greet, is_courtesy=True),
    ),
    commands={"agreed": agreed},
)
