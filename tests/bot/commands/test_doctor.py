"""`dalil doctor`: what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.commands import doctor
from bot.configuration.settings import load_settings
from services_directory.packs.programme import pack_folder
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


def test_doctor_names_a_kind_of_danger_without_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Path(shutil.copytree(pack_folder("jendouba_kairouan"), tmp_path / "pack"))
    monkeypatch.setenv("DALIL_PACK", str(pack))

    def found() -> doctor.Finding:
        return asyncio.run(doctor._dangers(load_settings(env_file=None)))

    assert found().mark is doctor.Mark.GOOD
    file = pack / "programme.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('services = ["tn-garde-maritime-194",', 'services = ["tn-cin",'))
    assert found().mark is doctor.Mark.GOOD
    file.write_text(text.replace('"tn-garde-maritime-194", "tn-alarm-phone"', '"tn-cin"'))
    assert found().mark is doctor.Mark.NOTE
    assert "no number of its own for sea: write [[dangers]]" in found().words
    file.write_text(text.replace('"tn-traite-80104748", ', '"tn-traite", '))
    assert found().mark is doctor.Mark.FAULT
    assert "no service tn-traite: mend" in found().words


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
