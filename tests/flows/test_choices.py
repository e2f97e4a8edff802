"""Is a choice heard in whatever way people make it, and nothing else taken for one?"""

from __future__ import annotations

from itertools import product

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import Effect, GiveConsent, Say
from flows.engine.understanding.screen.choices import Shown, choice_in
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person

TOWNS = (
    Shown(1, "town:jendouba", "Jendouba"),
    Shown(2, "town:kairouan", "Kairouan"),
    Shown(3, "town:bou-salem", "Bou Salem"),
)

SECOND = (
    *("2", "le 2", "la 2", "n° 2", "n 2", "no 2", "numéro 2", "2ème", "2e", "2nd", "the 2nd one"),
    *("deux", "Deux svp", "le deuxième", "la seconde", "je veux la 2", "je choisis le 2"),
    *("two", "the second", "the second one", "number two", "I want the second one", "option 2"),
    *(
        "٢",
        "اثنان",
        "اثنين",
        "زوز",
        "الثاني",
        "الثانية",
        "رقم 2",
        "رقم ٢",
        "نحب الثانية",
        "2 من فضلك",
    ),
    *("zouz", "thnin", "ethenya", "nheb 2", "numro 2", "mbili", "biyu", "laba", "ሁለት", "ክልተ"),
    *("2 kairouan", "2) Kairouan", "2. kairouan", "2- Kairouan", "kairouan 2", "Kairouan (2)"),
    *("2 kair", "Kairouan", "kairouan svp"),
)
NONE = (
    *("2 enfants", "deux enfants malades", "2 jendouba", "j'ai 2 enfants", "20000001", "12/5", ""),
    *(
        "le deuxième enfant",
        "2 3",
        "1 ou 2",
        "un médecin",
        "one doctor",
        "the first aid",
        "اول مرة",
    ),
    *("je veux", "le", "n°", "الثاني مريض", "one two", "une femme", "ni l'un ni l'autre"),
)


@pytest.mark.parametrize("said", SECOND)
def test_the_second_is_picked(city: City, said: str) -> None:
    assert choice_in(said, TOWNS, city.lexicon) == "town:kairouan"


@pytest.mark.parametrize("said", NONE)
def test_what_picks_none(city: City, said: str) -> None:
    assert choice_in(said, TOWNS, city.lexicon) is None


@pytest.mark.parametrize("said", ["le 7", "sept", "7 Tabarka", "السابع"])
def test_a_number_that_is_not_shown_picks_none(city: City, said: str) -> None:
    assert choice_in(said, TOWNS, city.lexicon) is None


def test_part_of_a_label_is_enough_where_it_is_of_one_alone(city: City) -> None:
    offers = (
        Shown(1, "offer:a", "Tourisme responsable"),
        Shown(2, "offer:b", "Cuisine et accueil"),
        Shown(3, "offer:c", "Tourisme rural"),
    )
    assert choice_in("l'accueil", offers, city.lexicon) == "offer:b"
    assert choice_in("la cuisine svp", offers, city.lexicon) == "offer:b"
    assert choice_in("tourisme", offers, city.lexicon) is None


@pytest.mark.parametrize(
    "said", ["accepte", "agree", "refuse", "oui j'accepte bien sur", "effacer"]
)
def test_never_a_part_of_a_consent(city: City, said: str) -> None:
    consent = (Shown(1, "consent:agree", "J'accepte tout"), Shown(2, "erase:yes", "Oui, effacer"))
    assert choice_in(said, consent, city.lexicon) is None


LISTS = ("", "6", "6 1", "6 2", "6 1 1", "6 1 1 1 1 1", "4 2")


@pytest.mark.parametrize(("locale", "way"), list(product(LANGUAGES, LISTS)))
def test_every_line_of_every_list_may_be_copied(city: City, locale: str, way: str) -> None:
    for line in text(somebody(city, *way.split(), locale=locale)).splitlines():
        if not line[:1].isdecimal():
            continue
        number = line.partition(" ")[0]
        by_number = somebody(city, *way.split(), number, locale=locale)
        copied = somebody(city, *way.split(), line, locale=locale)
        assert (copied.session.step, text(copied)) == (by_number.session.step, text(by_number))


@pytest.mark.parametrize(("line", "locale"), [("1 francais", "fr"), ("3 Tounsi", "aeb")])
def test_a_language_is_chosen_by_its_line(city: City, line: str, locale: str) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says("hello")
    person.says(line)
    assert person.contact.locale == locale


@pytest.mark.parametrize(
    "said",
    [
        "2 / -- / Sami Ben Ali",
        "2 / Sami",
        "2 / Envoyé de mon iPhone",
        "2 / Sent from my Galaxy",
        "2 / أرسلت من هاتفي",
        "> Dans quelle ville ? / > 1 Jendouba / 2",
        "Dans quelle ville ? / 1 Jendouba / 2 Kairouan / 2",
        "Dans quelle ville ? / 2 Kairouan",
    ],
)
def test_what_a_phone_adds_and_what_we_said_do_not_count(city: City, said: str) -> None:
    person = somebody(city, "6", "1", "1", said, locale="fr")
    assert person.session.memory.get("town") == "kairouan"


def test_our_notice_sent_back_asks_nobody_to_stop(city: City) -> None:
    person = somebody(city, locale="fr")
    notice = text(person).splitlines()[-1]
    assert "STOP" in notice
    person.says(f"{notice} / médecin tabarka")
    assert "Tabarka" in text(person)


@pytest.mark.parametrize(
    "reaction",
    [
        "Liked “Où ? 1 Jendouba”",
        "Laughed at “STOP termine”",
        "A aimé « Dans quelle ville ? »",
        "N’a pas aimé « 1 Jendouba »",
        "A réagi avec 👍 à « STOP »",
        "👍 to “In danger? Call now:”",
        "❤️ à « Bonjour »",
        "\u200a\u200b👍\u200b to “\u200aOui\u200a”",
        "أُعجب بـ “مرحبا”",
        "Removed a heart from “STOP”",
    ],
)
def test_a_reaction_is_no_message(city: City, reaction: str) -> None:
    person = somebody(city, "6", "1", "1", "1", locale="fr")
    before = person.session
    effects = person.says(reaction)
    assert effects == []
    assert person.session == before


@pytest.mark.parametrize("said", ["je cherche « médecin »", "« médecin tabarka »", "“doctor”"])
def test_quotation_marks_alone_make_no_reaction(city: City, said: str) -> None:
    assert any(isinstance(each, Say) for each in somebody(city, locale="fr").says(said))


@pytest.mark.parametrize(
    "said", ["20000001 merci, le soir", "appelez le 20 000 001 svp", "رقمي ٢٠٠٠٠٠٠١ في الليل"]
)
def test_a_number_is_found_in_a_sentence(city: City, said: str) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", said, locale="fr")
    assert person.session.memory["reach_by"] == "+21620000001"


def by_telegram(city: City, *lines: str) -> tuple[Person, list[Effect]]:
    person, effects = Person(city, BY_BUTTONS, "telegram"), []
    for line in ("bonjour", "[Français]", *lines):
        effects = person.says(line)
    return person, effects


REGISTERING = ("m'inscrire", "1", "1", "1")


def test_a_contact_that_is_shared_is_a_number(city: City) -> None:
    person, _effects = by_telegram(city, *REGISTERING, "Sami", "(contact) +21620000001")
    assert person.session.memory["reach_by"] == "+21620000001"
    assert person.session.step == "register_interest.reach_when"


def test_an_edited_message_takes_the_place_of_the_first(city: City) -> None:
    person, _effects = by_telegram(city, *REGISTERING, "Smai", "(edited) Sami")
    assert person.session.memory["first_name"] == "Sami"
    assert person.session.step == "register_interest.reach_by"
    person.says("retour")
    assert person.session.step == "register_interest.first_name"


def test_what_nobody_understood_is_mended(city: City) -> None:
    person, _effects = by_telegram(city, "[Santé]", "zzqx", "(edited) Tabarka")
    assert "Tabarka" in text(person)


def test_an_edited_answer_takes_no_consent_back_and_gives_none(city: City) -> None:
    refused = by_telegram(city, *REGISTERING, "Sami", "1", "1", "2", "(edited) 1")[1]
    assert not any(isinstance(each, GiveConsent) for each in refused)
