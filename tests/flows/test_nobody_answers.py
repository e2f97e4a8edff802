"""After numbers to call: nobody answers there, where is the hospital, and all of it misspelt."""

from __future__ import annotations

import re

import pytest

from bot.messages.capabilities import BY_SMS
from flows.engine.effect import AskHuman, HelpReason, Say
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

ILL = {
    "fr": "mon bébé ne respire plus",
    "en": "my baby is not breathing",
    "ar": "طفلي لا يتنفس",
    "aeb": "ولدي ما يتنفسش",
    "aeb latin": "weldi ma yetnaffesch",
}
HURT = {
    "fr": "mon mari me tape",
    "en": "my husband beats me",
    "ar": "زوجي يضربني",
    "aeb": "راجلي يضربني",
    "aeb latin": "rajli yodhrobni",
}
NOBODY_ANSWERS = {
    "fr": ("personne ne répond au {n}", "ya personne ki repon o {n}", "le {n} décroche pas"),
    "en": ("nobody answers {n}", "i call {n} they dont pick up", "{n} is always busy"),
    "ar": ("لا أحد يجيب على {n}", "اتصلت بـ {n} ولم يرد أحد"),
    "aeb": ("حتى حد ما يجاوب في {n}", "كلمت {n} ما يهزوش"),
    "aeb latin": ("7atta 7ad ma yjaweb fi {n}", "{n} ma yhezzouch"),
}
WHERE = {
    "fr": ("où est l'hôpital", "c ou la maternité"),
    "en": ("where is the hospital", "which hospitl is near"),
    "ar": ("أين المستشفى", "أريد الذهاب إلى المستشفى"),
    "aeb": ("وين السبيطار", "نحب نهزو للسبيطار"),
    "aeb latin": ("win el sbitar", "fama sbitar 9rib"),
}
HOSPITAL = re.compile("h[oô]pital|hospital|مستشفى|سبيطار", re.IGNORECASE)
NUMBER = re.compile(r"\d{3,}")


def alarmed(city: City, variety: str, alarm: dict[str, str], *, chosen: bool = True) -> Person:
    locale = variety.partition(" ")[0]
    person = somebody(city, locale=locale) if chosen else Person(city, BY_SMS, "sms")
    person.says(alarm[variety])
    assert NUMBER.search(text(person)), text(person)
    return person


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("alarm", [ILL, HURT], ids=["ill", "hurt"])
@pytest.mark.parametrize("variety", NOBODY_ANSWERS)
def test_where_nobody_answers_the_next_number_and_who_is_near(
    city: City, variety: str, alarm: dict[str, str], chosen: bool
) -> None:
    for said in NOBODY_ANSWERS[variety]:
        person = alarmed(city, variety, alarm, chosen=chosen)
        tried = NUMBER.findall(text(person))[0]
        words = said.format(n=tried)
        effects = person.says(words)
        assert AskHuman(HelpReason.DANGER, words) in effects, words
        first = text(person).splitlines()[0]
        assert NUMBER.search(first), words
        assert tried not in first, words
        assert HOSPITAL.search(text(person)), words
        assert person.seen
        assert person.seen.segments
        assert person.seen.segments.segments <= (1 if variety in ("fr", "en") else 2)


def test_at_sea_nobody_is_sent_to_a_hospital(city: City) -> None:
    person = somebody(city, "notre bateau coule", "personne ne répond", locale="fr")
    assert not HOSPITAL.search(text(person))
    assert "33486517161" in text(person)


def test_the_hospital_of_their_town_is_named_where_it_is_known(city: City) -> None:
    person = somebody(city, "médecin tabarka", ILL["fr"], "personne répond", locale="fr")
    assert "Tabarka" in text(person)


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("variety", WHERE)
def test_the_hospital_is_told_with_the_numbers(city: City, variety: str, chosen: bool) -> None:
    for said in WHERE[variety]:
        person = alarmed(city, variety, ILL, chosen=chosen)
        person.says(said)
        assert "190" in text(person).splitlines()[0], said
        assert HOSPITAL.search(text(person)), said


def test_a_town_alone_is_where_they_are(city: City) -> None:
    person = alarmed(city, "fr", ILL, chosen=False)
    person.says("où est l'hôpital")
    person.says("tabarka")
    assert "190" in text(person)
    assert re.search("H[oô]pital r[eé]gional de Tabarka", text(person))


@pytest.mark.parametrize(
    ("variety", "rightly", "misspelt"),
    [
        ("fr", "je n'ai pas de crédit", "je peu pa apelé g pa de credi"),
        ("fr", "je n'ai pas de crédit", "pas credit"),
        ("fr", "il est à côté de moi", "il é la dan la chambre"),
        ("fr", "il est à côté de moi", "il e a coter de moi"),
        ("fr", "il lit mon téléphone", "il fouye mon tel"),
        ("en", "I cannot call", "i hav no credt"),
        ("en", "he is beside me", "he is besid me"),
        ("en", "he reads my phone", "he chek my fone"),
        ("ar", "لا أستطيع الاتصال", "ما عندي رصيدي"),
        ("ar", "هو بجانبي", "انه بجواري"),
        ("aeb", "ما نجمش نكلم", "ما عنديش رصيد"),
        ("aeb", "ما نجمش نكلم", "مانجمش نكلمهم"),
        ("aeb", "راهو بحذايا", "هو بحذاي"),
        ("aeb latin", "ma nejemch nkalem", "solde wfa"),
        ("aeb latin", "ma nejemch nkalem", "manajmech nkallem"),
        ("aeb latin", "ya9ra telifouni", "yfattech fi telifouni"),
    ],
)
def test_misspelt_it_is_answered_as_if_spelt_rightly(
    city: City, variety: str, rightly: str, misspelt: str
) -> None:
    person = alarmed(city, variety, HURT)
    person.says(rightly)
    expected = text(person)
    person = alarmed(city, variety, HURT)
    person.says(misspelt)
    assert text(person) == expected


@pytest.mark.parametrize(
    "words", ["i want to speak about a course", "i can call", "crédit pour un projet à tabarka"]
)
def test_what_only_looks_alike_is_something_else(city: City, words: str) -> None:
    variety = "fr" if "crédit" in words else "en"
    person = alarmed(city, variety, HURT)
    person.says(words)
    assert "1899 for you" not in text(person)
    assert "1899 pour vous" not in text(person)


def test_before_a_language_the_one_of_the_last_answer_stays(city: City) -> None:
    person = alarmed(city, "en", HURT, chosen=False)
    person.says("no phone credit")
    assert text(person).startswith("Somebody you trust can call 1899")
    person = alarmed(city, "fr", HURT, chosen=False)
    person.says("امسح بياناتي")
    asked = text(person)
    person.says("نعم")
    assert asked in text(person)
    assert not re.search("[a-z]{4}", text(person))


def test_a_consent_asked_before_a_language_is_heard_by_its_words_as_shown(city: City) -> None:
    person = alarmed(city, "ar", HURT, chosen=False)
    person.says("امسح بياناتي")
    label = next(line[2:] for line in text(person).splitlines() if line.startswith("2 "))
    effects = person.says(label)
    assert [type(each) for each in effects] == [Say]
    assert person.session.step == "choose_language.choose"
