"""Finding a service: a need, a place, a list, a card; or all of it from one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, repeat
from urllib.parse import quote

from flows.components import search_results as finding
from flows.components.asked import COUNTRY, Asked, query_of
from flows.components.card_answers import Asked as AskedOfCard
from flows.components.card_answers import asked_of_card, asked_of_list
from flows.components.follow_up import heard_of_follow_up, offered_for, told_with
from flows.components.offers import begin, kind_for
from flows.components.service_card import card
from flows.components.service_lines import Seen, languages_read
from flows.components.training.cohort_choices import cohorts_near, is_free, is_near, starting
from flows.components.unmet_filters import finer_there, unmet
from flows.components.wording import pick_or_write
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.services.list_words import heading, label
from flows.step_names import StepName
from services_directory.search.filters import FREE
from services_directory.search.finder import Found
from services_directory.training.values import Cohort
from services_directory.values.entries import Category, FinerNeed, OfferKind, Service

ANYWHERE = "anywhere"


class ChoosePlace(Step):
    """The chief towns as choices; any other place is written, or shared as a location."""

    name = "find_service.choose_place"

    def ask(self, talk: Talk) -> Reply:
        if talk.recall(finding.ELSEWHERE):
            return _ask_nearest(talk)
        known = [talk.recall("place"), talk.world.contact.place or ""]
        choices = [*_towns(talk, known), Choice(f"place:{ANYWHERE}", _("Another place"))]
        return Reply((_in_which_town(talk),), tuple(choices), asks_location=True)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        asked = Asked.remembered(talk.memory)
        said = Asked.said(talk.world, answer.meaning)
        if said.need:
            asked = said
        if answer.position is not None:
            return finding.from_location(talk, asked, answer.position)
        picked = (answer.choice or "").removeprefix("place:") or answer.meaning.place
        if picked == ANYWHERE:
            return finding.results(talk, replace(asked, place=""))
        if picked and (picked == COUNTRY or talk.world.directory.place(picked)):
            return finding.results(talk, replace(asked, place=picked))
        if answer.meaning.elsewhere is None:
            return Again((finding.UNKNOWN_PLACE,))
        if finding.is_elsewhere(talk, answer.meaning, asked.need):
            return finding.elsewhere(talk, asked)
        return finding.results(talk, replace(asked, place="", words=said.words))


def _in_which_town(talk: Talk) -> Line:
    """Says what was understood, so that a wrong guess shows at once; but not what a shared phone
    must not tell."""
    programme, need = talk.world.programme, talk.world.programme.need(talk.recall("need"))
    if need is None or need.code in programme.follow_up.never_for:
        # Translators: an SMS; with the list of towns it should fit in two segments.
        return _("Where? Write the name of your town, or pick:")
    # Translators: an SMS; with the list of towns it should fit in two segments.
    return _("{need}: in which town? Write it, or pick:", need=need.title)


def _towns(talk: Talk, known: Sequence[str] = ()) -> list[Choice]:
    """The places that are `known`, and the chief towns."""
    towns = [each.main_place for each in talk.world.programme.regions]
    places = map(talk.world.directory.place, dict.fromkeys([*known, *towns]))
    return [Choice(f"place:{each.id}", each.name) for each in places if each]


def _ask_nearest(talk: Talk) -> Reply:
    """Asked of who named a town that is none of ours."""
    choices = _towns(talk)
    if finding.helps_anywhere(talk):
        choices.append(Choice(f"place:{COUNTRY}", _("The whole country")))
    # Translators: an SMS; with the list of towns it should fit in two segments.
    question = _("Write the nearest town, or pick:")
    return Reply((question,), tuple(choices), asks_location=True)


class ChooseService(Step):
    """The list: what was found, best first, a page at a time."""

    name = "find_service.choose_service"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        return self.showing(talk, finding.found(talk))

    def showing(self, talk: Talk, found: tuple[Found, ...]) -> Reply:
        """The page of `found` that is remembered."""
        size = talk.world.channel.page_size
        first = int(talk.recall("page") or "0") * size
        shown = found[first : first + size]
        choices = [_cohort_choice(talk, each) for each in _named(talk)]
        choices += [
            Choice(f"service:{each.service.id}", label(talk, each, found)) for each in shown
        ]
        choices += _beside_services(talk, is_paged=len(found) > size)
        if first + size < len(found):
            choices.append(Choice("more", _("More"), MORE_NUMBER))
        if talk.world.channel.shows_buttons:
            choices.append(Choice("menu", _("Menu"), MENU_NUMBER))
        query = query_of(talk.world, Asked.remembered(talk.memory))
        met = {FREE} if any(is_free(talk, each) for each in _trainings_beside(talk)) else ()
        not_met = unmet(talk.world, query, shown, met=met)
        heads = heading(talk, found, shown, _trainings_beside(talk))
        return Reply((heads, *not_met), tuple(choices))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        key = answer.choice or ""
        if key.startswith("service:"):
            chosen = key.removeprefix("service:")
            return Go(ShowCard, {"service": chosen}, finding.shown(talk, chosen))
        if key == "more":
            return Go(ChooseService, {"page": str(int(talk.recall("page") or "0") + 1)})
        if key == "register":
            return _register(talk)
        if key.startswith("cohort:"):
            return Go(StepName.COHORT, {"cohort": key.removeprefix("cohort:")})
        asked = Asked.remembered(talk.memory)
        if key.startswith("need:"):
            return _other_need(talk, asked, key.removeprefix("need:"))
        if answer.position is not None:
            return finding.from_location(talk, asked, answer.position)
        meaning = answer.meaning
        if meaning.place and not meaning.names_a_need:
            return finding.results(talk, replace(asked, place=meaning.place, near=""))
        if not meaning.names_a_need and finding.is_elsewhere(talk, meaning, asked.need):
            return finding.elsewhere(talk, asked)
        return Again(pick_or_write(talk))

    def asked_of(self, talk: Talk, what: str, meaning: Meaning) -> Outcome | None:
        if what == "again":
            return Again(missed=False)
        directory = talk.world.directory
        listed = [
            (number, choice, service)
            for number, choice in self.ask(talk).numbered()
            if (service := directory.service(choice.key.removeprefix("service:")))
        ]
        if not listed:
            return None
        asked = AskedOfCard.of(what, meaning.wishes)
        return Tell(Reply(asked_of_list(listed, _seen(talk), asked, talk.world)))


class ShowCard(Step):
    """The card of one service; on a channel with buttons, the ways on from it.

    By SMS the list it was picked from is still on the screen, so its numbers go on picking.
    """

    name = "find_service.card"
    stays_on_screen = True

    def ask(self, talk: Talk) -> Reply:
        service = talk.world.directory.service(talk.recall("service"))
        if service is None:
            menu = Choice("menu", _("Menu"), MENU_NUMBER)
            return Reply((_("This service is not in our list any more."),), (menu,))
        world = talk.world
        reply = card(service, _seen(talk))
        if not talk.world.channel.shows_buttons:
            return replace(reply, earlier=_list_before(talk))
        choices = [Choice("feedback", _("Your opinion")), Choice("back", _("Back"))]
        if kind_for(service.category, world.programme):
            choices.insert(0, Choice("register", _("I want to register")))
        choices += offered_for(talk, service.id, talk.recall("need"))
        choices.append(Choice("menu", _("Menu"), MENU_NUMBER))
        extras = (*reply.extras, *_page_of(service, talk))
        return replace(reply, choices=tuple(choices), extras=extras)

    def asked_of(self, talk: Talk, what: str, meaning: Meaning) -> Outcome | None:
        service = talk.world.directory.service(talk.recall("service"))
        if service is None or what == "again":
            return Again(missed=False)
        asked = AskedOfCard.of(what, meaning.wishes)
        told = asked_of_card(service, _seen(talk), asked, talk.world)
        # By SMS only below a number, the shortest of them, where it costs nothing.
        is_short = (
            what == "number" and bool(service.phones)
        ) or not talk.world.channel.bills_segments
        offered = offered_for(talk, service.id, talk.recall("need")) if is_short else ()
        return Tell(told_with(talk, told, offered))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        if answer.choice == "feedback":
            return Go(StepName.RATE, {"about": talk.recall("service")}, fresh=True)
        if answer.choice == "register":
            return _register(talk)
        return heard_of_follow_up(talk, answer.choice) or ChooseService().hear(talk, answer)


def _seen(talk: Talk) -> Seen:
    world = talk.world
    reads = languages_read(world.contact.locale, world.languages)
    return Seen(world.now, world.directory, reads, talk.recall("place") or "")


def _beside_services(talk: Talk, *, is_paged: bool) -> Iterator[Choice]:
    """What a list offers beside services; by SMS with numbers that a shorter page does not move."""
    fixed = is_paged and not talk.world.channel.shows_buttons
    named = _named(talk)
    numbers = count(talk.world.channel.page_size + len(named) + 1) if fixed else repeat(None)
    if other := _second_need(talk):
        yield Choice(f"need:{other.code}", other.title, next(numbers))
    for finer in finer_there(talk):
        yield Choice(f"need:{finer.code}", finer.title, next(numbers))
    kind = kind_for(talk.recall("need"), talk.world.programme)
    for cohort in _trainings_beside(talk):
        if cohort not in named:
            yield replace(_cohort_choice(talk, cohort), number=next(numbers))
    if kind:
        yield Choice("register", _register_label(talk), next(numbers))


def _trainings_beside(talk: Talk) -> tuple[Cohort, ...]:
    """What begins soon, where somebody looks for a training."""
    kind = kind_for(talk.recall("need"), talk.world.programme)
    return cohorts_near(talk) if kind == OfferKind.TRAINING else ()


def _named(talk: Talk) -> tuple[Cohort, ...]:
    """Those of the very course that was named, in the town that was: nothing answers better."""
    offer = talk.world.programme.offer(talk.recall("offer"))
    if offer is None or not talk.recall("place"):
        return ()
    return tuple(each for each in _trainings_beside(talk) if is_near(talk, each))


def _cohort_choice(talk: Talk, cohort: Cohort) -> Choice:
    return Choice(f"cohort:{cohort.id}", starting(talk, cohort))


def _register_label(talk: Talk) -> Line:
    offer = talk.world.programme.offer(talk.recall("offer"))
    return _("Register: {offer}", offer=offer.title) if offer else _("I want to register")


def _list_before(talk: Talk) -> tuple[tuple[int, Choice], ...]:
    """The choices of the list that this card was picked from; none where it came alone."""
    asked = Asked.remembered(talk.memory)
    found = finding.found(talk) if asked.need or asked.words else ()
    return ChooseService().showing(talk, found).numbered() if len(found) > 1 else ()


def _page_of(service: Service, talk: Talk) -> tuple[Line, ...]:
    """Where to read all about it; by SMS an address would cost more than it tells."""
    world = talk.world
    if world.public_url is None or world.channel.bills_segments:
        return ()
    locale = world.contact.locale or world.programme.languages[0]
    link = f"{world.public_url}/s/{quote(service.id)}?lang={locale}"
    return (_("More: {link}", link=link),)


def _second_need(talk: Talk) -> Category | FinerNeed | None:
    """Of two needs in one message the first is answered, and the second offered."""
    others = Asked.remembered(talk.memory).other_needs
    return talk.world.programme.need(others[0]) if others else None


def _other_need(talk: Talk, asked: Asked, need: str) -> Outcome:
    rest = " ".join(each for each in (asked.need, *asked.other_needs) if each != need)
    return finding.look_for(talk, replace(asked, need=need, also=rest))


def _register(talk: Talk) -> Outcome:
    service = talk.world.directory.service(talk.recall("service"))
    programme, asked = talk.world.programme, Asked.remembered(talk.memory)
    finer = programme.finer(asked.need)
    offer = asked.offer or (finer.offer if finer and finer.offer else "")
    need = service.category if service else asked.need
    return begin(talk, kind_for(need, programme), offer, asked.place)


def need_button(talk: Talk, meaning: Meaning) -> Outcome:
    """A button of an earlier menu still opens the need it names."""
    return finding.look_for(talk, Asked(need=meaning.rest))


def service_button(talk: Talk, meaning: Meaning) -> Outcome:
    return Go(ShowCard, {"service": meaning.rest}, finding.shown(talk, meaning.rest))


FLOW = Flow(
    (ChoosePlace, ChooseService, ShowCard),
    buttons={"need": need_button, "service": service_button},
    commands={"search": finding.search},
)
