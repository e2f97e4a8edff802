"""A word about the card on the screen is answered from it; a number asked by name is told."""

from __future__ import annotations

import pytest

from flows.engine.effect import AskHuman, Say
from tests.flows.somebody import somebody, text
from tests.transcript import City

CARD = "[#service:tn-garde-nationale-193]"


@pytest.mark.parametrize(
    ("locale", "asked", "told"),
    [
        ("fr", "le numéro ?", "Téléphone : 193"),
        ("fr", "numéro svp", "Téléphone : 193"),
        ("en", "number?", "Phone: 193"),
        ("ar", "ما هو الرقم؟", "193"),
        ("aeb", "النمرة", "193"),
        ("aeb", "noumrou?", "193"),
        ("fr", "quand ?", "Horaires : inconnus"),
        ("en", "when?", "Hours: not known"),
        ("aeb", "وقتاش؟", "الأوقات"),
        ("aeb", "wa9tech", "الأوقات"),
        ("fr", "où ?", "Lieu : tout le pays"),
    ],
)
def test_one_thing_of_the_card_is_told_alone(
    city: City, locale: str, asked: str, told: str
) -> None:
    person = somebody(city, CARD, locale=locale)
    card, step = text(person), person.session.step
    assert "193" in card
    assert step == "find_service.card"
    effects = person.says(asked)
    assert told in text(person)
    assert len(text(person)) < len(card) / 2
    assert [type(each) for each in effects] == [Say]
    assert person.session.step == step


@pytest.mark.parametrize(("locale", "asked"), [("en", "again"), ("aeb", "عاود"), ("fr", "répétez")])
def test_again_shows_the_whole_card(city: City, locale: str, asked: str) -> None:
    person = somebody(city, CARD, locale=locale)
    card = text(person)
    person.says(asked)
    assert text(person) == card


def test_what_is_not_known_of_it_is_said(city: City) -> None:
    person = somebody(city, "hôpital tabarka", "1", locale="fr")
    person.says("numéro ?")
    assert text(person).startswith("Téléphone : inconnu")
    assert "HUMAIN" in text(person)
    person.says("2")  # the list is on the screen still
    assert text(person).startswith("Hopital régional de Jendouba")


def test_where_no_card_is_shown_the_words_mean_what_they_did(city: City) -> None:
    person = somebody(city, locale="fr")
    person.says("quand ?")
    assert "Ouvert" not in text(person)


@pytest.mark.parametrize(
    ("locale", "asked", "number"),
    [
        ("fr", "numéro de la police", "197"),
        ("en", "police number", "197"),
        ("ar", "رقم الشرطة", "197"),
        ("aeb", "noumrou el police", "197"),
        ("fr", "quel est le numéro des pompiers ?", "198"),
    ],
)
def test_a_number_asked_by_name_is_told_and_marks_nobody_in_danger(
    city: City, locale: str, asked: str, number: str
) -> None:
    person = somebody(city, locale=locale)
    effects = person.says(asked)
    assert number in text(person).split("\n")[0]
    assert not any(isinstance(each, AskHuman) for each in effects)


QUESTIONS = {
    ("fr", "number"): ("c koi le num", "comment les appeler", "le tel svp", "donne le numéro"),
    ("fr", "when"): ("c ouvert mtn?", "ils ouvrent quand", "à quelle heure ça ouvre", "ouvert ?"),
    ("fr", "where"): ("c ou exactement", "où ça se trouve", "comment y aller", "l'endroit"),
    ("en", "number"): ("how do i call them", "their number pls", "do they have a phone"),
    ("en", "when"): ("when do they open", "what time it close", "open?", "is it open now"),
    ("en", "where"): ("how to get there", "location?", "which place", "where is this"),
    ("ar", "number"): ("ما هو رقمهم؟", "كيف أتصل بهم", "هل لديهم هاتف؟", "أعطني الرقم"),
    ("ar", "when"): ("هل هو مفتوح الآن", "مواعيد الفتح", "متى يفتح المستشفى"),
    ("ar", "where"): ("كيف أصل إليه", "أين هو بالضبط", "المكان؟", "اين العنوان"),
    ("aeb", "number"): ("رقم التليفون؟", "كيفاش نكلمهم", "3tini numro mte3hom", "kifech nkalemhom"),
    ("aeb", "when"): ("توة محلول؟", "ma7loul tawa?", "waktech yhel", "7al lyoum?", "وقتاش يحلو"),
    ("aeb", "where"): ("وين بالضبط", "win bethabt", "كيفاش نوصل", "عنوانهم", "blasa win"),
}
BEGINS = {
    "number": ("Téléphone", "Phone", "الهاتف", "التليفون"),
    "when": ("Horaires", "Hours", "الأوقات"),
    "where": ("Lieu", "Where", "أين", "وين"),
}
DOCTOR = {
    "fr": "médecin jendouba",
    "en": "doctor jendouba",
    "ar": "طبيب جندوبة",
    "aeb": "طبيب جندوبة",
}


@pytest.mark.parametrize(("locale", "what"), QUESTIONS)
def test_it_is_asked_in_whatever_words_and_spelling(city: City, locale: str, what: str) -> None:
    for asked in QUESTIONS[locale, what]:
        person = somebody(city, DOCTOR[locale], "1", locale=locale)
        person.says(asked)
        assert text(person).startswith(BEGINS[what]), asked


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "médecin ouvert"),
        ("fr", "appeler la police"),
        ("en", "a lawyer who is open now"),
        ("en", "call an ambulance"),
        ("ar", "صيدلية مفتوحة"),
        ("aeb", "محامي في تونس"),
    ],
)
def test_another_wish_is_no_question_of_the_card(city: City, locale: str, said: str) -> None:
    person = somebody(city, DOCTOR[locale], "1", locale=locale)
    before = person.session.memory.get("service")
    person.says(said)
    assert not text(person).startswith(sum(BEGINS.values(), ()))
    assert before


@pytest.mark.parametrize(
    ("locale", "asks", "tells"),
    [("fr", "c'est fermé ?", "c'est fermé"), ("en", "closed?", "it is closed")],
)
def test_a_question_is_no_report(city: City, locale: str, asks: str, tells: str) -> None:
    person = somebody(city, DOCTOR[locale], "1", locale=locale)
    card = text(person)
    assert not any(isinstance(each, AskHuman) for each in person.says(asks))
    assert text(person) == card
    assert any(isinstance(each, AskHuman) for each in person.says(tells))
