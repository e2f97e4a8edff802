"""Settings are checked all together, each fault with its mend, and documented one by one."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from bot.channels.all_settings import load_settings, setting_names, unknown_names
from bot.channels.android.provider import AndroidSettings
from bot.channels.registry import providers_of
from bot.channels.sms.provider import SmsSettings
from bot.channels.twilio.provider import TwilioSettings
from tests.bot.configuration.faulty import faults_with

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


def test_nothing_is_needed_to_try_it() -> None:
    settings = load_settings(env_file=None)

    assert settings.database == "sqlite://var/dalil.sqlite3"
    assert settings.site == "http://localhost:8080"
    assert [each.name for each in providers_of(settings) if each.is_on(settings)] == ["webchat"]


def test_every_fault_is_told_at_once_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(
        monkeypatch,
        DALIL_PORT="eighty",
        DALIL_PUBLIC_URL="dalil.example.org",
        DALIL_SECRET_KEY="short",
        DATABASE_URL="mysql://localhost/dalil",
        TELEGRAM_TOKEN="not-a-token",
        TWILIO_ACCOUNT_SID="123",
        TWILIO_FROM="a name that is too long",
    )

    for name in ("DALIL_PORT", "DALIL_PUBLIC_URL", "DATABASE_URL"):
        assert f"{name}: " in told
    assert "DALIL_SECRET_KEY is 32 random bytes" in told
    assert "TELEGRAM_TOKEN: not a bot's token: copy it from @BotFather" in told
    assert "TWILIO_ACCOUNT_SID: begins with AC" in told
    assert "TWILIO_FROM: " in told


def test_what_is_missing_is_told_with_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(
        monkeypatch,
        DALIL_ENVIRONMENT="production",
        DALIL_PORT="eighty",
        TWILIO_FROM="+15005550006",
        TWILIO_ACCOUNT_SID="123",
    )

    assert "DALIL_PORT: " in told
    assert "DALIL_SECRET_KEY: needed in production" in told
    assert "DALIL_PUBLIC_URL: needed in production" in told
    assert "TWILIO_AUTH_TOKEN: missing" in told
    assert "TWILIO_ACCOUNT_SID: begins with AC" in told
    assert "TWILIO_ACCOUNT_SID: missing" not in told


def test_a_wrong_account_does_not_hide_what_else_twilio_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = faults_with(monkeypatch, TWILIO_ACCOUNT_SID="123", DALIL_PACK="nowhere")

    for name in ("TWILIO_AUTH_TOKEN: missing", "TWILIO_FROM: missing", "DALIL_PUBLIC_URL: "):
        assert name in told
    assert "DALIL_PACK: no programme.toml in nowhere" in told


def test_a_file_is_no_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("file", "file/below"):
        told = faults_with(monkeypatch, DALIL_DATA_DIR=str(tmp_path / name))
        assert "DALIL_DATA_DIR: a file stands there: name a folder" in told


def test_a_fault_never_repeats_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(monkeypatch, DALIL_SECRET_KEY="hush-hush", TELEGRAM_TOKEN="hush-token")

    assert "hush" not in told


def test_production_needs_a_key_of_its_own_and_https(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(
        monkeypatch, DALIL_ENVIRONMENT="production", DALIL_PUBLIC_URL="http://dalil.example.org"
    )

    assert "DALIL_SECRET_KEY: needed in production: make one with python3 -c" in told
    assert "DALIL_PUBLIC_URL: must begin with https://" in told


def test_half_of_twilio_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(monkeypatch, TWILIO_ACCOUNT_SID="AC" + "0" * 32)

    assert "TWILIO_AUTH_TOKEN: missing" in told
    assert "TWILIO_FROM: missing" in told
    assert "DALIL_PUBLIC_URL: Twilio signs it" in told


def test_half_of_the_android_route_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(monkeypatch, ANDROID_SMS_USER="PHONE1")

    for name in ("ANDROID_SMS_URL", "ANDROID_SMS_PASSWORD", "ANDROID_SMS_SIGNING_KEY"):
        assert f"{name}: missing: " in told
    assert "ANDROID_SMS_USER" not in told


def test_half_of_the_kannel_route_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults_with(monkeypatch, KANNEL_USER="dalil", KANNEL_INBOUND_SECRET="short & bad")

    for name in ("KANNEL_SENDSMS_URL", "KANNEL_PASSWORD", "KANNEL_FROM"):
        assert f"{name}: missing: " in told
    assert "KANNEL_INBOUND_SECRET: needs 16 to 256 of" in told
    assert "KANNEL_FROM: the short code" in faults_with(monkeypatch, KANNEL_FROM="Dalil")
    assert "KANNEL_SENDSMS_URL: no web address" in faults_with(
        monkeypatch, KANNEL_SENDSMS_URL="127.0.0.1:13013"
    )


def with_both_sms_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "hush",
        "TWILIO_FROM": "+15005550006",
        "DALIL_PUBLIC_URL": "https://dalil.example.org",
        "ANDROID_SMS_URL": "http://192.168.1.20:8080/",
        "ANDROID_SMS_USER": "PHONE1",
        "ANDROID_SMS_PASSWORD": "hush",
        "ANDROID_SMS_SIGNING_KEY": "hush",
    }.items():
        monkeypatch.setenv(name, value)


def test_two_sms_routes_must_be_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with_both_sms_routes(monkeypatch)

    told = faults_with(monkeypatch)

    assert "DALIL_SMS_ROUTES: several routes are set up" in told
    assert "+216=android,*=twilio" in told


def test_a_prefix_for_a_route_that_is_not_set_up_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_both_sms_routes(monkeypatch)

    told = faults_with(monkeypatch, DALIL_SMS_ROUTES="+216=pigeon,*=twilio")

    assert "DALIL_SMS_ROUTES: pigeon is not set up" in told
    assert "DALIL_SMS_ROUTES: write it like" in faults_with(monkeypatch, DALIL_SMS_ROUTES="216")


def test_routes_by_prefix_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with_both_sms_routes(monkeypatch)
    monkeypatch.setenv("DALIL_SMS_ROUTES", "+216=android, *=twilio")

    settings = load_settings(env_file=None)

    assert isinstance(settings, SmsSettings)
    assert isinstance(settings, AndroidSettings)
    assert settings.sms_prefixes == {"+216": "android", "*": "twilio"}
    assert [*settings.sms_senders] == ["twilio", "android"]
    assert settings.android_sms_url == "http://192.168.1.20:8080"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    "environment",
    [
        {"TWILIO_AUTH_TOKEN": "new, old"},
        {"TWILIO_AUTH_TOKEN": "new", "TWILIO_AUTH_TOKEN_SECONDARY": "old"},
    ],
)
def test_two_tokens_are_good_during_a_change(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_FROM", "+15005550006")
    monkeypatch.setenv("DALIL_PUBLIC_URL", "https://dalil.example.org/")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    settings = load_settings(env_file=None)

    assert isinstance(settings, TwilioSettings)
    assert settings.twilio_auth_tokens == ("new", "old")
    assert settings.public_url == "https://dalil.example.org"


def test_secrets_hide_in_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_SECRET_KEY", key := secrets.token_urlsafe(32))
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456:ABC-hush")
    monkeypatch.setenv("DATABASE_URL", "postgres://dalil:hush@localhost/dalil")

    shown = repr(load_settings(env_file=None))

    assert "hush" not in shown
    assert key not in shown


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_PORT", "")
    monkeypatch.setenv("TELEGRAM_TOKEN", "")

    assert load_settings(env_file=None).port == 8080


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("DALIL_PORT=9000\nDALIL_HOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.setenv("DALIL_PORT", "9001")

    settings = load_settings(env_file)

    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


def test_a_slip_of_the_pen_is_noticed() -> None:
    assert unknown_names({"DALIL_PROT": "1", "DALIL_PORT": "2", "PATH": "/"}) == ["DALIL_PROT"]
    assert unknown_names({"ANDROID_HOME": "/", "ANDROID_SMS_PASS": "1"}) == ["ANDROID_SMS_PASS"]


def test_each_setting_is_in_the_example_and_in_the_guide() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    guide = (ROOT / "docs/settings.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^#?([A-Z_]{5,})=", example, re.M)) == set(setting_names())
    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.M)) == set(setting_names())


def test_the_example_itself_sets_nothing() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
