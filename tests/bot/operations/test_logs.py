"""A log line holds ids: what slips into one is taken out before it is written."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator

import pytest
import structlog

from bot.channels.all_settings import load_settings
from bot.configuration.settings import Settings
from bot.operations.logs import configure_logs

KEY = secrets.token_urlsafe(32)


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def production(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DALIL_ENVIRONMENT", "production")
    monkeypatch.setenv("DALIL_SECRET_KEY", KEY)
    monkeypatch.setenv("DALIL_PUBLIC_URL", "https://dalil.example.org")
    return load_settings(env_file=None)


def test_ids_are_kept_and_numbers_are_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(production(monkeypatch))
    sid = "SM0123456789abcdef0123456789abcdef"

    structlog.get_logger("bot.inbound.inbox").warning(
        "could not answer +216 20 000 001 at 192.168.100.200",
        contact=41,
        provider_id=sid,
        words="I need a doctor",
        line="secret=hidden&from=%2B21620000001&text=",
        url="https://user:hush@example.org/bot123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ/getMe",
    )

    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "could not answer [number] at [number]"
    assert (line["contact"], line["provider_id"]) == (41, sid)
    assert line["words"] == "[hidden]"
    assert line["line"] == "secret=hidden&from=[number]&text="
    assert "hush" not in line["url"]
    assert "ABCDEF" not in line["url"]
    assert line["logger"] == "bot.inbound.inbox"


def test_an_error_tells_where_and_not_what_it_choked_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(production(monkeypatch))
    try:
        raise ValueError("cannot take: my name is Awa")
    except ValueError:
        logging.getLogger("somebody.else").exception("it failed")

    written = capsys.readouterr().err
    line = json.loads(written)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["where"][0]
    assert "Awa" not in written


def test_libraries_that_tell_every_request_are_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(production(monkeypatch))

    logging.getLogger("httpx").info("GET https://api.telegram.org/bot1:secret/getMe")
    logging.getLogger("twilio.http_client").info("to +21620000001")
    logging.getLogger("apscheduler.scheduler").info("Added job")

    assert capsys.readouterr().err == ""


def test_developers_get_one_short_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DALIL_ENVIRONMENT", raising=False)
    configure_logs(load_settings(env_file=None))

    structlog.get_logger("bot.outbound.outbox").info("sent", message=7)

    assert "info    bot.outbound.outbox: sent message=7\n" in capsys.readouterr().err
