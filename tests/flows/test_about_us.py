"""Is a question about us, or about one's own case, answered honestly, in one short message?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.segments import count
from flows.engine.effect import (
    AskHuman,
    CancelInterest,
    HelpReason,
    RecordInterest,
    SetLocale,
)
from flows.engine.world import Kept, KeptInterest
from services_directory.values.local_text import NO_WORDS
from tests.flows.registered import registered
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person

ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "who_are_you": {
        "fr": ("qui êtes-vous ?", "vous êtes une ong, l'état, ou une arnaque ?"),
        "en": ("who are you", "are you government people"),
        "ar": ("من أنتم؟",),
        "aeb": ("شكون انتوما", "chkoun entouma"),
    },
    "is_it_free": {
        "fr": ("c'est gratuit ?", "il faut payer pour vos services ?"),
        "en": ("is it free?", "do I have to pay for this service"),
        "ar": ("هل الخدمة مجانية؟",),
        "aeb": ("بلاش ولا بالفلوس", "bellehi b flous wala blech"),
    },
    "privacy": {
        "fr": ("qui voit mon numéro ?", "vous gardez mes messages combien de temps"),
        "en": ("who can see my phone number", "do you give my number to anybody"),
        "ar": ("هل تعطون رقمي لأحد؟",),
        "aeb": ("شكون يشوف نومروي", "تعطيو نومروي لحد؟"),
    },
    "centre": {
        "fr": ("où est votre bureau ?", "vous êtes ouverts quand ?"),
        "en": ("where is your office", "when is the centre open"),
        "ar": ("أين مكتبكم؟",),
        "aeb": ("وين المركز متاعكم", "win el merkez mte3kom"),
    },
    "missing_person": {
        "fr": ("je n'ai plus de nouvelles de mon fils depuis six mois",),
        "en": ("I lost contact with my husband since he took the boat in june",),
        "ar": ("أخي مفقود منذ سنة",),
        "aeb": ("ولدي ضايع عندو عام ما نعرف عليه شي",),
    },
}
EXPECTED: dict[str, dict[str, str]] = {
    "who_are_you": {"fr": "machine", "en": "machine", "ar": "آلة", "aeb": "ماكينة"},
    "is_it_free": {"fr": "gratuit", "en": "is free", "ar": "مجاني", "aeb": "بلاش"},
    "privacy": {"fr": "police", "en": "police", "ar": "الشرطة", "aeb": "البوليس"},
    "centre": {"fr": "16:30", "en": "16:30", "ar": "16:30", "aeb": "16:30"},
    "missing_person": dict.fromkeys(LANGUAGES, "familylinks.icrc.org"),
}
ROWS = [
    (label, locale, said)
    for label, by_locale in ASKED.items()
    for locale, sentences in by_locale.items()
    for said in sentences
]


@pytest.mark.parametrize(("label", "locale", "said"), ROWS)
def test_it_is_answered_in_one_short_message(
    city: City, label: str, locale: str, said: str
) -> None:
    person = somebody(city, said, locale=locale)
    if person.session.step == "did_you_mean.choose":
        number = next(n for n, key in person.session.offered if key == f"meant:{label}")
        person.says(str(number))
    assert EXPECTED[label][locale] in text(person)
    assert count(text(person)).segments <= (4 if locale in ("ar", "aeb") else 2)
    assert person.session.step in ("main_menu.choose", "main_menu.rest")


@pytest.mark.parametrize(
    "said",
    [
        "are you government people",
        "how much do I pay for this",
        "do you give my number to anybody",
        "what time does your centre open tomorrow",
    ],
)
def test_in_the_middle_of_a_registration_the_step_is_asked_again(city: City, said: str) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "register", "1", "1", "1"):
        person.says(line)
    before = person.session.memory
    person.says(said)
    assert person.session.step == "register_interest.first_name"
    assert person.session.memory == before
    assert (
        text(person)
        .splitlines()[0]
        .startswith(("Dalil", "Without your agreement", "Resource centre"))
    )
    assert "first name" in text(person).splitlines()[-1]


def test_first_of_all_it_is_answered_in_the_language_it_was_asked_in(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    effects = person.says("je veux m'inscrire à la formation tourisme responsable à Kairouan")
    assert SetLocale("fr") in effects
    assert person.session.memory["offer"] == "responsible_tourism"
    assert person.session.memory["town"] == "kairouan"
    assert person.session.step == "register_interest.first_name"


def test_nothing_is_said_of_the_police_that_the_operator_did_not_write(city: City) -> None:
    programme = city.directory.programme
    silent = replace(programme, answers=replace(programme.answers, privacy=NO_WORDS))
    directory = replace(city.directory, programme=silent)
    person = somebody(replace(city, directory=directory), "who can see my phone number")
    assert "police" not in text(person)


def test_the_state_of_a_registration_by_phone_and_by_code(city: City) -> None:
    person = registered(city)
    person.says("what about my registration?")
    assert "Crafts, code K7M-X4T: registered on 2 November 2026." in text(person)
    assert "no date yet" in text(person)
    person.says("c3d f4h")
    assert "K7M-X4T" not in text(person)
    assert "Our team has seen to it." in text(person)
    person.says("my code is M3M-M4M")
    assert "a letter is not right: M3M-M4M" in text(person)
    person.says("my code is M3M-M4R")
    assert "We do not know this code from this phone: M3M-M4R" in text(person)


def test_a_registration_is_cancelled_by_its_number_alone(city: City) -> None:
    person = registered(city)
    assert not any(
        isinstance(each, CancelInterest) for each in person.says("cancel my registration")
    )
    assert "1 Crafts" in text(person)
    assert CancelInterest("K7M-X4T") in person.says("1")
    assert "K7M-X4T" in text(person)
    person.says("cancel my registration")
    assert not any(isinstance(each, CancelInterest) for each in person.says("3"))


def test_cancelling_in_the_middle_of_one_leaves_it(city: City) -> None:
    person = somebody(city, "6", "1", "1", "cancel my registration")
    assert person.session.step in ("main_menu.choose", "main_menu.rest")
    assert person.session.paused is None


def test_a_change_is_for_our_team(city: City) -> None:
    said = "call me on my wife phone instead, 20000002"
    effects = registered(city).says(said)
    assert AskHuman(HelpReason.CHANGE, said) in effects


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "personne ne répond à ce numéro"),
        ("fr", "mauvais numéro"),
        ("en", "the number is wrong"),
        ("en", "that office has moved to another street"),
        ("ar", "الرقم خاطئ"),
        ("aeb", "النومرو غالط"),
        ("aeb", "numro ghalet"),
    ],
)
def test_what_is_wrong_is_a_task_about_the_service_shown_last(
    city: City, locale: str, said: str
) -> None:
    person = somebody(city, "tabarka", "1", "1", locale=locale)
    service = person.session.memory["service"]
    assert AskHuman(HelpReason.WRONG_INFO, said, service) in person.says(said)


def test_where_no_service_was_shown_it_is_asked_which(city: City) -> None:
    person = somebody(city)
    assert AskHuman(HelpReason.WRONG_INFO, "wrong number") in person.says("wrong number")
    assert AskHuman(HelpReason.WRONG_INFO, "the hospital") in person.says("the hospital")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "vous vous êtes trompé de numéro"),
        ("en", "you have the wrong number"),
        ("ar", "هذه الرسالة ليست لي"),
        ("aeb", "موش ليا"),
    ],
)
def test_somebody_else_s_message_asks_nothing_of_who_got_it(
    city: City, locale: str, said: str
) -> None:
    assert "STOP" in text(somebody(city, said, locale=locale))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_place_said_before_is_not_asked_again(city: City, locale: str) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in (
        "tabarka",
        LANGUAGES[locale],
        {"fr": "médecin", "en": "doctor"}.get(locale, "طبيب"),
    ):
        person.says(line)
    assert person.session.memory["place"] == "tabarka"
    assert person.session.step == "find_service.choose_service"


def test_a_poster_says_the_place(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("/start tabarka-poster1", "[English]", "[Health]"):
        person.says(line)
    assert "Tabarka" in text(person)


def test_a_course_that_is_named_in_the_registration_is_not_asked(city: City) -> None:
    person = somebody(city, "I want to register for the crafts training in Jendouba")
    assert (person.session.memory["offer"], person.session.memory["town"]) == ("crafts", "jendouba")
    for answer in ("Awa", "1", "1"):
        person.says(answer)
    recorded = [each for each in person.says("1") if isinstance(each, RecordInterest)]
    assert [(each.offer, each.place) for each in recorded] == [("crafts", "jendouba")]


def test_my_data_tells_what_was_given_for_a_registration_and_by_which_poster(city: City) -> None:
    interest = KeptInterest(
        "K7M-X4T",
        "crafts",
        date(2026, 11, 2),
        first_name="Awa",
        place="tabarka",
        call_masked="xxxxxxxxx09",
        call_when="morning",
    )
    person = registered(
        city,
        Kept(
            interests=(interest,),
            agreed_on=date(2026, 11, 2),
            source="kairouan-poster3",
            looked_at_on=date(2026, 11, 4),
        ),
    )
    person.says("my data")
    said = text(person)
    assert "First name: Awa" in said
    assert "Place: Tabarka" in said
    assert "Number to call: xxxxxxxxx09 (In the morning)" in said
    person.says("9")
    said = text(person)
    assert "You agreed: 2 November 2026." in said
    assert "Poster or link: kairouan-poster3" in said
    assert "Our team looked at your number: 4 November 2026." in said
    assert "What we write to you we keep 30 days." in said


def test_with_buttons_all_of_it_is_told_at_once(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "my data"):
        person.says(line)
    assert "Your first message: 24 November 2026." in text(person)
    assert "To erase everything" in text(person)
