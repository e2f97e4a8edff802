"""What the engine promises at every step: nobody is stopped, erased or signed up by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.sessions import session_from_json, session_to_json
from bot.messages.capabilities import BY_BUTTONS as BUTTONS
from bot.messages.capabilities import BY_SMS as SMS
from flows.components.training.opinion_words import useful_choices
from flows.engine.conversation import advance
from flows.engine.effect import (
    AskHuman,
    Erase,
    GiveConsent,
    HelpReason,
    RecordFeedback,
    RecordInterest,
    StopMessages,
)
from flows.engine.enrolments.kept import Lent
from flows.engine.enrolments.roll_call import RollCall, RollEntry, Teaching
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable
from flows.engine.follow_ups import KeptFollowUp
from flows.engine.owed import Owed
from flows.engine.referrals import KeptReferral, ReferralState
from flows.engine.understanding import understand
from flows.engine.world import KeptInterest, KnownReceipt
from flows.registry import CONVERSATIONS
from services_directory.values.entries import Position
from services_directory.values.local_text import LocalText
from tests.flows.enrolled import HOUR, enrolled, teaching
from tests.flows.somebody import HARMFUL, somebody, text
from tests.transcript import NOON, City, Person, the_city


def standing_everywhere(city: City) -> list[Person]:
    """Somebody at each step there is, as the conversations lead there."""
    register = ["6", "1", "1", "1", "Awa", "1", "1"]
    feedback = ["7", "4", "Kind people"]
    find = ["1", "1", "1"]
    correct = [*register, "1", "my data", "1"]
    two = [*register, "1", "menu", "6", "1", "2", "1", "Awa", "1", "1", "1", "my data", "1", "1"]
    ways = [way[:n] for way in (register, feedback, find) for n in range(len(way) + 1)]
    ways += [
        [*register, "1", "cancel my registration"],
        ["language"],
        ["erase"],
        ["please stop sending me sms all day"],
        ["thanks"],
        ["4"],
        *([word] for word in ("quelle heure", "address", "enda", "appointment", "tomorrow")),
        ["human"],
        ["human", "1"],
        ["STOP"],
        correct[:-1],
        correct,
        *([*correct, detail] for detail in ("1", "2", "3")),
        two,
    ]
    seat, one = ["register", "1", "1"], (EnrolmentState.CONFIRMED,)
    ways_in = [seat, [*seat, "1"], [*seat, "1", "1"], [*seat, "1", "1", "1"]]
    return [
        *(somebody(city, *way) for way in ways),
        *(somebody(teaching(city), *way) for way in ways_in),
        *(enrolled(city, *way, states=one) for way in (["myclass"], ["myclass", "2"])),
        enrolled(city, "myclass", "3", states=one),
        enrolled(city, "myclass", states=2 * one),
        enrolled(city, "i can't come to class", states=one),
        enrolled(city, "i can't come to class", states=2 * one),
        somebody(teaching(city), "what starts soon"),
        enrolled(city, "what starts soon", "1", "1", states=one),
        *(thinking_back(city, *answers) for answers in (["1"], ["1", "1"])),
        sharing_a_phone(city),
        calling_the_roll(city),
        passed_on(city),
        *(with_a_code(city, *way) for way in ([], ["1"])),
        *(asked_whether_it_helped(city, *answers) for answers in (["1"], ["2"], ["2", "1"])),
    ]


def sharing_a_phone(city: City) -> Person:
    """Two of one phone are in courses, and somebody else is named."""
    person = enrolled(city, states=2 * (EnrolmentState.CONFIRMED,))
    two = zip(person.contact.enrolments, ("Amel", "Salma"), strict=True)
    enrolments = tuple(replace(each, called=name) for each, name in two)
    person.contact = replace(person.contact, enrolments=enrolments)
    person.says("Karima is not coming")
    return person


def calling_the_roll(city: City) -> Person:
    """A trainer with two classes at once, asked which of them is meant."""
    classes = tuple(
        RollCall(number, number, NOON, NOON + HOUR, (RollEntry(1, 100 + number, "Awa"),))
        for number in (1, 2)
    )
    person = somebody(teaching(city))
    person.teaching = Teaching("en", classes)
    person.says("present 1")
    person.teaching = Teaching("en", classes, asks=False)
    return person


def asked_whether_it_helped(city: City, *answers: str) -> Person:
    """Somebody who agreed to be asked, and answers."""
    person = somebody(city)
    person.contact = replace(
        person.contact, guest=False, follow_up=KeptFollowUp(7, "jen-hopital-regional", "health")
    )
    person.is_asked()
    for answer in answers:
        person.says(answer)
    return person


def thinking_back(city: City, *answers: str) -> Person:
    """Somebody who went through a course, and is asked what they think of it."""
    person = enrolled(city, states=(EnrolmentState.COMPLETED,))
    person.contact = replace(person.contact, asked=useful_choices(101))
    person.says(answers[0])
    person.contact = replace(person.contact, asked=())
    for answer in answers[1:]:
        person.says(answer)
    return person


def with_a_code(city: City, *said: str) -> Person:
    """Somebody with the code of the desk on paper, who borrows a phone."""
    person, code = somebody(city), "HPM-RW7"
    wish = KeptInterest(code, "responsible_tourism", NOON.date())
    person.receipt = KnownReceipt(wish, "en", Lent.BY_CODE)
    for line in (code, *said):
        person.says(line)
    return person


def passed_on(city: City) -> Person:
    """Somebody who reads what is asked of them before they are passed on to a service."""
    name, until = LocalText((("en", "Hospital"),)), date(2026, 11, 24)
    person = somebody(city)
    kept = KeptReferral("K7M-X4T", "jen-hopital-tabarka", name, ReferralState.ASKED, (), until)
    person.contact = replace(person.contact, guest=False, referrals=(kept,))
    person.says("K7M-X4T")
    return person


def test_there_is_a_way_to_every_step(city: City) -> None:
    assert {each.session.step for each in standing_everywhere(city)} == set(CONVERSATIONS.steps)


def test_a_step_where_something_owed_is_decided_says_so(city: City) -> None:
    for person in standing_everywhere(city):
        step, here = CONVERSATIONS.steps[person.session.step or ""], person.session
        for _number, key in here.offered:
            effects = advance(here, Picked(key), person.world(), CONVERSATIONS).effects
            is_owed = any(isinstance(each, Owed) for each in effects)
            is_anywhere = key.partition(":")[0] in {"menu", *CONVERSATIONS.answers}
            assert step.binds() or is_anywhere or not is_owed, (step.name, key)


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
        assert AskHuman(HelpReason.DANGER, word) in person.says(word), before
        assert "190" in text(person) or "197" in text(person)
        assert person.session.step == before


def test_danger_needs_no_language(city: City) -> None:
    person = Person(city, SMS, "sms")
    person.says("النجدة")
    assert "الإسعاف" in text(person)
    assert person.contact.locale is None


@settings(max_examples=150)
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


@pytest.mark.parametrize("word", ["KOW", "wahid", "واحد", "un", "first", "la premiere", "moja"])
def test_a_word_for_one_neither_erases_nor_signs_up(word: str) -> None:
    """It is a name, too, and a slip; where nothing can be undone only "1" or the answer counts."""
    for way in (["6", "1", "1", "1", "Awa", "1", "1"], ["erase"]):
        effects = somebody(the_city(), *way).does(Heard(word))
        assert not any(isinstance(each, HARMFUL) for each in effects)


@settings(max_examples=200)
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
            st.builds(NumberShared, st.sampled_from(["+21620000001", "20 000 001", "x"])),
            st.builds(Heard, st.text(max_size=20), st.just(True)),
        ),
        max_size=12,
    )
)
def test_nothing_anybody_does_breaks_a_conversation(events: list[Event]) -> None:
    person = Person(the_city(), BUTTONS, "telegram")
    for event in events:
        turn = advance(person.session, event, person.world(), CONVERSATIONS)
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


def remembered(person: Person) -> str:
    return session_to_json(person.session)


def test_nothing_of_anonymous_feedback_is_left_behind(city: City) -> None:
    person = somebody(city, "7", "2", "Something very private", "1")
    assert "private" not in remembered(person)
    person.says("back")
    assert "May we write to you about this?" not in text(person)


def test_nothing_that_was_refused_is_left_behind(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "20 000 001", "1", "2")
    assert "Awa" not in remembered(person)
    assert "20000001" not in remembered(person)


def test_a_registration_cannot_be_made_twice_by_going_back(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "1", "1", "1")
    person.says("back")
    assert not any(isinstance(each, RecordInterest) for each in person.says("1"))
