"""The other `dalil` commands, as somebody types them, and what any of them says of a mistake."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import COMMANDS
from bot.__main__ import dalil as dalil_command
from tests.bot.commands.terminal import ROOT, Run, answers


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


def test_the_first_administrator_is_added_once(dalil: Run) -> None:
    added = dalil("staff", "add", "Awa", heard="a long enough password\n")
    assert added.returncode == 0, added.stderr
    assert "Awa can sign in" in added.stdout
    assert "a long enough password" not in added.stdout

    again = dalil("staff", "add", "awa", heard="a long enough password\n")

    assert again.returncode == 2
    assert again.stderr == "dalil: Somebody has this name already.\n"

    reset = dalil("staff", "reset", "AWA")
    assert re.fullmatch(r"Password: (\w{4}-){3}\w{4}\n", reset.stdout), reset.stderr
    unknown = dalil("staff", "reset", "Salma")
    assert (unknown.returncode, unknown.stderr) == (2, "dalil: nobody here signs in as Salma\n")


def test_a_colleague_is_added_with_a_role_and_with_none_that_is_unknown(dalil: Run) -> None:
    added = dalil("staff", "add", "Salma", "--role", "counsellor", heard="olive tree at noon\n")
    assert (added.returncode, "as counsellor." in added.stdout) == (0, True), added.stderr

    refused = dalil("staff", "add", "Ali", "--role", "king", heard="olive tree at noon\n")

    assert refused.returncode == 2
    roles = "'admin', 'editor', 'counsellor', 'trainer', 'viewer'"
    assert f"'king' is not one of {roles}" in refused.stderr


def test_a_pipe_gives_the_password_and_never_the_name(dalil: Run) -> None:
    nameless = dalil("staff", "add", heard="Awa\na long enough password\n")
    assert nameless.returncode == 2
    assert nameless.stderr == "dalil: who? Write: dalil staff add NAME\n"

    told = " ".join(dalil("staff", "add", "--help").stdout.split())
    assert "asked for, except where standard input is a pipe" in told


def test_what_keeps_it_from_listening_is_said_with_its_setting(dalil: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = dalil("serve", DALIL_PORT=port)
    assert ran.returncode == 2
    assert f"127.0.0.1:{port}: something listens there: stop it, or set DALIL_PORT" in ran.stderr

    ran = dalil("serve", DALIL_HOST="192.0.2.1", DALIL_PORT=port)
    assert ran.returncode == 2
    assert "no address of this machine: set DALIL_HOST" in ran.stderr


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


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_on_the_list_is_there_and_tells_what_it_takes(command: str) -> None:
    told = CliRunner().invoke(dalil_command, [command, "--help"])

    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"Usage: dalil {command}")


def test_a_slip_in_a_command_is_told_with_the_way_to_its_help(dalil: Run) -> None:
    ran = dalil("directory", "import", "--pubish")

    assert ran.returncode == 2
    assert "--publish" in ran.stderr
    assert "dalil directory import --help" in ran.stderr


def test_a_reader_that_goes_away_is_no_fault() -> None:
    ran = subprocess.run(
        f"yes hello | head -n 3000 | {sys.executable} -m bot understand | head -n 1 >/dev/null; "
        'test "${PIPESTATUS[2]}" = 0',
        shell=True,
        executable="/bin/bash",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
