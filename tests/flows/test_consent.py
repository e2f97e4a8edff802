"""Where an answer binds: do its choices stay until one of them is picked, however it is missed?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS
from flows.engine.effect import GiveConsent, RecordInterest
from flows.registration.walk_in_words import what_is_read
from tests.flows.enrolled import teaching
from tests.flows.somebody import HARMFUL, somebody, text
from tests.transcript import City, Person

YES = ("oui", "نعم", "yes", "ok", "d'accord", "إي", "ey", "👍", "oui j'accepte tout")
CONSENTS = {
    "register_interest.consent": ("6", "1", "1", "1", "Awa", "1", "1"),
    "feedback.sign": ("7", "4", "Kind people"),
    "ask_human.keep_number": ("human", "1"),
    "my_data.confirm_erase": ("erase",),
    "stop.confirm": ("cancel",),
}
COURSE_IN_KAIROUAN = {
    "fr": "formation tourisme kairouan",
    "ar": "تكوين سياحة القيروان",
    "aeb": "تكوين سياحة القيروان",
    "en": "training tourism kairouan",
}
AGREE = {"fr": "Répondez 1 pour accepter", "en": "Answer 1 to agree, 2 to refuse."}


@pytest.mark.parametrize("answer", YES)
@pytest.mark.parametrize("step", CONSENTS)
def test_yes_is_not_the_answer_and_the_question_stays(city: City, step: str, answer: str) -> None:
    person = somebody(city, *CONSENTS[step])
    assert person.session.step == step
    shown = person.session.offered
    for _miss in range(5):
        effects = person.says(answer)
        assert not any(isinstance(each, HARMFUL) for each in effects)
        assert (person.session.step, person.session.offered) == (step, shown)
        assert [each[:2] for each in text(person).splitlines() if each[:2] in ("1 ", "2 ")]


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_it_is_said_which_number_agrees_and_which_refuses(city: City, locale: str) -> None:
    person = somebody(city, *CONSENTS["register_interest.consent"], locale=locale)
    for word in ("oui", "نعم", "yes"):
        person.says(word)
        first = text(person).splitlines()[0]
        assert "1" in first, word
        assert "2" in first, word
    effects = person.says("1")
    assert any(isinstance(each, GiveConsent) for each in effects)
    assert any(isinstance(each, RecordInterest) for each in effects)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
@pytest.mark.parametrize("step", [*CONSENTS, "training.consent"])
def test_asked_again_it_is_two_messages_at_most(city: City, step: str, locale: str) -> None:
    """All that is agreed to is said again; what is said before it is short."""
    said = CONSENTS.get(step, (COURSE_IN_KAIROUAN[locale], "1", "1", "Awa"))
    person = somebody(city if step in CONSENTS else teaching(city), *said, locale=locale)
    for missed in ("yes", "blabla"):
        person.says(missed)
        assert person.session.step == step
        assert person.seen is not None
        assert person.seen.segments is not None
        assert person.seen.segments.segments <= 2, text(person)


def test_the_third_miss_offers_no_menu_in_its_place(city: City) -> None:
    person = somebody(city, *CONSENTS["register_interest.consent"])
    for _miss in range(3):
        person.says("blabla")
    assert "The menu" not in text(person)
    assert "1 I agree" in text(person)


def test_elsewhere_it_does(city: City) -> None:
    person = somebody(city, "1", "zzqx", "zzqx")
    assert "The menu" in text(person)


def test_something_else_is_still_heard_there(city: City) -> None:
    person = somebody(city, *CONSENTS["register_interest.consent"])
    person.says("doctor tabarka")
    assert "Health in Tabarka" in text(person)
    person.says("menu")
    assert "Go on with my registration" in text(person)


def test_pressed_it_is_agreed_to(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "human", "[I prefer not to say]"):
        person.says(line)
    person.says("yes")
    assert person.contact.guest
    assert any(isinstance(each, GiveConsent) for each in person.says("[I agree]"))


def test_each_consent_tells_that_others_see_it_only_after_another_yes(city: City) -> None:
    """A referral passes things on: other words would not be true, and are another version."""
    person = somebody(city, *CONSENTS["register_interest.consent"], locale="en")
    assert "Only our team sees them, unless you agree anew." in text(person)
    (given,) = (each for each in person.says("1") if isinstance(each, GiveConsent))
    assert given.text_version == "interest-4"
    read = city.translator.phrase(what_is_read(city.directory.programme), "en")
    assert "Only our team sees it, unless you agree anew." in read
