"""What the engine promises at every step: nobody is stopped, erased or signed up by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import BY_BUTTONS as BUTTONS
from bot.channels.base import BY_SMS as SMS
from bot.channels.segments import count
from bot.stored import session_from_json, session_to_json
from flows.engine.conversation import STEPS, advance
from flows.engine.effect import (
    AskHuman,
    Erase,
    GiveConsent,
    HelpReason,
    RecordFeedback,
    RecordInterest,
    SetLocale,
    StopMessages,
)
from flows.engine.event import Event, Heard, LocationShared, Picked, Unreadable
from flows.engine.session import Session
from flows.engine.understanding import understand
from services_directory.entries import OfferKind, Position
from tests.transcript import City, Person, the_city

LANGUAGES = {"fr": "1", "ar": "2", "aeb": "3", "en": "4"}
HARMFUL = (Erase, StopMessages, GiveConsent, RecordInterest)


def somebody(city: City, *said: str, locale: str = "en") -> Person:
    """A person on SMS who chose `locale` and then said all this."""
    person = Person(city, SMS, "sms")
    for line in ("hello", LANGUAGES[locale], *said):
        person.says(line)
    return person


def text(person: Person) -> str:
    return person.seen.text if person.seen else ""


def standing_everywhere(city: City) -> list[Person]:
    """Somebody at each step there is, as the conversations lead there."""
    register = ["6", "1", "1", "1", "Awa", "1", "1"]
    feedback = ["7", "4", "Kind people"]
    find = ["1", "1", "1"]
    ways = [way[:n] for way in (register, feedback, find) for n in range(len(way) + 1)]
    ways += [
        ["language"],
        ["erase"],
        ["please stop sending me sms all day"],
        ["thanks"],
        ["human"],
        ["STOP"],
    ]
    return [somebody(city, *way) for way in ways]


def test_there_is_a_way_to_every_step(city: City) -> None:
    assert {each.session.step for each in standing_everywhere(city)} == set(STEPS)


@pytest.mark.parametrize("word", ["STOP", "arrêt", "قف", "يزي", "wa9ef", "/stop"])
def test_stop_works_at_every_step_in_every_language(city: City, word: str) -> None:
    for person in standing_everywhere(city):
        person.contact = replace(person.contact, stopped=False)
        assert StopMessages() in person.says(word), person.session.step
        assert person.contact.stopped


@pytest.mark.parametrize("word", ["help", "aide", "مساعدة", "chnowa hedha", "/help"])
def test_help_works_at_every_step(city: City, word: str) -> None:
    for person in standing_everywhere(city):
        if not person.contact.stopped:
            person.says(word)
            assert "ERASE" in text(person), person.session.step


@pytest.mark.parametrize("word", ["au secours", "ambulance", "النجدة", "3ta9ni", "sos"])
def test_danger_words_give_the_lines_at_once_and_tell_staff(city: City, word: str) -> None:
    for person in standing_everywhere(city):
        before = person.session.step
        assert AskHuman(HelpReason.DANGER) in person.says(word), before
        assert "190" in text(person)
        assert person.session.step == before


def test_danger_needs_no_language(city: City) -> None:
    person = Person(city, SMS, "sms")
    person.says("النجدة")
    assert "الإسعاف" in text(person)
    assert person.contact.locale is None


@settings(max_examples=150, deadline=None)
@given(
    words=st.one_of(st.text(max_size=60), st.sampled_from(["yes", "ok", "YES", "👍", "end", "9"]))
)
def test_no_text_at_all_erases_or_signs_up_unless_it_is_the_answer(words: str) -> None:
    """At the two questions where it matters, only the offered answers do anything."""
    for way in (["6", "1", "1", "1", "Awa", "1", "1"], ["erase"]):
        person = somebody(the_city(), *way)
        effects = person.does(Heard(words or " "))
        offered = {"1", "2", "i agree", "yes, delete all"}
        meaning = understand(words or " ", the_city().lexicon, "en")
        if meaning.exact and meaning.intent == "stop":
            assert Erase() not in effects
        elif words.strip(" .)").casefold() not in offered:
            digits = [each for each in words if each.isnumeric()]
            assert digits or not any(isinstance(each, HARMFUL) for each in effects)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(Heard, st.text(max_size=30)),
            st.builds(
                Heard, st.sampled_from([*"12345679", "0", "menu", "back", "more", "stop", "erase"])
            ),
            st.builds(
                Picked, st.sampled_from(["need:health", "lang:ar", "service:x", "erase:yes"])
            ),
            st.builds(Picked, st.text(max_size=20)),
            st.builds(
                LocationShared, st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
            ),
            st.builds(Unreadable, st.just("voice")),
        ),
        max_size=12,
    )
)
def test_nothing_anybody_does_breaks_a_conversation(events: list[Event]) -> None:
    person = Person(the_city(), BUTTONS, "telegram")
    for event in events:
        turn = advance(person.session, event, person.world())
        assert session_from_json(session_to_json(turn.session)) == turn.session
        person.session = turn.session
        for effect in turn.effects:
            person._carry_out(effect)


def test_an_old_button_never_answers_a_new_question(city: City) -> None:
    person = Person(city, BUTTONS, "telegram")
    for line in ("hello", "[English]"):
        person.says(line)
    for key in ("erase:yes", "consent:agree", "stop:yes", "sign:known"):
        effects = person.says(f"[#{key}]")
        assert not any(isinstance(each, HARMFUL) for each in effects)
        assert "earlier question" in text(person)


def test_an_old_button_of_a_service_still_opens_it(city: City) -> None:
    person = Person(city, BUTTONS, "telegram")
    for line in ("hello", "[English]", "[#service:jen-hopital-tabarka]"):
        person.says(line)
    assert "Tabarka Regional Hospital" in text(person)


def test_a_registration_waits_for_days_at_the_same_question(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1")
    question = text(person)
    person.now += timedelta(days=2)
    person.says("hello")
    assert text(person) == "Hello!\n" + question
    person.says("Salem")
    assert "How may we reach you" in text(person)


def test_the_menu_offers_to_go_on_with_a_registration(city: City) -> None:
    person = somebody(city, "6", "2", "1", "menu")
    assert "Go on with my registration" in text(person)
    person.says("Go on with my registration")
    assert "In which town?" in text(person)


def test_a_number_to_be_called_is_read_in_any_script_and_spacing(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "٢٠ ٠٠٠ ٠٠١", "1")
    effects = person.says("1")
    interest = next(each for each in effects if isinstance(each, RecordInterest))
    assert interest.reach_by == "+21620000001"


def test_anonymous_feedback_asks_for_no_consent(city: City) -> None:
    person = somebody(city, "7", "2", "Too far")
    effects = person.says("1")
    assert RecordFeedback(2, "Too far", None, anonymous=True) in effects
    assert not any(isinstance(each, GiveConsent) for each in effects)


def test_refusing_keeps_nothing_and_guidance_goes_on(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "1", "1")
    effects = person.says("2")
    assert not any(isinstance(each, HARMFUL) for each in effects)
    person.says("doctor tabarka")
    assert "Tabarka Regional Hospital" in text(person)


def test_what_was_written_before_the_language_is_answered_after_it(city: City) -> None:
    person = Person(city, SMS, "sms")
    person.says("médecin tabarka")
    assert text(person).startswith("Marhba")
    assert SetLocale("fr") in person.says("1")
    assert "Hôpital régional de Tabarka" in text(person)


def test_somebody_who_stopped_is_told_how_to_begin_but_not_for_ever(city: City) -> None:
    person = somebody(city, "STOP")
    answers = []
    for _attempt in range(4):
        person.says("hello")
        answers.append(text(person))
    assert answers[0] == answers[1] != ""
    assert answers[2:] == ["", ""]
    person.says("START")
    assert "Hello again" in text(person)


@pytest.mark.parametrize("answer", ["1", "yes, delete all"])
def test_somebody_who_stopped_can_still_be_erased(city: City, answer: str) -> None:
    person = somebody(city, "STOP", "erase")
    assert "cannot be undone" in text(person)
    assert Erase() in person.says(answer)


def test_or_think_better_of_it_and_stay_stopped(city: City) -> None:
    person = somebody(city, "STOP", "erase", "2")
    assert "Nothing was deleted." in text(person)
    assert "START begins again" in text(person)
    assert person.contact.stopped


def test_a_step_of_another_release_leads_to_the_menu(city: City) -> None:
    person = somebody(city)
    person.session = Session(step="find_service.old_step", memory={"need": "health"})
    person.says("hm")
    assert "What do you need?" in text(person)


def remembered(person: Person) -> str:
    return session_to_json(person.session)


def test_nothing_of_anonymous_feedback_is_left_behind(city: City) -> None:
    person = somebody(city, "7", "2", "Something very private", "1")
    assert "private" not in remembered(person)
    person.says("back")
    assert "May we know" not in text(person)


def test_nothing_that_was_refused_is_left_behind(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "20 000 001", "1", "2")
    assert "Awa" not in remembered(person)
    assert "20000001" not in remembered(person)


def test_a_registration_cannot_be_made_twice_by_going_back(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "1", "1", "1")
    person.says("back")
    assert not any(isinstance(each, RecordInterest) for each in person.says("1"))


def test_my_data_tells_of_a_registration_that_is_not_finished(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "my data")
    assert "Your registration, not finished" in text(person)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("je veux parler à quelqu'un", "talk to a person"),
        ("can you show me the menu please", "What do you need?"),
        ("9", "What do you need?"),
        ("inscription formation couture", "Which one interests you?"),
        ("تسجيل", "What would you like to register for?"),
    ],
)
def test_a_harmless_wish_is_heard_inside_a_sentence(city: City, said: str, answer: str) -> None:
    person = somebody(city, said)
    assert answer in text(person)


def test_back_at_the_first_question_stays_at_the_menu(city: City) -> None:
    person = somebody(city, "back")
    assert text(person).startswith("What do you need?")
    person.says("back")
    assert text(person).startswith("What do you need?")


def test_back_turns_to_the_page_before(city: City) -> None:
    person = somebody(city, "doctor jendouba")
    first = text(person)
    person.says("more")
    assert text(person) != first
    person.says("back")
    assert text(person) == first


def test_a_need_and_a_place_are_answered_although_a_name_was_asked(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "doctor Tabarka")
    assert "Tabarka Regional Hospital" in text(person)
    person.says("menu")
    assert "Go on with my registration" in text(person)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_no_card_loses_its_number_or_its_warning(city: City, locale: str) -> None:
    """Every service that people may see, by SMS, in two segments."""
    for service in city.directory.services:
        person = somebody(city, locale=locale)
        person.contact = replace(person.contact, locale=locale)
        person.session = replace(
            person.session,
            step="find_service.choose_service",
            offered=((1, f"service:{service.id}"),),
        )
        person.says("1")
        if service.phones:
            assert service.phones[0].digits in text(person), service.id
        caution = city.directory.programme.caution(service.caution)
        if caution is not None:
            assert caution.text.best((locale,)) in text(person), service.id
        assert count(text(person)).segments <= 2, service.id


def without(city: City, kind: OfferKind) -> City:
    """The same city, with nothing of one kind to register for."""
    programme = city.directory.programme
    fewer = replace(
        programme, offers=tuple(each for each in programme.offers if each.kind is not kind)
    )
    return replace(city, directory=replace(city.directory, programme=fewer))


def test_a_programme_without_financial_offers_asks_for_none(city: City) -> None:
    person = somebody(without(city, OfferKind.FINANCE), "6")
    assert "Which one interests you?" in text(person)
    person.says("I need a small loan in Kairouan")
    assert "Register my interest" not in text(person)
    person.says("register for a loan")
    assert "Kairouan" in text(person)


def test_a_consent_to_be_answered_is_not_a_back_away(city: City) -> None:
    person = somebody(city, "human", "1", "back", "2", "my data")
    assert "365 days" in text(person)


def test_a_registration_left_midway_outlives_another_conversation(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "menu", "feedback", "4", "1", "1", "menu")
    assert "Go on with my registration" in text(person)


@pytest.mark.parametrize("way", [["thanks", "help", "back"], ["my data", "language", "4"]])
def test_nobody_is_led_back_to_an_empty_answer(city: City, way: list[str]) -> None:
    assert "What do you need?" in text(somebody(city, *way))


def test_a_need_named_at_the_place_forgets_the_words_of_the_one_before(city: City) -> None:
    person = somebody(city, "vaccination", "HIV test kairouan")
    assert text(person).splitlines()[1] == "1 Free HIV test"


def test_a_page_may_be_turned_after_two_misses(city: City) -> None:
    person = somebody(city, "doctor jendouba", "qwrt", "qwrt", "9")
    assert "nothing more" not in text(person)


def test_in_danger_the_caution_follows_the_lines_that_carry_it(city: City) -> None:
    lines = text(somebody(city, "help the boat is sinking")).splitlines()
    caution = next(at for at, line in enumerate(lines) if "residence papers" in line)
    assert "194" in lines[caution - 1]
    assert "197" in lines[caution - 2]
