"""`dalil rekey` in a terminal: the old key before, the new one after, both meanwhile."""

from __future__ import annotations

import secrets

from tests.bot.commands.terminal import Run, answers


def test_a_key_is_changed_in_three_steps(dalil: Run) -> None:
    old, new = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    chat = ("chat", "--channel", "sms", "--json")
    dalil(*chat, heard="hello\n4\n", DALIL_SECRET_KEY=old)

    too_early = dalil(*chat, heard="menu\n", DALIL_SECRET_KEY=new)
    changed = dalil("rekey", DALIL_SECRET_KEY=f"{new},{old}")
    again = dalil("rekey", DALIL_SECRET_KEY=f"{new},{old}")
    alone = dalil(*chat, heard="menu\n", DALIL_SECRET_KEY=new)
    too_late = dalil(*chat, heard="menu\n", DALIL_SECRET_KEY=old)

    assert (too_early.returncode, "another DALIL_SECRET_KEY" in too_early.stderr) == (2, True)
    assert changed.returncode == 0, changed.stderr
    assert "1 addresses hashed anew" in changed.stdout
    assert "leave the old key out" in changed.stdout
    assert "0 cells sealed anew, 0 addresses" in again.stdout
    (known,) = answers(alone)
    assert "Health" in known["replies"][-1]["text"]
    assert (too_late.returncode, "another DALIL_SECRET_KEY" in too_late.stderr) == (2, True)


def test_the_old_key_is_good_for_no_backup_any_more(dalil: Run) -> None:
    old, new = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    dalil("chat", "--channel", "sms", "--json", heard="hello\n", DALIL_SECRET_KEY=old)
    dalil("rekey", DALIL_SECRET_KEY=f"{new},{old}")

    backup = dalil("backup", "all.backup", DALIL_SECRET_KEY=old)
    doctor = dalil("doctor", "--offline", DALIL_SECRET_KEY=old)
    good = dalil("backup", "all.backup", DALIL_SECRET_KEY=new)

    assert (backup.returncode, "another DALIL_SECRET_KEY" in backup.stderr) == (2, True)
    assert (doctor.returncode, "another DALIL_SECRET_KEY" in doctor.stdout) == (1, True)
    assert good.returncode == 0, good.stderr
