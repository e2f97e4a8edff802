"""Whole conversations, as people have them, in every shipped language, by SMS and with buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from tests.transcript import City, played

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))

CHANNELS = {"sms": BY_SMS, "telegram": BY_BUTTONS}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(
    file: Path, city: City, request: pytest.FixtureRequest
) -> None:
    written = file.read_text(encoding="utf-8")
    channel = file.stem.split(".")[-1]
    said = played(written, city, CHANNELS[channel], channel)
    if request.config.getoption("--rewrite-transcripts"):
        file.write_text(said, encoding="utf-8")
    assert said == written or request.config.getoption("--rewrite-transcripts")


def test_there_is_a_conversation_in_each_language_on_each_channel() -> None:
    told = {tuple(file.stem.split(".")[1:]) for file in FILES}
    expected = {(locale, channel) for locale in ("ar", "aeb", "fr", "en") for channel in CHANNELS}
    assert expected <= told
