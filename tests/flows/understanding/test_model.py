"""What does the model add to the rules: needs in whole sentences, danger, questions about us?"""

from __future__ import annotations

import pytest

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.model.labels import LABELS, RULED

SENTENCES = (
    ("nlawej 3ala khedma fi ma3mal", "employment"),
    ("win famma tbib snin fi jendouba", "health"),
    ("أمي مريضة", "health"),
    ("كيفاش نعمل باش نحل مشروع صغير", "enterprise"),
    ("vous donnez mon numero a la police?", "privacy"),
    ("c'est gratuit ou il faut payer ?", "is_it_free"),
    ("i registered last week and nobody called me", "my_case"),
    ("personne ne répond au numéro que vous avez donné", "wrong_info"),
)


@pytest.mark.parametrize(("text", "label"), SENTENCES)
def test_a_sentence_is_labelled_by_what_it_says(lexicon: Lexicon, text: str, label: str) -> None:
    meaning = understand(text, lexicon)
    assert label in (meaning.label, *meaning.suggestions)
    assert meaning.decision != "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ma3adech n7eb n3ich", "suicide"),
        ("mon mari me frappe tous les jours", "violence_home"),
        ("il y a le feu dans la maison", "fire_flood"),
        ("نغرق في البحر", "sea"),
        ("he locked me in and took my passport", "trafficking"),
        ("je veux qu'on m'efface de la vie", "suicide"),
        ("my pregnant sister has terrible pain in her belly", "medical"),
        # Their words are known as a need as well, in languages we only begin to understand.
        ("mi marido me pega", "violence_home"),
        ("mume wangu ananipiga", "violence_home"),
    ],
)
def test_danger_is_heard_with_its_kind(lexicon: Lexicon, text: str, kind: str) -> None:
    danger = understand(text, lexicon).danger
    assert (danger.level, danger.kind) == ("sure", kind)


@pytest.mark.parametrize(
    "text",
    [
        "vous donnez mon numero a la police?",
        "formation pompier",
        "my phone died",
        "i dont want to live in this house anymore",
        "لا تتوقفوا عن مساعدتي",
        "stop",
        "نعم",
        "merci",
        "2",
        "",
    ],
)
def test_a_fear_an_idiom_or_a_command_is_no_danger(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).danger.level == "none"


def test_a_word_alone_is_what_the_rules_say(lexicon: Lexicon) -> None:
    for text, label in (("stop", "stop"), ("oui", "yes"), ("merci", "thanks"), ("/start", "start")):
        meaning = understand(text, lexicon)
        assert (meaning.label, meaning.decision, meaning.suggestions) == (label, "act", ()), text


def test_a_place_alone_says_where(lexicon: Lexicon) -> None:
    meaning = understand("tabarka", lexicon)
    assert (meaning.label, meaning.place, meaning.decision) == ("location", "tabarka", "act")


def test_what_the_rules_protect_is_never_done_by_the_model(lexicon: Lexicon) -> None:
    for text in ("je crois que je veux plus de vos messages", "ma n7ebch chay menkom kol", "owkay"):
        meaning = understand(text, lexicon)
        assert meaning.label not in RULED or meaning.decision != "act", text


def test_every_label_is_one_of_ours(lexicon: Lexicon) -> None:
    assert lexicon.classifier is not None
    assert set(lexicon.classifier.weights.labels) == LABELS


NO_CHAT = (
    "SELECT * FROM users WHERE id = 1; --",
    "Traceback (most recent call last): File x.py line 3",
    '{"ok": true, "yes": 1, "stop": null}',
    "lorem ipsum dolor sit amet, consectetur adipiscing elit",
    "0x7ffd 4a4f 3b2c 11 EOF",
    "<html><body><a href='https://example.org/stop'>yes</a></body></html>",
    "Votre code de validation est 482 913. Ne le partagez pas.",
    "Cher client, votre solde est de 3,250 DT. Rechargez et gagnez 50% bonus!",
    "qwertyuiop asdfghjkl zxcvbnm",
    "بسم الله الرحمن الرحيم الحمد لله رب العالمين",
    "Chapitre 3. De la nature des choses et du oui.",
)


@pytest.mark.parametrize("text", NO_CHAT)
@pytest.mark.parametrize("locale", [None, "fr", "aeb"])
def test_what_is_no_chat_does_nothing(lexicon: Lexicon, text: str, locale: str | None) -> None:
    meaning = understand(text, lexicon, locale)
    assert meaning.intent not in RULED
    assert meaning.label not in RULED or meaning.decision != "act"
    assert meaning.danger.level != "sure"


def test_nothing_is_asked_about_letters_that_are_no_words(lexicon: Lexicon) -> None:
    for text in ("صثق فغع", "xqzt vrrp", "hgfdsa"):
        assert understand(text, lexicon).decision == "none", text
