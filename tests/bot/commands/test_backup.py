"""`dalil backup` and `dalil restore`: what they say, and what they refuse."""

from __future__ import annotations

import os
from pathlib import Path

import pyrage

from tests.bot.commands.terminal import Run, answers


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


def test_its_key_opens_it_where_there_is_no_dalil(dalil: Run, tmp_path: Path) -> None:
    dalil("migrate")
    dalil("backup", "all.backup")
    printed = dalil("backup-key")

    identity = pyrage.ssh.Identity.from_buffer(printed.stdout.encode())
    opened = pyrage.decrypt((tmp_path / "all.backup").read_bytes(), [identity])
    assert opened.startswith(b"SQLite format 3\0")
