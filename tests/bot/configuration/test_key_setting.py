"""The secret key, as a setting or in a file of its own: taken where it is a secret."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

import pytest

from bot.channels.all_settings import load_settings
from bot.privacy.sealing.keys import read_key
from tests.bot.configuration.faulty import faults_with


def test_a_key_may_be_written_in_base64_or_in_hex(monkeypatch: pytest.MonkeyPatch) -> None:
    key = secrets.token_bytes(32)
    for text in (key.hex(), base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()):
        monkeypatch.setenv("DALIL_SECRET_KEY", text)
        settings = load_settings(env_file=None)
        assert settings.secret_key is not None
        assert read_key(settings.secret_key.get_secret_value()) == key


def test_a_key_may_stand_in_a_file_that_nobody_else_can_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key, file = secrets.token_urlsafe(32), tmp_path / "key"
    file.write_text(f"{key}\n", encoding="ascii")
    file.chmod(0o400)
    monkeypatch.setenv("DALIL_SECRET_KEY_FILE", str(file))
    monkeypatch.setenv("DALIL_ENVIRONMENT", "production")
    monkeypatch.setenv("DALIL_PUBLIC_URL", "https://dalil.example.org")
    settings = load_settings(env_file=None)
    assert settings.sealing_key == key
    assert key not in repr(settings)


@pytest.mark.parametrize(
    ("mode", "holds", "told"),
    [
        (0o644, "7pX1be9y0o1cKHVdZeG8geIBDvcPg1hsS_CojvaxxlV", "others can read"),
        (0o640, "7pX1be9y0o1cKHVdZeG8geIBDvcPg1hsS_CojvaxxlV", "others can read"),
        (0o600, "hush-hush", "32 random bytes"),
        (0o600, base64.b64encode(b"abcdefgh" * 4).decode(), "can be guessed: it is written words"),
        (None, "", "cannot read"),
    ],
)
def test_a_file_that_keeps_no_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int | None, holds: str, told: str
) -> None:
    file = tmp_path / "key"
    if mode is not None:
        file.write_text(holds, encoding="ascii")
        file.chmod(mode)
    faults = faults_with(
        monkeypatch, DALIL_SECRET_KEY_FILE=str(file), DALIL_ENVIRONMENT="production"
    )
    assert "DALIL_SECRET_KEY_FILE: " in faults
    assert told in faults
    assert "DALIL_SECRET_KEY: needed" not in faults
    assert not holds or holds not in faults


def test_what_systemd_hands_over_to_one_user_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "dalil"
    file.write_text(secrets.token_urlsafe(32), encoding="ascii")
    file.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("DALIL_SECRET_KEY_FILE", str(file))
    assert load_settings(env_file=None).sealing_key


def test_a_key_stands_in_one_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key, file = secrets.token_urlsafe(32), tmp_path / "key"
    file.write_text(key, encoding="ascii")
    file.chmod(0o600)
    told = faults_with(monkeypatch, DALIL_SECRET_KEY=key, DALIL_SECRET_KEY_FILE=str(file))
    assert "DALIL_SECRET_KEY_FILE: set this one or DALIL_SECRET_KEY, not both" in told
