"""Do the shipped words agree with one another?"""

from __future__ import annotations

from collections import defaultdict

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.intents import LANGUAGE_NAME, PROTECTED, is_mark
from flows.engine.understanding.words import folded_words, light_words

NAVIGATION = {"menu", "back", "more", "help", "language", "skip"}
SPOKEN = ("ar", "aeb", "fr", "en")


def test_every_keyword_alone_means_its_intent_to_who_speaks_the_language(lexicon: Lexicon) -> None:
    intents: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    rows = [row for row in lexicon.keywords if not is_mark(row.intent)]
    for row in rows:
        intent = "language" if row.intent.startswith(LANGUAGE_NAME) else row.intent
        intents[row.language, light_words(row.text)].add(intent)
        if " ".join(light_words(row.text)) in lexicon.doubtful:
            intents[row.language, light_words(row.text)].add("none")

    for row in rows:
        meant = understand(row.text, lexicon, row.language).intent
        assert meant in intents[row.language, light_words(row.text)], f"{row.text}: {meant}"


def test_no_text_means_two_protected_things_or_one_and_something_else(lexicon: Lexicon) -> None:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in lexicon.keywords:
        if not is_mark(row.intent):
            said[row.language, " ".join(light_words(row.text))].add(row.intent)

    clashes = {key: found for key, found in said.items() if len(found) > 1 and found & PROTECTED}
    assert clashes == {}


def test_a_folded_spelling_is_never_two_protected_things(lexicon: Lexicon) -> None:
    for phrase, rows in lexicon.folded.items():
        for language in SPOKEN:
            found = {row.intent for row in rows if row.language == language} & PROTECTED
            assert len(found) <= 1, phrase


def test_words_that_carriers_take_for_themselves_are_no_navigation(lexicon: Lexicon) -> None:
    for word in ("stop", "stopall", "unsubscribe", "quit"):
        assert {row.intent for row in lexicon.exact[word]} == {"stop"}, word
    # These may leave a registration just as well, so they are asked about.
    for word in ("cancel", "end"):
        assert lexicon.doubtful[word] == "stop", word
        assert word not in lexicon.exact
    assert "yes" in {row.intent for row in lexicon.exact["yes"]}
    assert not {row.intent for row in lexicon.exact["yes"]} & NAVIGATION


def test_numbers_are_choices_and_no_keywords(lexicon: Lexicon) -> None:
    assert [row.text for row in lexicon.keywords if row.text.isdecimal()] == []


def test_courtesies_and_small_words_name_no_need(lexicon: Lexicon) -> None:
    empty = lexicon.polite | set(lexicon.filler)
    needs = {
        " ".join(folded_words(row.text))
        for row in lexicon.keywords
        if row.language in SPOKEN and row.intent in ("health", "employment", "shelter", "emergency")
    }
    assert empty & needs == set()


def test_a_courtesy_is_nothing_protected(lexicon: Lexicon) -> None:
    for phrase in lexicon.polite:
        intents = {row.intent for row in lexicon.exact.get(phrase, ())}
        assert not intents & {"stop", "no", "delete_my_data"}, phrase


def test_every_language_names_every_language_we_speak(lexicon: Lexicon) -> None:
    for language in SPOKEN:
        named = {
            row.intent.removeprefix(LANGUAGE_NAME)
            for row in lexicon.keywords
            if row.language == language and row.intent.startswith(LANGUAGE_NAME)
        }
        assert named == set(SPOKEN)


def test_starting_again_is_said_by_nothing_else(lexicon: Lexicon) -> None:
    """It takes a STOP back: to register, or to begin, is another wish."""
    for word in ("s'inscrire", "inscription", "join", "commencer", "سجلني", "sajelni", "هيا"):
        assert understand(word, lexicon).intent != "start", word
    for word in ("start", "/start", "unstop", "reprendre", "recommencer", "ابدأ", "نبدا", "nebda"):
        assert understand(word, lexicon).intent == "start", word


def test_unreviewed_words_are_used_for_stop_alone(lexicon: Lexicon) -> None:
    used = {
        (row.language, row.intent) for row in lexicon.keywords if row.text in ("ga'e", "sirkii")
    }
    assert used == {("om", "maybe:stop")}
    # "n ka kunnafoniw jɔsi", delete in Bambara, waits for a native speaker.
    assert not any(
        row.language == "bm" and row.intent == "delete_my_data" for row in lexicon.keywords
    )
