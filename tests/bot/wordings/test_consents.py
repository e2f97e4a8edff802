"""What people agree to is remarked as a consent, so that staff cannot change it unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from bot.configuration.paths import LOCALES
from bot.translation.sentences import Sentence
from bot.wordings.release import read_release
from flows.engine.referrals import PassedField
from flows.engine.text import Line, Text
from flows.referrals.person_words import (
    ASKED_TO_PASS,
    consent_choices,
    consent_question,
    what_is_read,
)
from flows.registration import walk_in_words
from tests.bot.harness import PROGRAMME

ROOT = Path(__file__).resolve().parents[3]
SENTENCES = read_release(LOCALES).sentences


def is_consent(line: Line) -> bool:
    return isinstance(line, Text) and SENTENCES[Sentence(line.message, line.many).key].is_consent


def test_each_file_that_has_a_version_of_a_consent_has_the_words_of_one() -> None:
    with_version = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "flows").rglob("*.py")
        if re.search(r"^CONSENT_VERSION\b", path.read_text("utf-8"), re.M)
    }
    remarked = {name for each in SENTENCES.values() if each.is_consent for name in each.files}
    assert len(with_version) >= 7
    assert with_version <= remarked


def test_what_is_read_aloud_or_asked_at_the_desk_is_remarked() -> None:
    said: Iterable[Line] = (
        *what_is_read("Centre", PassedField),
        *consent_question("Centre", PassedField),
        *(each.label for each in consent_choices("K7M")),
        *ASKED_TO_PASS.values(),
        walk_in_words.what_is_read(PROGRAMME),
    )
    assert [each for each in said if not is_consent(each)] == []


def test_what_gives_a_consent_by_being_picked_is_remarked() -> None:
    picked = ("I agree", "Yes, write to me", "Ask me later if it helped")
    assert all(SENTENCES[Sentence(each).key].is_consent for each in picked)
    counted = Sentence("Ask me in {n} day if it helped", "Ask me in {n} days if it helped")
    assert SENTENCES[counted.key].is_consent
