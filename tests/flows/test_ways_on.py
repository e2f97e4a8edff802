"""No answer is a dead end, and none hides what was understood."""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_SMS
from bot.messages.segments import count
from flows.engine.effect import RecordUnmetNeed, SetLocale
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person

PAPERS = {
    "fr": ("papiers", "Papiers : dans quelle ville ?"),
    "en": ("papers", "Papers: in which town?"),
    "ar": ("أوراق", "أوراق: في أي مدينة؟"),
    "aeb": ("wra9", "أوراق: وين؟"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_question_for_the_town_says_what_was_understood(city: City, locale: str) -> None:
    said, asked = PAPERS[locale]
    person = somebody(city, said, locale=locale)
    assert text(person).startswith(asked)
    assert count(text(person)).segments == 1


@pytest.mark.parametrize("said", ["femmes", "vih", "protection"])
def test_but_not_what_a_shared_phone_must_not_tell(city: City, said: str) -> None:
    person = somebody(city, said, locale="fr")
    assert text(person).startswith("Où ?") or person.session.step != "find_service.choose_place"


@pytest.mark.parametrize(
    ("locale", "said", "way"),
    [
        ("fr", "dentiste kairouan", "1 Santé"),
        ("fr", "test vih jendouba", "1 Santé"),
        ("en", "dentist kairouan", "1 Health"),
        ("ar", "طبيب أسنان القيروان", "1 الصحة"),
        ("fr", "carte de séjour", "1 Papiers"),
        ("en", "residence card", "1 Papers"),
        ("en", "i need food for my kids kairouan", "1 Social aid"),
        ("fr", "consulat du cameroun", "1 Conseil migration"),
        ("en", "embassy of nigeria", "1 Migration advice"),
        ("ar", "أحتاج قنصلية بلدي", "1 معلومات الهجرة"),
        ("aeb", "nlawej 3la consulat el senegal", "1 على الهجرة"),
    ],
)
def test_where_we_have_nothing_there_is_a_way_on_the_centre_and_a_person(
    city: City, locale: str, said: str, way: str
) -> None:
    person = somebody(city, said, locale=locale)
    assert way in text(person).splitlines()
    assert "16:30" in text(person)  # the centre
    assert {"fr": "HUMAIN", "en": "HUMAN"}.get(locale, "شخص") in text(person)
    person.says("1")
    assert person.session.step in ("find_service.choose_place", "find_service.choose_service")


def test_what_another_region_has_is_named_with_its_town(city: City) -> None:
    person = somebody(city, "test vih jendouba", locale="fr")
    assert "2 Dépistage gratuit du VIH, Kairouan" in text(person).splitlines()
    person.says("2")
    assert person.session.step == "find_service.card"


@pytest.mark.parametrize(
    "said",
    [
        "consulat du mali",
        "ambassade",
        "carte de séjour",
        "كيف أجدد جوازي السوداني",
        "renew my sudanese passport",
    ],
)
def test_nobody_is_asked_for_a_town_in_vain(city: City, said: str) -> None:
    assert somebody(city, said, locale="fr").session.step == "main_menu.rest"


def test_a_tunisian_passport_is_still_found(city: City) -> None:
    person = somebody(city, "renouveler mon passeport tunisien jendouba", locale="fr")
    assert "passeport" in text(person).lower()


def test_a_town_said_where_we_wonder_belongs_to_what_is_meant(city: City) -> None:
    person = somebody(city, "ابني عمره 8 سنوات خارج المدرسة", locale="ar")
    asked = text(person)
    assert person.session.step == "did_you_mean.choose"
    person.says("القيروان")
    assert text(person) == asked
    person.says("2")
    assert "القيروان" in text(person).splitlines()[0]


MAN = {
    "fr": "je suis un homme je dors dehors jendouba",
    "en": "i am a man and i sleep outside jendouba",
    "ar": "أنا رجل وأنام في الشارع في جندوبة",
    "aeb": "ana rajel nor9od fel cher3 jendouba",
}
SHELTER = {"fr": "Femmes", "en": "Women", "ar": "نساء", "aeb": "النسا"}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_man_without_a_roof_is_offered_no_shelter_of_women(city: City, locale: str) -> None:
    person = somebody(city, MAN[locale], locale=locale)
    assert any(isinstance(each, RecordUnmetNeed) for each in _effects(city, MAN[locale], locale))
    assert SHELTER[locale] not in text(person)
    assert len(text(person).splitlines()) > 3


def test_all_places_to_sleep_have_a_way_on_for_him_too(city: City) -> None:
    said = "je dors dehors a kairouan je suis un homme"
    person = somebody(city, said, "[#need:shelter]", locale="fr")
    assert "1 Auberge de jeunesse" in text(person).splitlines()
    person = somebody(city, "ou dormir kairouan je suis un homme", locale="fr")
    assert "emme" not in text(person)


def test_it_is_remembered_while_he_goes_on_asking(city: City) -> None:
    person = somebody(city, "je dors dehors a kairouan je suis un homme", locale="fr")
    person.says("je veux un foyer")
    assert "emme" not in text(person)


def test_nor_any_other_service_of_women(city: City) -> None:
    person = somebody(city, "je suis un homme, aide sociale à kairouan", locale="fr")
    assert "emme" not in text(person)


def test_who_asks_for_his_wife_gets_what_is_for_women(city: City) -> None:
    person = somebody(city, "je suis un homme, un abri pour ma femme battue jendouba", locale="fr")
    assert "1899" in text(person)


def test_numbers_mean_what_was_seen_last(city: City) -> None:
    """ "3 Language", below the first list, while a card of it is read and the list still stands."""
    person = Person(city, BY_SMS, "sms")
    person.says("travail jendouba")
    assert "3 Langue" in text(person).splitlines()
    person.says("1")
    assert person.session.step == "find_service.card"
    person.says("3")
    assert person.session.step == "choose_language.choose"
    person.says("3")
    assert person.contact.locale == "aeb"


def test_every_number_of_a_list_goes_on_meaning_the_same_below_its_cards(city: City) -> None:
    for said in ("médecin jendouba", "travail jendouba", "banque kairouan", "avocat kairouan"):
        person = Person(city, BY_SMS, "sms")
        person.says(said)
        offered = dict(person.session.offered)
        picks = [n for n, key in offered.items() if key.startswith("service:")]
        for number in picks:
            effects = person.says(str(number))
            assert person.session.memory["service"] == offered[number].removeprefix("service:")
            assert not any(isinstance(each, SetLocale) for each in effects)
            assert dict(person.session.offered).items() >= offered.items(), said


def _effects(city: City, said: str, locale: str) -> list[object]:
    return list(somebody(city, locale=locale).says(said))
