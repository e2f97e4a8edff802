"""Does the notice for people say what Dalil says, word by word, and hold the words that work?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.configuration.paths import LOCALES
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from flows.components.retention_words import guest_days
from flows.engine.text import Line, _, plural
from services_directory.packs.programme import load_programme, pack_folder

NOTICE = Path(__file__).parents[1] / "docs/law/notice.md"
PROGRAMME = load_programme(pack_folder("jendouba_kairouan"))
TRANSLATOR = Translator.load(
    LOCALES, PROGRAMME.languages, PROGRAMME.timezone, PROGRAMME.plain_by_sms
)
SECTIONS = {"en": "English", "fr": "Français", "ar": "العربية", "aeb": "تونسي"}
SAID: tuple[Line, ...] = (
    _("Without your agreement, only our team can see how to reach you."),
    plural(
        "We erase it {n} day after your last message.",
        "We erase it {n} days after your last message.",
        guest_days(PROGRAMME),
    ),
    _("To erase everything, write: ERASE."),
)


def section(locale: str) -> str:
    parts = re.split(r"^## (.+)$", NOTICE.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[SECTIONS[locale]]


@pytest.mark.parametrize("locale", PROGRAMME.languages)
def test_its_one_line_is_what_is_said_in_the_chat(locale: str) -> None:
    said = " ".join(TRANSLATOR.phrase(line, locale) for line in SAID)
    found = re.search(r"^\*\*.*?\*\* (.*)$", section(locale), flags=re.M)
    assert found
    assert found[1] == said


@pytest.mark.parametrize("locale", PROGRAMME.languages)
def test_its_page_names_words_that_are_understood_and_the_true_times(locale: str) -> None:
    page = " ".join(section(locale).split()).casefold()
    retention = PROGRAMME.retention
    assert f"{guest_days(PROGRAMME)} " in page
    assert f"{retention.contact_days // 30} " in page
    for intent in ("my_data", "delete_my_data", "stop"):
        words = {
            each.text.casefold()
            for each in load_keywords(LOCALES)
            if each.language == locale and each.intent == intent
        }
        assert [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", page)], (
            intent
        )


@pytest.mark.parametrize("locale", PROGRAMME.languages)
def test_it_says_of_the_police_what_the_programme_answers(locale: str) -> None:
    answer = (
        TRANSLATOR.phrase(PROGRAMME.answers.privacy, locale) if PROGRAMME.answers.privacy else ""
    )
    assert " ".join(answer.split()) in " ".join(section(locale).split())
