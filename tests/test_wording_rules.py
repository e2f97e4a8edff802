"""Does `dalil catalogues check` hear what breaks with how we speak (docs/style.md)?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.commands import catalogues
from bot.translation.languages import read_languages
from bot.translation.word_faults import Fault
from bot.translation.wording_rules import wording_faults
from tests.small_locales import SHIPPED, write_words


@pytest.mark.parametrize(
    ("code", "text", "complaint"),
    [
        ("fr", "Votre demande est supprimée.", "say “effacer”"),
        ("fr", "Santé, près de {place} :", "before a vowel it would be elided"),
        ("fr", "Pour tout effacer, écrivez EFFACER.", "asks for EFFACER without a colon"),
        ("fr", "Écrivez : MENU pour recommencer.", "goes on after MENU"),
        ("en", "Done. Everything is deleted.", "say “erase”"),
        ("en", "To erase all, write ERASE.", "asks for ERASE without a colon"),
        ("ar", "اكتب امسح لمحو كل شيء", "asks for امسح without a colon"),
        ("ar", "يجيبك إنسان", "say “شخص”"),
        ("aeb", "اكتب: فسخ باش نفسخو", "goes on after فسخ"),
        ("aeb", "ابعثلنا رسالة", "say “ميساج”"),
    ],
)
def test_a_sentence_that_breaks_with_our_style_is_a_fault(
    tmp_path: Path, code: str, text: str, complaint: str
) -> None:
    told = [Fault(each).in_source_words() for each in wording_faults(text, code, SHIPPED)]
    assert any(complaint in each for each in told)
    source = "{place}" if "{place}" in text else "Said"
    assert any(complaint in each for each in _checked(tmp_path, source, code, text))


def _checked(tmp_path: Path, source: str, code: str, text: str) -> list[str]:
    """What `check` says where this is the one sentence, and what it became."""
    locales = tmp_path / "locales"
    shutil.copytree(SHIPPED, locales)
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.py").write_text(f"_('{source}')", "utf-8")
    write_words(locales, read_languages(locales)[code], {source: text}, ())
    return catalogues.check(locales, catalogues.extract(tmp_path))


@pytest.mark.parametrize(("words", "lost"), [("ARRIERE", True), ("RETOUR", False)])
def test_a_word_to_write_that_is_lost_is_a_fault(tmp_path: Path, words: str, lost: bool) -> None:
    told = _checked(tmp_path, "Write: BACK.", "fr", f"Écrivez : {words}.")
    assert any("does not tell the word to write, RETOUR" in each for each in told) == lost


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Écrivez ce que vous cherchez et où."),
        ("fr", "STOP : finir. EFFACER : tout effacer. Vérifié le {day} à {place}."),
        ("en", "Write what you need and your town. To stop, write: STOP."),
        ("ar", "للحديث مع شخص، اكتب: شخص."),
        ("aeb", "اكتب أقرب مدينة ليك، وإلا اختار:"),
    ],
)
def test_a_sentence_in_our_style_is_none(code: str, text: str) -> None:
    assert not [*wording_faults(text, code, SHIPPED)]
