"""`dalil doctor`: what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.all_settings import load_settings
from bot.channels.provider import Finding, Mark
from bot.clock import now_in_utc
from bot.commands import doctor
from bot.commands.findings.money import money_on_sms, money_on_whatsapp
from bot.commands.findings.words import own_words
from bot.database.opening import open_database
from bot.models.messages import SendingDay, StrayMessage
from bot.outbound.budget import Budget
from bot.wordings.chosen_words import Wording, digest
from bot.wordings.store import written
from services_directory.packs.programme import load_programme, pack_folder
from tests.bot.commands.terminal import ROOT, Run
from tests.fakes import NOON


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


def test_doctor_asks_a_copied_pack_for_a_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(pack: str) -> Finding:
        monkeypatch.setenv("DALIL_PACK", pack)
        return asyncio.run(doctor._pack(load_settings(env_file=None)))

    assert found("jendouba_kairouan").mark is Mark.GOOD
    copied = Path(shutil.copytree(pack_folder("jendouba_kairouan"), tmp_path / "adama"))
    assert found(str(copied)).mark is Mark.NOTE
    assert "write a code of its own in programme.toml" in found(str(copied)).words
    file = copied / "programme.toml"
    file.write_text(file.read_text("utf-8").replace('code = "jendouba_kairouan"', 'code = "adama"'))
    assert found(str(copied)).words.startswith("pack: adama, ")


def test_doctor_names_a_kind_of_danger_without_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Path(shutil.copytree(pack_folder("jendouba_kairouan"), tmp_path / "pack"))
    monkeypatch.setenv("DALIL_PACK", str(pack))

    def found() -> Finding:
        return asyncio.run(doctor._dangers(load_settings(env_file=None)))

    assert found().mark is Mark.GOOD
    file = pack / "programme.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('services = ["tn-garde-maritime-194",', 'services = ["tn-cin",'))
    assert found().mark is Mark.GOOD
    file.write_text(text.replace('"tn-garde-maritime-194", "tn-alarm-phone"', '"tn-cin"'))
    assert found().mark is Mark.NOTE
    assert "no number of its own for sea: write [[dangers]]" in found().words
    file.write_text(text.replace('"tn-traite-80104748", ', '"tn-traite", '))
    assert found().mark is Mark.FAULT
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

    assert finding.mark is Mark.FAULT
    assert "fr/LC_MESSAGES/messages.po:" in finding.words
    assert "needs exactly these placeholders: {place}" in finding.words


def test_doctor_asks_the_providers_and_shows_no_token(dalil: Run) -> None:
    token = "123456:ABC-hush-hush-hush-hush-hush"

    # Nobody listens on this port.
    ran = dalil("doctor", TELEGRAM_TOKEN=token, TELEGRAM_API_URL="http://127.0.0.1:9")

    assert ran.returncode == 1
    assert "Telegram: it does not answer" in ran.stdout
    assert "hush" not in ran.stdout + ran.stderr


async def test_doctor_tells_of_messages_whose_sender_nobody_could_read(sqlite_url: str) -> None:
    settings = load_settings(None, {"database_url": sqlite_url})
    database = await open_database(sqlite_url)
    await StrayMessage.create(
        channel="whatsapp", provider_id="SM1", form_sealed=b"sealed", received_at=NOON
    )
    await database.close()

    finding = await doctor._database(settings)

    assert finding.mark is Mark.FAULT
    assert "1 messages (whatsapp) came from an address of a kind that Dalil does not" in (
        finding.words
    )


async def test_doctor_says_how_much_of_the_sms_is_used_up(sqlite_url: str, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(pack_folder("jendouba_kairouan"), tmp_path / "pack"))
    settings = load_settings(None, {"database_url": sqlite_url, "pack": str(pack)})
    file = pack / "programme.toml"
    text = file.read_text("utf-8")
    database = await open_database(sqlite_url)
    day = Budget.of(load_programme(pack)).day(now_in_utc())
    await SendingDay.create(channel="sms", day=day, messages=70, segments=100, unanswered=4)
    await database.close()

    async def found(caps: str) -> Finding:
        file.write_text(text.replace("[limits]", f"[limits]\n{caps}"))
        return await money_on_sms(settings)

    assert "100 segments today" in (await found("")).words
    assert "4 of foreign numbers were left unanswered" in (await found("")).words
    assert "there is no cap" in (await found("")).words
    assert (await found("sms_a_day = 1000")).mark is Mark.GOOD
    assert (await found("sms_a_day = 1000\nsms_a_month = 120")).mark is Mark.NOTE
    used_up = await found("sms_a_day = 90")
    assert used_up.mark is Mark.FAULT
    assert "0 SMS of reminders wait" in used_up.words


async def test_doctor_counts_messages_on_whatsapp_and_says_that_no_price_is_known(
    sqlite_url: str, tmp_path: Path
) -> None:
    pack = Path(shutil.copytree(pack_folder("jendouba_kairouan"), tmp_path / "pack"))
    settings = load_settings(None, {"database_url": sqlite_url, "pack": str(pack)})
    file = pack / "programme.toml"
    text = file.read_text("utf-8")
    assert await money_on_whatsapp(settings) is None
    database = await open_database(sqlite_url)
    try:
        day = Budget.of(load_programme(pack)).day(now_in_utc())
        await SendingDay.create(channel="whatsapp", day=day, messages=90)
    finally:
        await database.close()

    async def found(caps: str) -> Finding:
        file.write_text(text.replace("[limits]", f"[limits]\n{caps}"))
        told = await money_on_whatsapp(settings)
        assert told is not None
        return told

    assert "WhatsApp: 90 messages today" in (await found("")).words
    assert "what one costs nobody wrote down" in (await found("")).words
    assert "write `whatsapp_a_day` or `whatsapp_a_month`" in (await found("")).words
    assert (await found("whatsapp_a_day = 100")).mark is Mark.NOTE
    assert (await found("whatsapp_a_month = 90")).mark is Mark.FAULT


async def test_doctor_says_when_a_table_of_holidays_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(env_file=None)
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(doctor, "now_in_utc", lambda: moment)
    assert (await doctor._holidays(settings)).mark is Mark.GOOD
    moment = datetime(2031, 3, 1, tzinfo=UTC)
    found = await doctor._holidays(settings)
    assert (found.mark, "ends on 2031-12-15" in found.words) == (Mark.NOTE, True)


async def test_doctor_names_words_of_our_own_that_do_not_fit_this_release(
    sqlite_url: str, tmp_path: Path
) -> None:
    settings = load_settings(None, {"database_url": sqlite_url, "data_dir": tmp_path})
    assert await own_words(settings) is None
    ours = Wording("Hello!", None, "fr", 1, ("Salut !",), digest(("Bonjour !",)), "Noor", NOON)
    gone = replace(ours, one="Said by an older release.")

    async def keep(wording: Wording) -> Finding | None:
        database = await open_database(sqlite_url)
        try:
            await database.executor.run(lambda: written([wording], [()]))
        finally:
            await database.close()
        return await own_words(settings)

    told = await keep(ours)
    assert told == Finding(Mark.GOOD, "words: 1 of your own in the place of the release's")
    told = await keep(replace(ours, revision=2, released="another release's"))
    assert told is not None
    assert "of 1 the release says something new since" in told.words
    told = await keep(gone)
    assert told is not None
    assert "1 of them do not fit this release" in told.words
    assert "fr: Said by an older release." in told.words
