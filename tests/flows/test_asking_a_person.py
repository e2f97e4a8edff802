"""Does who asks for a person get to say what it is about, in whatever form they say it?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import AskHuman, Effect, HelpReason
from flows.engine.event import Unreadable
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person

ASK = {"fr": "HUMAIN", "ar": "شخص", "aeb": "شخص", "en": "HUMAN"}


def asked(effects: list[Effect]) -> list[AskHuman]:
    return [each for each in effects if isinstance(each, AskHuman)]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_one_question_is_asked_and_its_words_go_with_the_request(city: City, locale: str) -> None:
    person = somebody(city, locale=locale)
    assert asked(person.says(ASK[locale])) == [AskHuman(HelpReason.ASKED)]
    assert person.session.step == "ask_human.about"
    assert asked(person.says("mon patron garde mon salaire")) == [
        AskHuman(HelpReason.ASKED, "mon patron garde mon salaire")
    ]
    assert person.session.step == "ask_human.keep_number"


def test_it_may_be_left_out(city: City) -> None:
    person = somebody(city, "HUMAN")
    assert asked(person.says("1")) == []
    assert person.session.step == "ask_human.keep_number"


def test_what_was_said_with_the_wish_is_not_asked_again(city: City) -> None:
    said = "je veux parler à une personne de mon logement et de mes voisins"
    person = somebody(city, locale="fr")
    assert asked(person.says(said)) == [AskHuman(HelpReason.ASKED, said)]
    assert person.session.step == "ask_human.keep_number"


@pytest.mark.parametrize("kind", ["voice", "picture", "video", "document"])
@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_no_machine_reads_is_passed_on_and_said_so(city: City, kind: str, locale: str) -> None:
    person = somebody(city, locale=locale)
    effects = person.does(Unreadable(kind))
    assert asked(effects) == [AskHuman(HelpReason.SENT)]
    assert person.session.step == "ask_human.about"
    assert asked(person.says("ma carte")) == [AskHuman(HelpReason.SENT, "ma carte")]


def test_a_contact_nobody_asked_for_is_for_staff(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]"):
        person.says(line)
    assert asked(person.says("(contact) +21620000002")) == [
        AskHuman(HelpReason.SENT, "+21620000002")
    ]


@pytest.mark.parametrize("kind", ["sticker", "dice", "poll", "unknown"])
def test_a_sticker_asks_nothing_of_anybody(city: City, kind: str) -> None:
    person = somebody(city)
    assert asked(person.does(Unreadable(kind))) == []
    assert "write it in words" in text(person)


def test_a_registration_goes_on_after_a_photo(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1")
    assert asked(person.says("(picture)")) == [AskHuman(HelpReason.SENT)]
    assert "first name" in text(person)
    person.says("Awa")
    assert person.session.memory["first_name"] == "Awa"


def test_whoever_speaks_first_of_all_is_not_lost(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    assert asked(person.says("(voice)")) == [AskHuman(HelpReason.SENT)]
    person.says("1")
    assert person.session.step == "ask_human.about"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "mon bébé a de la fièvre depuis hier"),
        ("en", "my baby is sick"),
        ("ar", "طفلي مريض ولا أعرف أين آخذه"),
        ("aeb", "ولدي سخون برشا وما نعرفش وين نهزو"),
        ("aeb", "weldi mridh barcha"),
    ],
)
def test_an_illness_in_their_own_words_is_passed_on_and_does_not_wait_for_us(
    city: City, locale: str, words: str
) -> None:
    person = somebody(city, ASK[locale], locale=locale)
    assert person.session.step == "ask_human.about"
    assert AskHuman(HelpReason.ASKED, words) in person.says(words)
    assert "190" in text(person)
    assert any(each in text(person) for each in ("Hôpital", "Hopital", "Hospital", "مستشفى"))


def test_anything_else_in_their_own_words_is_only_passed_on(city: City) -> None:
    person = somebody(city, ASK["fr"], locale="fr")
    person.says("c'est pour mon contrat de travail")
    assert "190" not in text(person)
