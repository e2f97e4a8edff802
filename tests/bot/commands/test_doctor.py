"""`dalil doctor`: what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.commands import doctor
from bot.configuration.settings import load_settings
from tests.bot.commands.terminal import ROOT, Run


def test_doctor_says_what_is_missing_and_how_to_mend_it(dalil: Run) -> None:
    dalil("migrate")

    ran = dalil("doctor", "--offline")

    assert ran.returncode == 0, ran.stdout
    assert "nobody can sign in yet: `dalil staff add`" in ran.stdout
    assert "Telegram is off: set TELEGRAM_TOKEN" in ran.stdout


def test_doctor_finds_a_wrong_pack(dalil: Run) -> None:
    ran = dalil("doctor", "--offline", DALIL_PACK="nowhere")

    assert ran.returncode == 1
    assert ran.stdout.count("DALIL_PACK: no programme.toml in nowhere") == 1


def test_doctor_finds_a_translation_that_lost_its_placeholder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locales = Path(shutil.copytree(ROOT / "locales", tmp_path / "locales"))
    words = locales / "fr" / "LC_MESSAGES" / "messages.po"
    text = words.read_text("utf-8")
    assert "Lieu : {place}" in text
    words.write_text(text.replace("Lieu : {place}", "Lieu : {plaza}"), "utf-8")
    monkeypatch.setattr(doctor, "LOCALES", locales)

    finding = asyncio.run(doctor._languages(load_settings(env_file=None)))

    assert finding.mark is doctor.Mark.FAULT
    assert "fr/LC_MESSAGES/messages.po:" in finding.words
    assert "needs exactly these placeholders: {place}" in finding.words


def test_doctor_asks_the_providers_and_shows_no_token(dalil: Run) -> None:
    token = "123456:ABC-hush-hush-hush-hush-hush"

    # Nobody listens on this port.
    ran = dalil("doctor", TELEGRAM_TOKEN=token, TELEGRAM_API_URL="http://127.0.0.1:9")

    assert ran.returncode == 1
    assert "Telegram: it does not answer" in ran.stdout
    assert "hush" not in ran.stdout + ran.stderr
