"""Every sentence is said somewhere that staff have a word for."""

from __future__ import annotations

from admin.rendering.word_places import PLACES, places_of
from bot.configuration.paths import LOCALES
from bot.wordings.release import read_release


def test_every_sentence_has_a_place_and_no_place_is_empty() -> None:
    sentences = read_release(LOCALES).sentences.values()
    assert [each.one for each in sentences if not places_of(each)] == []
    assert {code for each in sentences for code in places_of(each)} == set(PLACES)
