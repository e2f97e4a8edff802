"""Blackmail, a phone that is read, thanks, "I did not understand": each is heard as itself."""

from __future__ import annotations

import pytest

from bot.messages.segments import count
from flows.engine.effect import AskHuman, HelpReason, Say, StopMessages
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City

DOCTOR = {
    "fr": "médecin jendouba",
    "en": "doctor jendouba",
    "ar": "طبيب جندوبة",
    "aeb": "طبيب جندوبة",
}


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("aeb", "rajli yodhrbni w n7eb nor9od f blasa okhra"),
        ("en", "he has naked pictures of me and wants money or he sends them to my family"),
        ("en", "someone is threatening to post my photos if i dont pay"),
        ("fr", "il a des photos de moi nue et demande de l'argent"),
        ("fr", "un type menace de publier mes photos si je paie pas"),
        ("ar", "يهددني بنشر صوري إذا لم أدفع"),
        ("aeb", "واحد عندو تصاوري ويحب الفلوس وإلا ينشرهم"),
        ("aeb", "wa7ed fel facebook y9olli ab3athli 200 dt wala nkharrej tsawrek"),
        ("aeb", "yhaded fiya b tsawri w y7eb flous"),
    ],
)
def test_blackmail_and_blows_are_surely_danger(city: City, locale: str, said: str) -> None:
    person = somebody(city, locale=locale)
    effects = person.says(said)
    assert any(isinstance(each, AskHuman) and each.reason is HelpReason.DANGER for each in effects)
    assert "1899" in text(person).splitlines()[0]


WATCHED = {
    "en": ("he reads my phone", "my husband reads my messages"),
    "fr": ("il lit mes messages", "mon mari fouille mon téléphone"),
    "ar": ("يقرأ رسائلي", "زوجي يفتش هاتفي"),
    "aeb": ("يقرا في تليفوني", "9a3ed yechouf fi telifouni", "w telifouni ya9raouh fel dar"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_whose_phone_is_read_is_told_how_to_write_unseen(city: City, locale: str) -> None:
    for said in WATCHED[locale]:
        person = somebody(city, DOCTOR[locale], locale=locale)
        effects = person.says(said)
        assert "SOS" in text(person), said
        assert [type(each) for each in effects] == [Say], said
        assert "1899" not in text(person), said  # whoever reads it learns nothing
        assert count(text(person)).segments <= (1 if locale in ("en", "fr") else 2)
        person.says("1")  # the list stands no more above it: nothing is opened by a number
        assert person.session.recent_danger.at


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("en", "who reads my messages?"),
        ("fr", "qui lit mes messages ?"),
        ("aeb", "شكون يقرا ميساجاتي"),
    ],
)
def test_who_reads_what_is_written_to_us_is_a_question(city: City, locale: str, asked: str) -> None:
    person = somebody(city, locale=locale)
    person.says(asked)
    assert "SOS" not in text(person)
    assert not person.session.recent_danger.at


@pytest.mark.parametrize(
    ("locale", "said", "found"),
    [
        ("en", "stop sending me to the hospital, i want a bank", "Money, bank"),
        ("fr", "stop avec l'hopital je veux une banque", "Argent, banque"),
    ],
)
def test_who_says_what_they_want_instead_is_answered_that(
    city: City, locale: str, said: str, found: str
) -> None:
    person = somebody(city, DOCTOR[locale], locale=locale)
    effects = person.says(said)
    assert text(person).startswith(found)
    assert "STOP" in text(person)
    assert not any(isinstance(each, StopMessages) for each in effects)


@pytest.mark.parametrize("said", ["please stop this i want peace", "stop this now please friends"])
def test_who_wants_nothing_else_is_asked(city: City, said: str) -> None:
    assert somebody(city, said).session.step == "stop.confirm"


RATING = {"fr": "avis", "en": "feedback", "ar": "رأي", "aeb": "رايي"}
THANKS = {
    "fr": "merci beaucoup vous m'avez bien aidé",
    "en": "thank you you helped me a lot",
    "ar": "شكرا جزيلا لقد ساعدتموني كثيرا",
    "aeb": "yaatik essa7a 3awentni barcha",
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_thanks_are_answered_wherever_they_are_said(city: City, locale: str) -> None:
    welcome = {"fr": "Avec plaisir", "en": "You are welcome", "ar": "العفو", "aeb": "بلا مزية"}
    for before in ((), (DOCTOR[locale],), (DOCTOR[locale], "1"), (RATING[locale],)):
        person = somebody(city, *before, locale=locale)
        person.says(THANKS[locale])
        assert text(person).startswith(welcome[locale]), before


@pytest.mark.parametrize(
    ("locale", "said", "step"),
    [
        ("aeb", "winou tbib", "find_service.choose_place"),
        ("fr", "je cherche un medecin à jendouba", "find_service.choose_service"),
        ("en", "where is a doctor", "find_service.choose_place"),
        ("ar", "أين الطبيب", "find_service.choose_place"),
    ],
)
def test_a_need_goes_before_the_rating(city: City, locale: str, said: str, step: str) -> None:
    person = somebody(city, RATING[locale], locale=locale)
    assert person.session.step == "feedback.rate"
    person.says(said)
    assert person.session.step == step


def test_the_rating_is_not_asked_for_ever(city: City) -> None:
    person = somebody(city, "avis", locale="fr")
    question = text(person).splitlines()[0]
    for said in ("franchement bof bof", "je sais pas trop", "bof"):
        person.says(said)
        assert question not in text(person), said


def test_a_rating_is_given_after_a_slip(city: City) -> None:
    person = somebody(city, "avis", "bof bof bof", locale="fr")
    person.says("4")
    assert person.session.memory["rating"] == "4"


@pytest.mark.parametrize("said", ["3aweli b tounsi", "9olli bel tounsi", "قلي بالتونسي"])
def test_another_language_is_asked_for_in_many_words(city: City, said: str) -> None:
    for before in ((), ("avis",), ("médecin jendouba", "1")):
        person = somebody(city, *before, locale="fr")
        person.says(said)
        assert person.contact.locale == "aeb", before


UNCLEAR = {
    "fr": "je n'ai pas compris votre réponse",
    "en": "i did not understand your answer",
    "ar": "لم أفهم جوابكم",
    "aeb": "ma fhemtech jwebkom",
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_was_not_clear_is_said_again_and_a_person_named(city: City, locale: str) -> None:
    person = {"fr": "HUMAIN", "en": "HUMAN"}.get(locale, "شخص")
    somebody_ = somebody(city, DOCTOR[locale], "1", locale=locale)
    card = text(somebody_).splitlines()[0][:10]
    somebody_.says(UNCLEAR[locale])
    assert card in text(somebody_)
    assert person in text(somebody_).splitlines()[-1]
    assert person not in text(somebody_).splitlines()[-2]
    assert somebody_.session.step == "find_service.card"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "pourquoi vous répondez pas"),
        ("en", "why dont you answer"),
        ("ar", "لماذا لا تجيبون"),
        ("aeb", "chbikom ma tjawbouch"),
        ("aeb", "علاش ما تجاوبوش"),
    ],
)
def test_who_complains_is_not_asked_for_a_rating(city: City, locale: str, said: str) -> None:
    person = somebody(city, said, locale=locale)
    assert person.session.step != "feedback.rate"
    assert {"fr": "HUMAIN", "en": "HUMAN"}.get(locale, "شخص") in text(person)


CHANGED = {
    "fr": "ils ont un nouveau numéro 78650123",
    "en": "their number has changed to 78650123",
    "ar": "صار عندهم رقم جديد 78650123",
    "aeb": "wallaw 3andhom numero jdid 78650123",
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_number_of_theirs_is_no_change_of_ones_own(city: City, locale: str) -> None:
    person = somebody(city, DOCTOR[locale], "1", locale=locale)
    told = [each for each in person.says(CHANGED[locale]) if isinstance(each, AskHuman)]
    assert [each.reason for each in told] == [HelpReason.WRONG_INFO]
    assert told[0].service == person.session.memory["service"]


def test_also_where_a_word_beside_it_looks_like_a_need(city: City) -> None:
    person = somebody(city, "bureau de l'emploi jendouba", "1", locale="aeb")
    effects = person.says("badlou ennemra wallet 78600700")
    told = [each.reason for each in effects if isinstance(each, AskHuman)]
    assert told == [HelpReason.WRONG_INFO]


@pytest.mark.parametrize(
    ("locale", "said"),
    [("fr", "j'ai changé de numéro c'est le 98123456"), ("en", "my number has changed 98123456")],
)
def test_and_ones_own_is_ones_own(city: City, locale: str, said: str) -> None:
    effects = somebody(city, locale=locale).says(said)
    reasons = [each.reason for each in effects if isinstance(each, AskHuman)]
    assert HelpReason.WRONG_INFO not in reasons
