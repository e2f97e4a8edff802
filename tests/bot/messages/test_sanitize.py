"""What is kept of an event can be stored by any database, and read by anybody."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.sanitize import KEY_KEPT, WORDS_KEPT, clean_event, clean_provider_id, clean_words
from bot.messages.serialization import event_from_json, event_to_json
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable
from services_directory.values.entries import Position

anything = st.text(st.characters(codec=None), max_size=200)
events = st.one_of(
    st.builds(Heard, anything, st.booleans()),
    anything.map(NumberShared),
    anything.map(Picked),
    anything.map(Unreadable),
    st.builds(Position, st.floats(), st.floats()).map(LocationShared),
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  médecin à Tabarka ", "médecin à Tabarka"),
        ("one\r\ntwo\ttabbed", "one\n\ntwo\ntabbed"),
        ("NUL\0 and bell\a", "NUL and bell"),
        ("half \ud83d character", "half  character"),
        ("over\u202eride", "override"),
        ("طبيب في طبرقة", "طبيب في طبرقة"),
        ("می\u200cخواهم 👩\u200d⚕️", "می\u200cخواهم 👩\u200d⚕️"),
    ],
)
def test_words_stay_and_what_is_no_word_goes(written: str, kept: str) -> None:
    assert clean_words(written) == kept


def test_nobody_types_ten_thousand_characters() -> None:
    assert len(clean_words("x" * 10_000)) == WORDS_KEPT
    assert clean_words("\0" * 100 + "x") == "x"


@given(events)
def test_every_event_can_be_stored_and_reads_back_the_same(event: Event) -> None:
    cleaned = clean_event(event)
    stored = event_to_json(cleaned)
    assert "\0" not in stored
    stored.encode()
    assert event_from_json(stored) == cleaned


@given(anything)
def test_no_control_character_is_left(text: str) -> None:
    kinds = {unicodedata.category(each) for each in clean_words(text) if each != "\n"}
    assert not kinds & {"Cc", "Cs"}


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_words(clean_words(text)) == clean_words(text)


def test_a_place_that_is_nowhere_is_unreadable() -> None:
    nowhere = LocationShared(Position(float("nan"), 10.0))
    assert clean_event(nowhere) == Unreadable("location")
    assert clean_event(LocationShared(Position(91.0, 0.0))) == Unreadable("location")


def test_keys_and_ids_are_no_longer_than_their_columns() -> None:
    assert clean_event(Picked("k" * 500)) == Picked("k" * KEY_KEPT)
    assert len(clean_provider_id("i" * 500)) == 128


@pytest.mark.parametrize("stored", ["", "{}", '{"heard": 3}', '{"new kind": 1}', "[1]"])
def test_an_event_of_another_release_counts_as_unreadable(stored: str) -> None:
    assert event_from_json(stored) == Unreadable("unknown")
