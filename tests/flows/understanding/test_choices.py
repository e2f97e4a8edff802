"""Numbers, places and languages, however they are written."""

from __future__ import annotations

import pytest

from flows.engine.understanding import Lexicon, understand

TWO = (
    *("2", "٢", "۲", " 2. ", "2)", "(2)", "n°2", "N° 2", "2️⃣", "option 2", "choix 2", "رقم 2"),
    *("2 svp", "/2", "#2", "2!", "02", "２", "²"),
)


@pytest.mark.parametrize("text", TWO)
def test_a_number_alone_is_a_choice(lexicon: Lexicon, text: str) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.option) == ("option:2", 2)


@pytest.mark.parametrize(
    "text", ["100", "2 3", "5edma", "2 enfants", "12/5", "-", "71600111", "3,5"]
)
def test_other_numbers_are_none(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).option is None


def test_zero_and_nine_are_numbers_like_others(lexicon: Lexicon) -> None:
    assert [understand(text, lexicon).option for text in ("0", "٠", "9", "99")] == [0, 0, 9, 99]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("في طبرقة", "tabarka"),
        ("بطبرقة", "tabarka"),
        ("TABARKA!", "tabarka"),
        ("tabraka", "tabarka"),
        ("ftabarka", "tabarka"),
        ("القيروان", "kairouan"),
        ("بالقيروان", "kairouan"),
        ("للقيروان", "kairouan"),
        ("à Kairouan", "kairouan"),
        ("9irwen", "kairouan"),
        ("fel 9ayrawen", "kairouan"),
        ("Bou Salem", "bou-salem"),
        ("boussalem", "bou-salem"),
        ("Jendouba Nord", "jendouba-nord"),
        ("jendouba", "jendouba"),
        ("jendoba", "jendouba"),
        ("3in drahem", "ain-draham"),
        ("ain drahm", "ain-draham"),
        ("8ardimaou", "ghardimaou"),
        ("menzel mhiri", "menzel-mhiri"),
        ("el 3la", "el-alaa"),
        ("ala", "el-alaa"),
    ],
)
def test_a_place_is_known_by_any_spelling(lexicon: Lexicon, text: str, place: str) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.place, meaning.intent, meaning.rest) == (place, "none", "")


@pytest.mark.parametrize("text", ["ala rasi", "tabib", "العراء", "carnet", "sfax", "كراء"])
def test_ordinary_words_are_no_places(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).place is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("français", "fr"),
        ("FRANCAIS", "fr"),
        ("bel français", "fr"),
        ("بالفرنسية من فضلك", "fr"),
        ("فرنساوي", "fr"),
        ("en arabe", "ar"),
        ("عربية", "ar"),
        ("3arbi", "ar"),
        ("tounsi", "aeb"),
        ("بالتونسي", "aeb"),
        ("english please", "en"),
        ("en anglais", "en"),
        ("n7eb na7ki bel inglizi", "en"),
        ("/language fr", "fr"),
        ("/language en", "en"),
    ],
)
def test_a_language_is_asked_for_by_name(lexicon: Lexicon, text: str, language: str) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.choose_language) == ("language", language)


@pytest.mark.parametrize("text", ["/language", "changer la langue", "badel el logha", "اللغة"])
def test_or_only_the_wish_for_another_is_said(lexicon: Lexicon, text: str) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.choose_language) == ("language", None)


@pytest.mark.parametrize(
    "text", ["je suis tunisien", "cours de français", "ana tounsi", "en ville"]
)
def test_a_people_or_a_lesson_is_no_such_wish(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).choose_language is None


def test_a_posters_link_sets_the_place(lexicon: Lexicon) -> None:
    meaning = understand("/start kairouan-poster3", lexicon)
    assert (meaning.intent, meaning.exact, meaning.place) == ("start", True, "kairouan")


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("n7eb tbib", "aeb", "Latn"),
        ("نلوج على خدمة", "aeb", "Arab"),
        ("أبحث عن وظيفة", "ar", "Arab"),
        ("je cherche un travail", "fr", "Latn"),
        ("i am looking for work", "en", "Latn"),
        ("👍", None, "Zsym"),
    ],
)
def test_the_language_of_the_words_is_told(
    lexicon: Lexicon, text: str, language: str | None, script: str
) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.language, meaning.script) == (language, script)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("je veux le menu", "menu"),
        ("raja3ni lel menu", "menu"),
        ("help me please", "help"),
        ("?", "help"),
        ("je veux parler à quelqu'un", "human"),
        ("n7eb na7ki m3a 3abd", "human"),
        ("أريد التحدث مع شخص", "human"),
        ("/mydata", "my_data"),
        ("mes donnees", "my_data"),
        ("بياناتي", "my_data"),
        ("anonyme", "anonymous"),
        ("بدون اسم", "anonymous"),
        ("MORE", "more"),
        ("/back", "back"),
    ],
)
def test_commands(lexicon: Lexicon, text: str, intent: str) -> None:
    assert understand(text, lexicon).intent == intent


@pytest.mark.parametrize(
    ("intent", "texts"),
    [
        ("human", ("je veux parler à quelqu'un", "humain", "un conseiller svp", "نحب نحكي مع حد")),
        (
            "human",
            ("I want to talk to a real person", "parler à une personne", "n7eb na7ki m3a 7ad"),
        ),
        ("feedback", ("avis", "votre avis", "donner mon avis", "opinion", "رأيي", "رايي", "ra2yi")),
        ("register", ("inscription", "m'inscrire", "je veux m'inscrire", "sign up", "register")),
        ("register", ("تسجيل", "أريد التسجيل", "نحب نسجل", "سجلني", "n7eb nsajel", "nsajel rou7i")),
    ],
)
@pytest.mark.parametrize("locale", [None, "ar", "aeb", "fr", "en"])
def test_a_wish_of_which_every_word_is_known(
    lexicon: Lexicon, locale: str | None, intent: str, texts: tuple[str, ...]
) -> None:
    for text in texts:
        meaning = understand(text, lexicon, locale)
        assert (meaning.intent, meaning.exact) == (intent, True), text


def test_a_wish_beside_a_need_is_told_too(lexicon: Lexicon) -> None:
    meaning = understand("inscription formation couture", lexicon)
    assert (meaning.intent, meaning.beside) == ("vocational_training", ("register",))
    assert understand("formation couture", lexicon).beside == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6bib", "tbib"),
        ("6biba", "tbiba"),
        ("lel 6bib", "lel tbib"),
        ("5edma", "khedma"),
        ("5idma", "khidma"),
        ("khedma", "khidma"),
        ("kardh", "9ardh"),
        ("mo7ami", "mouhami"),
        ("7ajti b tbib", "hajti b tbib"),
        ("5obza", "khobza"),
        ("ba6ala", "batala"),
    ],
)
def test_digits_are_letters_in_tunisian(lexicon: Lexicon, text: str, said: str) -> None:
    topics = understand(text, lexicon).topics
    assert topics == understand(said, lexicon).topics != ()


def test_a_language_we_do_not_speak_is_understood_a_little(lexicon: Lexicon) -> None:
    meaning = understand("nahitaji msaada", lexicon)
    assert (meaning.intent, meaning.language) == ("help", "sw")


def test_its_words_do_not_disturb_the_languages_we_speak(lexicon: Lexicon) -> None:
    # "Moto" is fire in Swahili.
    assert understand("ma moto est en panne", lexicon).topics == ()
