"""Everyday words name no service: none opens a card or a list that nobody asked for."""

from __future__ import annotations

import pytest

from flows.engine.effect import AskHuman, HelpReason
from tests.flows.somebody import HARMFUL, somebody, text
from tests.transcript import City

EVERYDAY = {
    "fr": (
        *(
            "bonjour ça va",
            "oui",
            "non",
            "ok",
            "d'accord",
            "merci",
            "à demain",
        ),
        *(
            "je sais pas",
            "numéro",
            "votre numéro",
            "adresse",
            "téléphone",
        ),
        *(
            "quelle heure",
            "maintenant",
            "je veux parler maintenant",
            "c gratuit?",
        ),
        *(
            "combien",
            "où est votre bureau",
            "le premier",
            "le deuxième",
            "message vocal",
        ),
        *(
            "écouter",
            "attendez",
            "rien",
            "ça marche",
            "vous êtes là",
            "bien",
            "pourquoi",
        ),
        *(
            "comment",
            "demain",
            "famille",
            "maison",
            "voiture",
            "ami",
            "problème",
        ),
        *(
            "question",
            "réponse",
            "information",
            "rendez-vous",
            "vite",
        ),
        *(
            "encore",
            "beaucoup",
            "personne",
            "homme",
            "ville",
            "pays",
            "jour",
            "semaine",
        ),
        *("bonne journée",),
    ),
    "en": (
        *(
            "hello",
            "ok",
            "phone number",
            "address",
            "what time",
            "now",
            "how much",
        ),
        *(
            "who",
            "where",
            "free",
            "first",
            "second",
            "voice message",
            "listen",
            "wait",
        ),
        *(
            "nothing",
            "well",
            "why",
            "how",
            "tomorrow",
            "family",
            "car",
            "friend",
        ),
        *(
            "problem",
            "question",
            "answer",
            "information",
            "appointment",
            "quickly",
        ),
        *(
            "again",
            "good day",
        ),
    ),
    "ar": (
        *(
            "مرحبا",
            "رقم الهاتف",
            "العنوان",
            "كم الساعة",
            "الآن",
            "بكم",
            "أين",
            "الأول",
        ),
        *(
            "رسالة صوتية",
            "انتظر",
            "لا شيء",
            "لماذا",
            "كيف",
            "غدا",
            "عائلة",
            "سيارة",
        ),
        *(
            "صديق",
            "مشكلة",
            "سؤال",
            "جواب",
            "معلومات",
            "موعد",
            "بسرعة",
            "الدليل",
            "جيد",
        ),
    ),
    "aeb": (
        *(
            "عسلامة",
            "النومرو",
            "العنوان",
            "قداش الوقت",
            "توة",
            "بقداش",
            "وين",
            "اللول",
        ),
        *(
            "استنى",
            "شي",
            "علاش",
            "كيفاش",
            "غدوة",
            "عايلة",
            "كرهبة",
            "صاحبي",
            "مشكلة",
        ),
        *(
            "سؤال",
            "باهي",
            "chnowa",
            "win",
            "9addech",
            "tawa",
            "ghodwa",
            "3asslema",
        ),
        *(
            "famma",
            "mochkla",
            "barcha",
        ),
    ),
}
ROWS = [(locale, word) for locale, words in EVERYDAY.items() for word in words]
SHOWING = ("find_service.card", "find_service.choose_service")


@pytest.mark.parametrize(("locale", "word"), ROWS)
def test_an_everyday_word_opens_nothing(city: City, locale: str, word: str) -> None:
    person = somebody(city, locale=locale)
    effects = person.says(word)
    assert person.session.step not in SHOWING, text(person)
    assert not any(isinstance(each, HARMFUL) for each in effects)
    assert AskHuman(HelpReason.DANGER) not in effects


@pytest.mark.parametrize(
    ("said", "locale", "named"),
    [
        ("enda tamweel", "fr", "Enda"),
        ("ATFP", "fr", "Formation professionnelle publique"),
        ("second chance school", "en", "Second Chance School"),
        ("croix rouge", "fr", ""),
    ],
)
def test_a_name_still_finds_its_service(city: City, said: str, locale: str, named: str) -> None:
    assert named in text(somebody(city, said, locale=locale))


@pytest.mark.parametrize(
    ("said", "locale"),
    [("أمي مريضة", "ar"), ("ommi mridha", "aeb"), ("ma mère est malade", "fr")],
)
def test_a_sick_mother_needs_a_doctor(city: City, said: str, locale: str) -> None:
    person = somebody(city, said, locale=locale)
    assert person.session.memory["need"] == "health"
