"""The `dalil` commands, as somebody types them: what they print, and what they say of mistakes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands import doctor
from bot.settings import load_settings

ROOT = Path(__file__).parents[1]
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]


@pytest.fixture(name="dalil")
def _dalil(tmp_path: Path) -> Run:
    """Runs a command with a data folder of its own, and stdin from a pipe."""

    def run(*arguments: str, heard: str = "", **settings: str) -> Ran:
        ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        # Where bytecode is not kept, each of these processes would compile everything again.
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=heard,
            # No .env of a developer lies here.
            cwd=tmp_path,
            env={
                **inherited,
                "PYTHONPATH": str(ROOT),
                "DALIL_DATA_DIR": str(tmp_path / "data"),
                **settings,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


def answers(ran: Ran) -> list[dict[str, Any]]:
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_conversation_by_sms_one_object_per_line_heard(dalil: Run) -> None:
    turns = answers(dalil("chat", "--channel", "sms", "--json", heard="bonjour\n1\nmenu\n"))

    assert [turn["heard"] for turn in turns] == ["bonjour", "1", "menu"]
    (menu,) = turns[0]["replies"]
    assert (menu["encoding"], menu["segments"]) == ("GSM-7", 1)
    assert [choice["number"] for choice in menu["choices"]] == [1, 2, 3, 4]
    assert "1 Francais" in menu["text"]
    assert "Santé" in turns[1]["replies"][-1]["text"]


def test_on_telegram_the_choices_are_buttons_and_a_number_picks_one(dalil: Run) -> None:
    turns = answers(dalil("chat", "--channel", "telegram", "--json", heard="hi\nEnglish\n1\n"))

    languages = [choice["label"] for choice in turns[0]["replies"][0]["choices"]]
    assert {"English", "Français", "العربية"} <= set(languages)
    needs = turns[1]["replies"][-1]
    assert needs["segments"] is None
    assert "Health" in [choice["label"] for choice in needs["choices"]]
    assert "Health" not in needs["text"]
    assert turns[2]["replies"], "a number picks a button's choice too"


def test_a_person_is_known_again_and_another_is_somebody_else(dalil: Run) -> None:
    dalil("chat", "--channel", "sms", "--json", heard="hello\n4\n")

    (known,) = answers(dalil("chat", "--channel", "sms", "--json", heard="menu\n"))
    (stranger,) = answers(
        dalil("chat", "--channel", "sms", "--from", "+21620000009", "--json", heard="menu\n")
    )

    assert "Health" in known["replies"][-1]["text"]
    assert "Marhba" in stranger["replies"][0]["text"]


def test_postgresql_answers_as_sqlite_does(dalil: Run, postgres_database_url: str) -> None:
    heard = "bonjour\n1\nmedecin tabarka\n1\n"
    command = ("chat", "--channel", "sms", "--json")

    on_sqlite = answers(dalil(*command, heard=heard))
    on_postgresql = answers(dalil(*command, heard=heard, DATABASE_URL=postgres_database_url))

    assert on_postgresql == on_sqlite


def test_broken_text_gets_an_answer(dalil: Run) -> None:
    heard = "\x00\x07\n\u202e\u200f\n" + "x" * 10_000 + "\n\n"

    turns = answers(dalil("chat", "--channel", "sms", "--json", heard=heard))

    assert len(turns) == 4
    assert all(turn["replies"] for turn in turns)


def test_what_a_line_means(dalil: Run) -> None:
    heard = "طبيب في طبرقة\nSTOP\n2\nqwxz\n"

    meant = answers(dalil("understand", "--json", heard=heard))

    assert [each["intent"] for each in meant] == ["health", "stop", "option:2", "none"]
    assert (meant[0]["place"], meant[3]["place"]) == ("tabarka", None)
    assert {"text", "intent", "place", "language", "score"} <= set(meant[0])


def test_what_a_line_costs(dalil: Run) -> None:
    heard = json.dumps("Bonjour") + "\n" + json.dumps("ç" * 71) + "\n"

    cheap, dear = answers(dalil("segments", "--json", heard=heard))

    assert (cheap["encoding"], cheap["segments"], cheap["units"]) == ("GSM-7", 1, 7)
    assert (dear["encoding"], dear["segments"]) == ("UCS-2", 2)


def test_the_directory_goes_out_to_a_file_and_comes_back(dalil: Run, tmp_path: Path) -> None:
    exported = dalil("directory", "export", "services.csv")
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "services.csv").read_text("utf-8-sig").startswith("id,")

    (report,) = answers(dalil("directory", "import", "services.csv", "--json"))

    assert report["added"] == []
    assert report["faults"] == []


def test_the_directory_is_searched_as_people_would(dalil: Run) -> None:
    (found,) = answers(dalil("directory", "search", "--json", "médecin", "tabarka"))

    assert (found["need"], found["place"]) == ("health", "tabarka")
    assert found["found"][0]["id"] == "jen-hopital-tabarka"


def test_what_no_directory_has_is_not_answered_with_all_of_it(dalil: Run) -> None:
    for words in ("louer une voiture", "xyzzy"):
        (nothing,) = answers(dalil("directory", "search", "--json", *words.split()))
        assert nothing["found"] == [], words
    (wished,) = answers(dalil("directory", "search", "--json", "docteur", "ouvert", "samedi"))
    assert wished["wishes"] == ["open:sa"]


def test_a_broken_row_is_named_by_file_and_row(dalil: Run, tmp_path: Path) -> None:
    dalil("directory", "export", "services.csv")
    lines = (tmp_path / "services.csv").read_text("utf-8-sig").splitlines()
    at = lines[0].split(",").index("category")
    cells = ["new-one", "Qui", "", "", "Quoi", "", "", "Dit", "", ""]
    cells += [""] * (lines[0].count(",") + 1 - len(cells))
    cells[at] = "no-such-category"
    (tmp_path / "broken.csv").write_text(f"{lines[0]}\n{','.join(cells)}\n", encoding="utf-8")

    ran = dalil("directory", "import", "broken.csv")

    assert ran.returncode == 1
    assert "row 2, column category" in ran.stderr


def test_the_first_administrator_is_added_once(dalil: Run) -> None:
    added = dalil("staff", "add", "Awa", heard="a long enough password\n")
    assert added.returncode == 0, added.stderr
    assert "Awa can sign in" in added.stdout
    assert "a long enough password" not in added.stdout

    again = dalil("staff", "add", "awa", heard="a long enough password\n")

    assert again.returncode == 2
    assert again.stderr == "dalil: Somebody has this name already.\n"


def test_a_pipe_gives_the_password_and_never_the_name(dalil: Run) -> None:
    nameless = dalil("staff", "add", heard="Awa\na long enough password\n")
    assert nameless.returncode == 2
    assert nameless.stderr == "dalil: who? Write: dalil staff add NAME\n"

    told = " ".join(dalil("staff", "add", "--help").stdout.split())
    assert "asked for, except where standard input is a pipe" in told


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


def test_what_keeps_it_from_listening_is_said_with_its_setting(dalil: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = dalil("serve", DALIL_PORT=port)
    assert ran.returncode == 2
    assert f"127.0.0.1:{port}: something listens there: stop it, or set DALIL_PORT" in ran.stderr

    ran = dalil("serve", DALIL_HOST="192.0.2.1", DALIL_PORT=port)
    assert ran.returncode == 2
    assert "no address of this machine: set DALIL_HOST" in ran.stderr


def test_doctor_asks_the_providers_and_shows_no_token(dalil: Run) -> None:
    token = "123456:ABC-hush-hush-hush-hush-hush"

    # Nobody listens on this port.
    ran = dalil("doctor", TELEGRAM_TOKEN=token, TELEGRAM_API_URL="http://127.0.0.1:9")

    assert ran.returncode == 1
    assert "Telegram: it does not answer" in ran.stdout
    assert "hush" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("command", [["serve"], ["chat"], ["migrate"], ["doctor"]])
def test_a_wrong_setting_is_a_sentence_and_no_traceback(dalil: Run, command: list[str]) -> None:
    ran = dalil(*command, DALIL_PORT="eighty", DATABASE_URL="mysql://nowhere/dalil")

    told = ran.stdout + ran.stderr
    assert ran.returncode in (1, 2)
    assert "DALIL_PORT" in told
    assert "DATABASE_URL" in told
    assert "Traceback" not in told


def test_a_database_that_is_not_there_is_a_sentence(dalil: Run) -> None:
    ran = dalil("migrate", DATABASE_URL="postgres://nobody:hush@127.0.0.1:9/nothing")

    assert ran.returncode == 2
    assert ran.stderr.startswith("dalil: ")
    assert "Traceback" not in ran.stderr
    assert "hush" not in ran.stderr


def test_a_key_that_is_broken_is_never_replaced(dalil: Run, tmp_path: Path) -> None:
    dalil("migrate")
    (tmp_path / "data/secret.key").write_text("garbage\n", encoding="ascii")

    ran = dalil("chat", heard="hello\n")

    assert ran.returncode == 2
    assert "holds no key" in ran.stderr
    assert (tmp_path / "data/secret.key").read_text(encoding="ascii") == "garbage\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.__main__ as door\n"
        "try: door.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'aiohttp', 'babel', 'pydantic', 'telegram', 'tortoise', 'twilio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ran.stderr == "[]\n"


def test_a_backup_goes_out_and_comes_back(dalil: Run, tmp_path: Path) -> None:
    dalil("chat", "--channel", "sms", "--json", heard="hello\n4\n")

    made = dalil("backup", "all.backup")
    again = dalil("backup", "all.backup")
    refused = dalil("restore", "all.backup")
    dalil("chat", "--channel", "sms", "--json", heard="1\n")
    put_back = dalil("restore", "all.backup", "--replace")

    assert made.returncode == 0, made.stderr
    assert "The key is not in it" in made.stdout
    assert str(tmp_path / "data" / "secret.key") in made.stdout
    assert made.stderr == ""
    assert (again.returncode, "all.backup exists" in again.stderr) == (2, True)
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
    assert put_back.returncode == 0, put_back.stderr
    (known,) = answers(dalil("chat", "--channel", "sms", "--json", heard="menu\n"))
    assert "Health" in known["replies"][-1]["text"]


def test_what_cannot_be_restored_is_told_in_one_sentence(dalil: Run, tmp_path: Path) -> None:
    dalil("migrate")
    dalil("backup", "all.backup")
    (tmp_path / "other").write_text("no backup", encoding="utf-8")
    (tmp_path / "cut").write_bytes((tmp_path / "all.backup").read_bytes()[:-1])

    missing = dalil("restore", "nowhere", "--replace")
    other = dalil("restore", "other", "--replace")
    cut = dalil("restore", "cut", "--replace")
    wrong_key = dalil("restore", "all.backup", "--replace", DALIL_SECRET_KEY=os.urandom(32).hex())

    told = [ran.stderr for ran in (missing, other, cut, wrong_key)]
    assert [ran.returncode for ran in (missing, other, cut, wrong_key)] == [2, 2, 2, 2]
    assert [len(each.splitlines()) for each in told] == [1, 1, 1, 1]
    assert "nowhere: No such file" in told[0]
    assert "no backup made by" in told[1]
    assert "cut off" in told[2]
    assert "is DALIL_SECRET_KEY the right one?" in told[3]


def test_without_a_key_there_is_no_backup_and_none_is_made_up(dalil: Run, tmp_path: Path) -> None:
    ran = dalil("backup", "all.backup")

    assert (ran.returncode, "There is no key" in ran.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
