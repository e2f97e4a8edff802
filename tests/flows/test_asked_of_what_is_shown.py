"""After a card or a list people ask on: how much, which papers, what age, how far, on Sunday?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages.capabilities import BY_SMS
from flows.components.card_answers import Asked, asked_of_card, asked_of_list
from flows.components.service_lines import Seen
from flows.engine.effect import Say
from flows.engine.reply import Choice
from services_directory.values.entries import Cost, LocalText
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person

DOCTOR = {"fr": "médecin jendouba", "en": "doctor jendouba"}
IN_ARABIC = "طبيب جندوبة"

ASKED = {
    ("fr", "Prix"): ("c'est combien", "c gratuit ?", "il faut payer ?", "quel prix"),
    ("fr", "Papiers"): ("quels papiers il faut", "il faut apporter quoi", "documents à apporter ?"),
    ("fr", "Age"): ("il faut quel age", "à partir de quel âge ?", "quel age faut-il avoir"),
    ("fr", "Pour qui"): ("c'est pour qui", "qui peut y aller ?", "les conditions"),
    ("fr", "Lieu"): ("c'est loin ?", "à combien de km"),
    ("en", "Price"): ("how much is it", "is it free", "do i have to pay"),
    ("en", "Papers"): ("what papers do i need", "what should i bring?", "which documents"),
    ("en", "Age"): ("what age", "how old do i have to be", "is there an age limit"),
    ("en", "For whom"): ("who is it for", "am i eligible?"),
    ("en", "Where"): ("is it far?", "how far is it"),
    ("ar", "الثمن"): ("بكم", "هل هو مجاني؟", "كم السعر"),
    ("ar", "الأوراق"): ("ما هي الوثائق المطلوبة", "ماذا أحضر معي؟"),
    ("ar", "العمر"): ("ما هو العمر المطلوب", "من أي سن"),
    ("ar", "أين"): ("هل هو بعيد؟", "كم المسافة"),
    ("aeb", "السوم"): ("قداش", "9adech yetkallef", "blech?", "b9adech"),
    ("aeb", "الأوراق"): ("شنية الأوراق اللي لازم", "chnia lwra9 li lezem", "chnowa njib m3aya"),
    ("aeb", "العمر"): ("قداش لازم العمر", "9adech l3mor", "9adech lezem 3omri"),
    ("aeb", "وين"): ("قداش بعيد", "b3id barcha?", "kifech nemchi"),
}


@pytest.mark.parametrize(("locale", "told"), ASKED)
def test_a_question_after_a_card_is_answered_from_the_card(
    city: City, locale: str, told: str
) -> None:
    for asked in ASKED[locale, told]:
        person = somebody(city, DOCTOR.get(locale, IN_ARABIC), "1", locale=locale)
        effects = person.says(asked)
        assert text(person).startswith(told), asked
        assert [type(each) for each in effects] == [Say], asked
        assert person.session.step == "find_service.card", asked


@pytest.mark.parametrize(
    ("locale", "asked", "told"),
    [("fr", "ces payant ou pas", "Prix"), ("en", "how much they take", "Price")],
)
def test_a_price_asked_below_a_card_is_not_ours(
    city: City, locale: str, asked: str, told: str
) -> None:
    person = somebody(city, DOCTOR[locale], "1", locale=locale)
    person.says(asked)
    assert text(person).startswith(told)
    person.says({"fr": "dalil est gratuit ?", "en": "is dalil free?"}[locale])
    assert not text(person).startswith(told)
    person = somebody(city, asked, locale=locale)
    assert told not in text(person)


WHEN = {
    "fr": ("ils ouvrent quand", "c'est ouvert dimanche ?", "ouvert demain matin ?"),
    "en": ("is it open now", "are they open on sunday", "do they open on saturday"),
    "ar": ("هل يفتحون يوم الأحد", "هل يعملون اليوم", "متى يفتحون"),
    "aeb": ("حالين اليوم", "7alin lyoum?", "ma7loulin nhar el a7ad", "wa9tech yekhdmou"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_hours_are_those_of_what_is_shown_and_not_of_the_centre(city: City, locale: str) -> None:
    hours = {"fr": "Horaires", "en": "Hours"}.get(locale, "الأوقات")
    for asked in WHEN[locale]:
        person = somebody(city, DOCTOR.get(locale, IN_ARABIC), locale=locale)
        person.says(asked)
        assert text(person).startswith(hours), asked  # of no service of this list
        assert "16:30" not in text(person), asked
        person.says("1")
        person.says(asked)
        assert text(person).startswith(hours), asked
        assert "16:30" not in text(person), asked
        assert "SOS" not in text(person), asked


def test_a_list_tells_the_hours_of_each_by_its_number(city: City) -> None:
    person = somebody(city, "femme jendouba", locale="fr")
    person.says("c'est ouvert dimanche ?")
    assert text(person).splitlines() == [
        "1 : Ouvert à cette heure ? Non.",
        "2 : Ouvert à cette heure ? Oui.",
    ]
    person.says("1")
    person.says("c'est ouvert dimanche ?")
    assert text(person) == "Ouvert à cette heure ? Non."


def test_what_the_entry_says_is_told(city: City) -> None:
    directory = city.directory
    service = replace(
        directory.services[0],
        cost=Cost.PAID,
        documents=(LocalText.of({"en": "identity card"}),),
        eligibility=LocalText.of({"en": "Unemployed, 18 to 35 years"}),
        minimum_age=None,
        maximum_age=None,
    )
    unknown = replace(service, cost=None)
    world = Person(city, BY_SMS, "sms").world()
    seen = Seen(world.now, directory, ("en",))

    def told(what: str) -> list[str]:
        lines = asked_of_card(service, seen, Asked(what), world)
        return [world.phrase(line, "en") for line in lines]

    assert told("cost") == ["Not free."]
    assert told("papers") == ["Bring: identity card"]
    assert told("age") == told("who") == ["For: Unemployed, 18 to 35 years"]
    listed = [(1, Choice("service:a", "A"), service), (2, Choice("service:b", "B"), unknown)]
    in_list = asked_of_list(listed, seen, Asked("cost"), world)
    assert [world.phrase(line, "en") for line in in_list] == [
        "1: Not free.",
        "Of the others we do not know.",
    ]


def test_what_was_shown_before_we_wondered_is_asked_about_still(city: City) -> None:
    person = somebody(city, "formation kairouan", "1", locale="fr")
    person.says("yora des place pour les homme ?")
    assert person.session.step == "did_you_mean.choose"
    person.says("jusqua quel age")
    assert text(person).startswith("Pour : A partir de 15 ans")
    person.says("c'est loin ?")
    assert text(person).startswith("Lieu")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "je cherche une formation gratuite"),
        ("fr", "j'ai perdu mes papiers"),
        ("en", "i lost my papers"),
        ("en", "i need papers for my child"),
        ("ar", "أحتاج أوراق الإقامة"),
        ("aeb", "nlawej 3la khedma"),
    ],
)
def test_a_need_after_a_card_is_a_need(city: City, locale: str, said: str) -> None:
    person = somebody(city, DOCTOR.get(locale, IN_ARABIC), "1", locale=locale)
    person.says(said)
    assert person.session.step != "find_service.card"


@pytest.mark.parametrize("locale", LANGUAGES)
def test_nobody_is_refused_by_what_is_not_known(city: City, locale: str) -> None:
    """ "For women? None" reads as "not for women"."""
    asked = {
        "fr": "médecin pour femmes kairouan",
        "en": "doctor for women kairouan",
        "ar": "طبيب للنساء القيروان",
        "aeb": "طبيب للنسا القيروان",
    }
    unknown = {"fr": "savons pas", "en": "do not know", "ar": "لا نعرف،", "aeb": "ما نعرفوش"}
    person = somebody(city, asked[locale], locale=locale)
    assert unknown[locale] in text(person).splitlines()[1]
